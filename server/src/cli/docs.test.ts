import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PAGES } from './docs.ts';
import { ROOT } from './paths.ts';

it.each(Object.entries(PAGES))('[O6] %s is what its table says', (file, make) => {
  expect(readFileSync(join(ROOT, file), 'utf8')).toBe(make());
});
