import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SDK } from '@parley/shared-types/sdk.ts';
import { expect, it } from 'vitest';
import { PAGES } from './docs.ts';
import { ROOT } from './paths.ts';
import { sdkPage } from './sdk-page.ts';

it.each(Object.entries(PAGES))('[O6] %s is what its table says', (file, make) => {
  expect(readFileSync(join(ROOT, file), 'utf8')).toBe(make());
});

it('[W12] docs/sdk.md has every verb once, with an example of each kind', () => {
  const page = sdkPage();
  for (const [kind, verbs] of Object.entries(SDK)) {
    for (const [name, { does }] of Object.entries(verbs)) expect(page.split('\n')).toContainEqual(expect.stringMatching(rowOf(name, does)));
    expect(page).toMatch(/^(is|get)$/.test(kind) ? `$parley.${kind}("` : `$parley.push(["${kind}", "`);
  }
});

function rowOf(name: string, does: string): RegExp {
  const literally = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\| \`${literally(name)}\` \\|.*${literally(does)}`);
}
