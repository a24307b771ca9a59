import { SDK } from '@parley/shared-types/sdk.ts';
import { expect, it } from 'vitest';
import { VERBS } from './verbs.ts';

it('[W12] the loader knows the verbs of the table, and no other', () => {
  const known = Object.entries(SDK).flatMap(([kind, verbs]) => Object.keys(verbs).map((name) => `${kind} ${name}`));
  for (const verb of [...known, ...Object.keys(SDK.on).map((name) => `off ${name}`)]) expect(verb).toMatch(VERBS);
  for (const verb of ['do chat:toggle', 'config color:theme', 'is chat:opened', 'set user:emails', 'on chat:open', 'get user:email', 'do'])
    expect(verb).not.toMatch(VERBS);
});
