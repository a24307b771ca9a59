/** What a process says when it cannot start: one code, what to do, an exit code, and nothing touched. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERRORS, type ErrorCode } from '@parley/shared-types/errors.ts';
import { expect, it, onTestFinished } from 'vitest';
import { startRole } from '../src/cli/role-process.ts';
import { openSqlite } from '../src/lib/sqlite.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');

function setUpFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a process that is expected to end by itself. */
function run(env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent', ...env } });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

async function expectRefusal(env: Readonly<Record<string, string>>, code: ErrorCode, detail = ''): Promise<void> {
  const { code: exit, said } = await run(env);
  const row: { readonly exit?: number; readonly mend: string } = ERRORS[code];
  expect(said).toContain(`parley: ${code}: `);
  expect(said).toContain(row.mend);
  expect(said).toContain(detail);
  expect(exit).toBe(row.exit ?? 1);
}

it('[O1] a wrong configuration: every problem at once, exit 78', async () => {
  const { code, said } = await run({ DATA_DIR: setUpFolder(), PORT: 'http', ROLES: 'cook', AMQP_URL: 'amqp://b' });
  expect(code).toBe(78);
  for (const problem of ['config_invalid', 'PORT', 'ROLES', 'go together']) expect(said).toContain(problem);
});

it('[O1] a port in use says which, and what to do', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as { port: number };
  await expectRefusal({ DATA_DIR: setUpFolder(), PORT: String(port) }, 'port_in_use', `127.0.0.1:${port}`);
});

it('[S17] a second process on the same folder is refused; the first goes on', async () => {
  const folder = setUpFolder();
  const first = await startRole({ name: 'first', env: { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent' }, logFile: join(folder, 'log') });
  await expectRefusal({ DATA_DIR: folder }, 'data_dir_locked');
  expect((await fetch(`${first.info.url}/readyz`)).status).toBe(200);
  await first.stop();
});

it('[S13] a file that is not a database is refused and left as it is', async () => {
  const folder = setUpFolder();
  const file = join(folder, 'parley.db');
  const garbage = 'not a database '.repeat(500);
  writeFileSync(file, garbage);
  await expectRefusal({ DATA_DIR: folder }, 'database_unreadable');
  expect(readFileSync(file, 'utf8')).toBe(garbage);
});

it('[S13] a database of a later version is refused and left as it is', async () => {
  const folder = setUpFolder();
  const sqlite = openSqlite(join(folder, 'parley.db'));
  sqlite.script(
    'CREATE TABLE store_schema (version INTEGER NOT NULL, min_compatible INTEGER NOT NULL); INSERT INTO store_schema VALUES (99, 98)',
  );
  await sqlite.close();
  await expectRefusal({ DATA_DIR: folder }, 'database_newer');
  const after = openSqlite(join(folder, 'parley.db'));
  expect(after.all('SELECT * FROM store_schema')).toEqual([{ version: 99, min_compatible: 98 }]);
  await after.close();
});

it('[O1] a data folder that cannot be one, and services that cannot be reached, say so', async () => {
  const folder = setUpFolder();
  writeFileSync(join(folder, 'file'), '');
  await expectRefusal({ DATA_DIR: join(folder, 'file', 'data') }, 'data_dir_unusable');
  const away = {
    AMQP_URL: 'amqp://user:hunter2@127.0.0.1:9',
    MONGODB_URL: 'mongodb://127.0.0.1:9/parley?directConnection=true',
    SINGLE_GATEWAY: '1',
  };
  const { said } = await run({ DATA_DIR: folder, ...away });
  expect(said).toContain('parley: unavailable: ');
  expect(said).not.toContain('hunter2');
});
