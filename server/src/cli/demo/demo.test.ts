import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationRow } from '@parley/shared-types/model.ts';
import { entryBody } from '@parley/shared-types/schemas/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { createClock } from '../../lib/clock.ts';
import { createLogger } from '../../lib/logger.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { projectionOf, type Submitted } from '../../workers/persist/plan.ts';
import { OPERATORS, SITES } from './people.ts';
import { seedDemo } from './seed.ts';

const NOW = Date.UTC(2026, 10, 24, 15);

async function openSeeded(conversations: number) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock: createClock(), logger: createLogger('silent', 'test') });
  onTestFinished(async () => {
    await sqlite.close();
    rmSync(folder, { recursive: true });
  });
  const seed = () => seedDemo({ store, conversations, now: NOW, setClock: () => {} });
  return { store, seed, password: await seed() };
}
const rowsOf = async (store: Store) =>
  (await Promise.all(SITES.map(({ id }) => store.conversations.newest(id, 1_000)))).flatMap(({ rows }) => rows);

it('[O2] the demo is seeded once, and each of its conversations is as the persister would have stored it', async () => {
  const { store, seed, password } = await openSeeded(80);
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
  const { store } = await openSeeded(300);
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
});
