import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationRow } from '@parley/shared-types/model.ts';
import { entryBody } from '@parley/shared-types/schemas/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { ensureFirstSite } from '../../api/first-site.ts';
import { createFolderFiles } from '../../files/folder.ts';
import { sniff } from '../../files/sniff.ts';
import { createClock } from '../../lib/clock.ts';
import { createLogger } from '../../lib/logger.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { projectionOf, type Submitted } from '../../workers/persist/plan.ts';
import { INVOICE, PICTURE } from './papers.ts';
import { OPERATORS, SITES } from './people.ts';
import { seedDemo } from './seed.ts';

const NOW = Date.UTC(2026, 10, 24, 15);

async function openStoreFor(conversations: number) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock: createClock(), logger: createLogger('silent', 'test') });
  onTestFinished(async () => {
    await sqlite.close();
    rmSync(folder, { recursive: true });
  });
  const files = await createFolderFiles({ folder: join(folder, 'files') });
  const seed = () => seedDemo({ store, files, conversations, now: NOW, setClock: () => {} });
  return { store, files, seed };
}
const rowsOf = async (store: Store) =>
  (await Promise.all(SITES.map(({ id }) => store.conversations.newest(id, 1_000)))).flatMap(({ rows }) => rows);

it('[O2] the demo is seeded once, and each of its conversations is as the persister would have stored it', async () => {
  const { store, seed } = await openStoreFor(80);
  const password = await seed();
  const rows = await rowsOf(store);
  expect(rows).toHaveLength(80);
  expect(await store.people.countOperators()).toBe(OPERATORS.length);
  for (const row of rows) {
    const entries = await store.log.since(row, 0, 1_000);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    for (const { body } of entries) expect(entryBody.safeParse(body).error?.message).toBeUndefined();
    const { headSeq, excerpt, status, profile, ...decided } = projectionOf({ ...row, entries, cause: {} as Submitted });
    const said = Object.fromEntries(Object.entries(profile ?? {}).map(([field, { value }]) => [field, value]));
    expect(row).toMatchObject({ headSeq, excerpt: excerpt?.text, status: status?.value, profile: said });
    expect(row).toMatchObject({
      isSpam: decided.isSpam?.value ?? false,
      tags: decided.tags?.value ?? [],
    } satisfies Partial<ConversationRow>);
  }
  expect(await seed()).toBe(password);
  expect(await rowsOf(store)).toStrictEqual(rows);
});

it('[O2] a demo has conversations of every kind', async () => {
  const { store, files, seed } = await openStoreFor(300);
  await seed();
  const rows = await rowsOf(store);
  const some = (passes: (row: ConversationRow) => boolean) => expect(rows.filter(passes).length).toBeGreaterThan(0);
  some(({ assignee }) => assignee === null);
  some(({ assignee }) => assignee !== null);
  some(({ snoozedUntil }) => snoozedUntil !== null);
  some(({ isSpam }) => isSpam);
  some(({ isBlocked }) => isBlocked);
  some(({ status }) => status === 'resolved');
  some(({ tags }) => tags.includes('vip'));
  some(({ visitorId }) => visitorId.startsWith('u_'));
  some(({ headSeq }) => headSeq > 300);
  for (const { id } of SITES) some(({ siteId }) => siteId === id);
  const entries = (await Promise.all(rows.map((row) => store.log.since(row, 0, 1_000)))).flat();
  const kinds = new Set(entries.map(({ body }) => body.kind));
  for (const kind of ['note', 'event', 'rating', 'profile', 'edit', 'erased', 'remove'] as const) expect(kinds).toContain(kind);
  for (const { siteId, conversationId, body } of entries) {
    for (const { id, size } of (body.kind === 'message' && body.files) || []) {
      expect((await files.get({ siteId, conversationId, fileId: id }))?.file.size).toBe(size);
    }
  }
  const effects = (await Promise.all(rows.map((row) => store.effects.of(row)))).flat();
  expect(effects.filter(({ failedSeq }) => failedSeq !== null).length).toBeGreaterThan(0);
});

it('[O2] the account of somebody else is refused and stays as it is', async () => {
  const { store, seed } = await openStoreFor(30);
  await ensureFirstSite(store, createClock());
  await expect(seed()).rejects.toMatchObject({ code: 'not_a_demo' });
  expect(await store.people.countOperators()).toBe(0);
  expect(await store.sites.list()).toHaveLength(1);
  expect(await rowsOf(store)).toEqual([]);
});

it('[O2] the files of the demo are what they say they are', async () => {
  for (const { file, bytes } of [PICTURE, INVOICE]) {
    const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'file'), bytes);
    const { kind, width, height } = await sniff(join(folder, 'file'), { name: file.name, isText: false });
    expect({ type: kind.type, width, height }).toEqual({ type: file.type, width: file.width, height: file.height });
  }
});
