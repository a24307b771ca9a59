import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDS } from './rows.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '');
const page = read('docs/widget.md');

it('[W9] each guard that node tests/guards/widget.ts takes away stands in its file once, and in docs/widget.md', () => {
  const wrong = GUARDS.filter(({ file, find, guard }) => read(file).split(find).length !== 2 || !page.includes(`| ${guard} |`));
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

it.each(['widget', 'inbox'])('[W9] each test that docs/%s.md names is there', (name) => {
  // In one row several titles may stand behind the name of their file.
  const named = [...read(`docs/${name}.md`).matchAll(/`([\w./-]+)` ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({
      file: file.includes('/') ? file : `tests/e2e/${file}.test.ts`,
      title,
    })),
  );
  expect(named.length).toBeGreaterThan(20);
  // The name of a row, where a test is one of a table, is not in its source; what follows it is.
  const ofTable = (title: string) => title.replace(/^.*?(?= the page is untouched| the chat works|: every state)/, '');
  const isMissing = ({ file, title }: (typeof named)[number]) => ![title, ofTable(title)].some((words) => read(file).includes(words));
  expect(named.filter(isMissing)).toEqual([]);
});
