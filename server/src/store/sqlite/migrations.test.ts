import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../lib/logger.ts';
import { openSqlite, type Sqlite } from '../../lib/sqlite.ts';
import { newEntries, newKey, shown } from '../contract/fixtures.ts';
import { openStoreOn } from './kit.ts';
import { migrate } from './migrations.ts';

const logger = createLogger('silent', 'test');
const STEPS = [
  'CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (1);',
  'CREATE TABLE b AS SELECT n + 1 AS n FROM a;',
  'UPDATE b SET n = n * 10;',
];
const upToStep = (n: number) => ({ steps: STEPS.slice(0, n), minCompatible: 1 });

function createFile() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-migrations-'));
  const file = join(folder, 'parley.db');
  let db: Sqlite | undefined;
  onTestFinished(async () => {
    await db?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    async open() {
      await db?.close();
      db = openSqlite(file);
      return db;
    },
    digest: () => createHash('sha256').update(readFileSync(file)).digest('hex'),
  };
}

const recordOf = (db: Sqlite) => db.all('SELECT * FROM store_schema');
const tablesOf = (db: Sqlite) =>
  db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").map(({ name }) => name);

it('[S12] a fresh database runs every step once, and the next start none', async () => {
  const file = createFile();
  const db = await file.open();
  migrate(db, logger, upToStep(3));
  expect(db.all('SELECT n FROM b')).toEqual([{ n: 20 }]);
  const again = await file.open();
  migrate(again, logger, upToStep(3));
  expect(again.all('SELECT n FROM b')).toEqual([{ n: 20 }]);
  expect(recordOf(again)).toEqual([{ version: 3, min_compatible: 1 }]);
});

it('[S12] an older database runs the steps it has not, with its data', async () => {
  const db = await createFile().open();
  migrate(db, logger, upToStep(1));
  db.script('UPDATE a SET n = 7');
  migrate(db, logger, upToStep(3));
  expect(db.all('SELECT n FROM b')).toEqual([{ n: 80 }]);
});

it('[S12] a step that fails leaves nothing of itself, keeps those before it, and runs when it can', async () => {
  const file = createFile();
  const db = await file.open();
  const broken = { steps: [STEPS[0] ?? '', 'CREATE TABLE half (n INTEGER); INSERT INTO missing VALUES (1);'], minCompatible: 1 };
  expect(() => migrate(db, logger, broken)).toThrow(/missing/);
  expect([tablesOf(db), recordOf(db)]).toEqual([['a', 'store_schema'], [{ version: 1, min_compatible: 1 }]]);
  await db.write((sql) => sql.run('UPDATE a SET n = 2'));
  const again = await file.open();
  migrate(again, logger, upToStep(3));
  expect(again.all('SELECT n FROM b')).toEqual([{ n: 30 }]);
});

it('[S12] a disk that fills up in a step is disk_full, and the step runs when there is space', async () => {
  const db = await createFile().open();
  migrate(db, logger, upToStep(1));
  const { page_count: pages } = db.get<{ page_count: number }>('PRAGMA page_count') ?? { page_count: 0 };
  db.script(`PRAGMA max_page_count = ${pages}`);
  expect(() => migrate(db, logger, upToStep(3))).toThrow(expect.objectContaining({ code: 'disk_full' }));
  db.script('PRAGMA max_page_count = 1000000');
  migrate(db, logger, upToStep(3));
  expect(db.all('SELECT n FROM b')).toEqual([{ n: 20 }]);
});

it('[S13] a schema that this version does not understand is refused, the file untouched', async () => {
  const file = createFile();
  const db = await file.open();
  openStoreOn(db);
  db.script('UPDATE store_schema SET version = 99, min_compatible = 98');
  await db.close();
  const before = file.digest();
  const again = await file.open();
  expect(() => openStoreOn(again)).toThrow(expect.objectContaining({ code: 'database_newer' }));
  await again.close();
  expect(file.digest()).toBe(before);
});

it('[S13] a newer schema that says it is compatible is used as it is', async () => {
  const db = await createFile().open();
  openStoreOn(db);
  db.script("UPDATE store_schema SET version = 99; ALTER TABLE entries ADD COLUMN later TEXT NOT NULL DEFAULT 'x'");
  const store = openStoreOn(db);
  const key = newKey();
  const entries = newEntries(key, 2);
  expect(await store.log.insert(entries)).toBe(2);
  expect(await store.log.since(key, 0, 5)).toStrictEqual(entries.map(shown));
  expect(recordOf(db)).toEqual([{ version: 99, min_compatible: 1 }]);
});
