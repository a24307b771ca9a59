import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqlite } from './sqlite.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => {
  const db = openSqlite(join(folder, 'x.db'));
  db.script('CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, v TEXT UNIQUE)');
  return db;
};
const add = (db: ReturnType<typeof open>, v: string) => db.write((sql) => sql.run('INSERT INTO t (v) VALUES (?)', v));

it('[B1] work resolves after its commit and survives a reopen', async () => {
  const db = open();
  await Promise.all([add(db, 'a'), add(db, 'b')]);
  await db.close();
  const again = open();
  expect(again.all<{ v: string }>('SELECT v FROM t ORDER BY id').map((row) => row.v)).toEqual(['a', 'b']);
  await again.close();
});

it('[S1] work that throws is undone alone; its neighbours in the group are kept', async () => {
  const db = open();
  const failing = db.write((sql) => {
    sql.run('INSERT INTO t (v) VALUES (?)', 'half');
    throw new Error('no');
  });
  const results = await Promise.allSettled([add(db, 'a'), failing, add(db, 'a'), add(db, 'b')]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(db.all<{ v: string }>('SELECT v FROM t ORDER BY id').map((row) => row.v)).toEqual(['a', 'b']);
  await db.close();
});

it('[B19] a full disk fails the work with disk_full; with space again it goes on', async () => {
  const db = open();
  await add(db, 'a');
  const { page_count: pages } = db.get<{ page_count: number }>('PRAGMA page_count') ?? { page_count: 0 };
  db.script(`PRAGMA max_page_count = ${pages}`);
  await expect(add(db, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'disk_full' });
  expect(db.all('SELECT v FROM t')).toHaveLength(1);
  db.script('PRAGMA max_page_count = 1000000');
  await add(db, 'x'.repeat(100_000));
  expect(db.all('SELECT v FROM t')).toHaveLength(2);
  await db.close();
});

it('[S17] a second opener is refused with data_dir_locked', async () => {
  const db = open();
  expect(() => openSqlite(join(folder, 'x.db'))).toThrow(expect.objectContaining({ code: 'data_dir_locked' }));
  await db.close();
});

it('[S13] a file that is not a database is refused and left as it was', () => {
  const file = join(folder, 'x.db');
  writeFileSync(file, 'not a database at all, '.repeat(100));
  expect(() => openSqlite(file)).toThrow(expect.objectContaining({ code: 'database_unreadable' }));
  expect(readFileSync(file, 'utf8')).toMatch(/^not a database/);
});

it('[O1] a folder that does not exist is data_dir_unusable', () => {
  expect(() => openSqlite(join(folder, 'none', 'x.db'))).toThrow(expect.objectContaining({ code: 'data_dir_unusable' }));
});
