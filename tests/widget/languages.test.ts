import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@parley/server/src/cli/paths.ts';
import { LANGUAGES } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';

const folder = join(ROOT, 'widget/src/words');

it('[W10] a language is one file of its name, which is a chunk of its own, and its name in LANGUAGES', () => {
  const files = readdirSync(folder).flatMap((file) => /^([a-z]{2})\.ts$/.exec(file)?.[1] ?? []);
  expect(files.sort()).toEqual([...LANGUAGES].sort());
  for (const language of files.filter((name) => name !== 'en')) {
    const text = readFileSync(join(folder, `${language}.ts`), 'utf8');
    expect(text, language).toMatch(/^export const create = /m);
    expect(text, language).toContain(`language: '${language}'`);
  }
});
