/** `up --demo`: a full account in a folder of its own, seeded once. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createParley, launch, openPage, type Up } from './parley.ts';

type DemoUp = Up & { readonly login: string; readonly password: string; readonly acts: string };
const STILL = ['--demo', '--still', '--conversations', '30'] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** The owner's inbox. */
async function signIn({ inboxUrl, login, password }: DemoUp): Promise<Page> {
  const { page, problems } = await openPage(browser, `${inboxUrl}login`);
  onTestFinished(() => expect(problems).toEqual([]));
  await page.getByLabel('E-mail').fill(login.split(', ')[0] ?? '');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  return page;
}

/** Each conversation and its entries, read while nothing runs. */
async function readLogs(folder: string) {
  const sqlite = openSqlite(join(folder, 'demo', 'parley.db'));
  try {
    const store = createSqliteStore({ sqlite, clock: createClock(), logger: createLogger('silent', 'test') });
    const sites = await store.sites.list();
    const rows = (await Promise.all(sites.map(({ id }) => store.conversations.newest(id, 1_000)))).flatMap((page) => page.rows);
    return await Promise.all(rows.map(async (row) => ({ row, seqs: (await store.log.since(row, 0, 1_000)).map(({ seq }) => seq) })));
  } finally {
    await sqlite.close();
  }
}

it('[O2] a demo is served full, tells its logins at each start, and is not seeded twice; `down` stops it', async () => {
  const { folder, up, down, remove } = createParley();
  onTestFinished(remove);
  let isUp = true;
  onTestFinished(async () => {
    if (isUp) await down();
  });
  const told = (await up(...STILL)) as DemoUp;
  const page = await signIn(told);
  await page.getByRole('list', { name: 'Conversations' }).getByRole('link').first().click();
  await page.locator('.log .bubble').first().waitFor();
  await page.context().close();
  await down();
  const first = await readLogs(folder);
  expect(first).toHaveLength(30);
  for (const { row, seqs } of first) expect(seqs).toEqual(Array.from({ length: row.headSeq }, (_, index) => index + 1));
  const again = (await up(...STILL)) as DemoUp;
  expect([again.login, again.password, again.setupUrl]).toEqual([told.login, told.password, null]);
  await down();
  isUp = false;
  const keysOf = (logs: typeof first) => logs.map(({ row, seqs }) => `${row.conversationId} ${seqs.length}`).sort();
  expect(keysOf(await readLogs(folder))).toEqual(keysOf(first));
});

it('[O2] visitors of a demo come and write by themselves, and stop with it', async () => {
  const { folder, up, down, remove } = createParley();
  onTestFinished(remove);
  const told = (await up('--demo', '--conversations', '5')) as DemoUp;
  const page = await signIn(told);
  // The five of before are away.
  await page
    .getByRole('link', { name: /is here/ })
    .first()
    .waitFor({ timeout: 110_000 });
  await page.context().close();
  await down();
  expect(readFileSync(join(folder, 'parley.log'), 'utf8')).not.toMatch(/"level":50|left:/);
});

it('[O2] a demo begins only in a folder that is its own', async () => {
  const { folder, parley, remove } = createParley();
  onTestFinished(remove);
  mkdirSync(join(folder, 'demo'));
  writeFileSync(join(folder, 'demo', 'notes.txt'), 'mine');
  await expect(parley('up', '--detach', ...STILL)).rejects.toMatchObject({ code: 73, stderr: expect.stringContaining('not_a_demo') });
  expect(readdirSync(join(folder, 'demo'))).toEqual(['notes.txt']);
});

it('[O2] a real install in the place of a demo is left as it is', async () => {
  const { folder, parley, remove } = createParley();
  const real = createParley({ DATA_DIR: join(folder, 'demo') });
  onTestFinished(remove);
  onTestFinished(real.remove);
  const told = await real.up();
  await real.down();
  await expect(parley('up', '--detach', ...STILL)).rejects.toMatchObject({ code: 73, stderr: expect.stringContaining('not_a_demo') });
  expect((await real.up()).siteId).toBe(told.siteId);
  await real.down();
});
