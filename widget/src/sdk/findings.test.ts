import { ERRORS } from '@parley/shared-types/errors.ts';
import { expect, it } from 'vitest';
import { WORDS } from './findings.ts';

it('[W11] what diagnose says is what docs/errors.md says', () => {
  const { all_well: _fine, ...bad } = WORDS;
  for (const [code, words] of Object.entries(bad)) {
    const { message, mend } = ERRORS[code as keyof typeof bad];
    expect(words).toBe(`${message} ${mend}`);
  }
});
