import type { Numbers } from '@parley/shared-types/http.ts';
import type { Author, ClientMsgId, ConversationId, EntryBody, EntryId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import type { NewEntry } from '../store/store.ts';
import { createReadNumbers } from './numbers/read-numbers.ts';
import { type Api, BLOG, createApi, OTHER, SHOP } from './testing/api.ts';

const DAY = 86_400_000;
/** Noon of a day that lies behind, so that no zone moves it to another one. */
const NOON = Math.floor(Date.now() / DAY) * DAY - 2 * DAY + DAY / 2;
const DATE = new Date(NOON).toISOString().slice(0, 10);
const VISITOR = { kind: 'visitor', id: 'v' } as const;
const operator = (name: string) => ({ kind: 'operator', id: `op-${name}`, name }) as const;
const says = (text = 'x'): EntryBody => ({ kind: 'message', text });
type Line = readonly [minute: number, author: Author, body: EntryBody];

async function history({ store }: Pick<Api, 'store'>, site: SiteId, conversation: string, lines: readonly Line[], isSpam = false) {
  const key = { siteId: site, conversationId: conversation as ConversationId };
  const entries = lines.map(([minute, author, body], index): NewEntry => {
    const at = NOON + minute * 60_000;
    const id = `${conversation}-${index}`;
    const base = { id: id as EntryId, ...key, seq: index + 1, clientMsgId: id as ClientMsgId, audience: 'all', hash: 'h' } as const;
    return { ...base, author, body, acceptedAt: at, storedAt: at };
  });
  const spam = isSpam ? { isSpam: { value: true, seq: lines.length } } : {};
  const row = { ...key, visitorId: 'v' as VisitorId, headSeq: lines.length, createdAt: NOON, grownAt: NOON, ...spam };
  await store.append(entries, [row]);
}

const ask = async (api: Api, cookie: string, query = `from=${DATE}&to=${DATE}&zone=UTC`, site: string = SHOP) =>
  api.ask('GET', `/api/sites/${site}/numbers?${query}`, { cookie });
const numbersOf = (answer: Awaited<ReturnType<typeof ask>>) => answer.body.numbers as unknown as Numbers;

async function seeded() {
  const api = await createApi();
  const [ann, bob] = [operator('ann'), operator('bob')];
  await history(api, SHOP, 'c1', [
    [0, VISITOR, says()],
    [2, ann, says()],
    [10, ann, { kind: 'status', status: 'resolved' }],
    [11, VISITOR, { kind: 'rating', score: 5, text: '=cmd' }],
  ]);
  await history(api, SHOP, 'c2', [
    [5, VISITOR, says()],
    [9, bob, says()],
    [9, bob, says()],
  ]);
  await history(api, SHOP, 'junk', [[5, VISITOR, says()]], true);
  await history(api, BLOG, 'c3', [[5, VISITOR, says()]]);
  return api;
}

it('[X9] numbers of a site are those of its log, without spam and without other sites', async () => {
  const api = await seeded();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const answer = await ask(api, cookie);
  expect(answer).toMatchObject({ status: 200, body: { ok: true, operators: 'all' } });
  expect(numbersOf(answer)).toMatchObject({
    sums: {
      conversations: 2,
      messages: { visitors: 2, operators: 3, bots: 0 },
      firstReply: { count: 2, median: 120_000, p90: 240_000 },
      resolution: { count: 1, median: 600_000, p90: 600_000 },
      rating: { count: 1, mean: 5 },
    },
    before: { conversations: 0 },
    operators: [
      { id: 'op-bob', messages: 2, conversations: 1, firstReply: { median: 240_000 }, resolution: { count: 0 } },
      { id: 'op-ann', messages: 1, conversations: 1, firstReply: { median: 120_000 }, resolution: { median: 600_000 } },
    ],
    ratings: { scores: [0, 0, 0, 0, 1], comments: [{ conversationId: 'c1', score: 5, text: '=cmd' }] },
  });
  expect(
    numbersOf(answer)
      .hours.messages.flat()
      .reduce((sum, one) => sum + one, 0),
  ).toBe(2);
  // The day after, it is what was before.
  const next = new Date(NOON + DAY).toISOString().slice(0, 10);
  expect(numbersOf(await ask(api, cookie, `from=${next}&to=${next}&zone=UTC`))).toMatchObject({
    sums: { conversations: 0, firstReply: { count: 0, median: null } },
    before: { conversations: 2 },
  });
});

it('[X9] agents see the sums and of the operators themselves, strangers nothing', async () => {
  const api = await seeded();
  const [ann, stranger] = [await api.operator('ann', { [SHOP]: 'agent' }), await api.operator('far', { [OTHER]: 'owner' }, 'b')];
  const answer = await ask(api, ann);
  expect(answer.body).toMatchObject({ operators: 'own', numbers: { sums: { conversations: 2 }, operators: [{ id: 'op-ann' }] } });
  expect(numbersOf(answer).operators).toHaveLength(1);
  const csv = await api.raw('GET', `/api/sites/${SHOP}/numbers/operators.csv?from=${DATE}&to=${DATE}&zone=UTC`, { cookie: ann });
  expect(csv.body).not.toContain('bob');
  expect((await ask(api, stranger)).body.code).toBe('not_found');
  expect((await ask(api, '')).body.code).toBe('unauthorized');
});

it.each([
  ['from=2026-02-30&to=2026-03-01&zone=UTC', 'from', 'must be a day like 2026-03-31'],
  ['from=2026-03-02&to=2026-03-01&zone=UTC', 'to', 'must not be before the first day'],
  ['from=2024-01-01&to=2025-01-01&zone=UTC', 'to', 'at most 366 days'],
  ['from=2026-03-01&to=2026-03-01&zone=Mars/Olympus', 'zone', 'must be a time zone like Europe/Paris'],
])('[X9] numbers asked for by %s are refused by name', async (query, field, words) => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const answer = await ask(api, cookie, query);
  expect([answer.status, answer.body.problems]).toEqual([400, { [field]: words }]);
  expect((await ask(api, cookie, 'from=2024-01-01&to=2024-12-31&zone=UTC')).status).toBe(200);
});

it('[X9] each table comes as CSV to keep, and what visitors wrote is no formula in it', async () => {
  const api = await seeded();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const table = (name: string) => api.raw('GET', `/api/sites/${SHOP}/numbers/${name}?from=${DATE}&to=${DATE}&zone=UTC`, { cookie });
  const ratings = await table('ratings.csv');
  expect(ratings.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="parley-ratings-${DATE}-${DATE}.csv"`,
    'cache-control': 'no-store',
  });
  expect(ratings.body).toContain(",'=cmd\r\n");
  expect((await table('days.csv')).body.split('\r\n')[1]).toBe(`${DATE},2,2,3,0,2,120,240,1,600,600`);
  for (const name of ['hours.csv', 'operators.csv']) expect((await table(name)).statusCode).toBe(200);
  expect((await table('days')).statusCode).toBe(404);
  expect((await table('secrets.csv')).statusCode).toBe(404);
});

it('[X9] numbers are counted once a minute, however many ask', async () => {
  const api = await seeded();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const both = await Promise.all([ask(api, cookie), ask(api, cookie)]);
  await history(api, SHOP, 'c4', [[6, VISITOR, says()]]);
  const count = async () => numbersOf(await ask(api, cookie)).sums.conversations;
  expect([...both.map((one) => numbersOf(one).sums.conversations), await count()]).toEqual([2, 2, 2]);
  api.wait(60_001);
  expect(await count()).toBe(3);
});

it('[X9] more than is counted at once is refused by a code; pages of rows and of long logs are read to their ends', async () => {
  const api = await createApi();
  for (let n = 0; n < 130; n += 1) await history(api, SHOP, `c${n}`, [[n, VISITOR, says()]]);
  await history(
    api,
    SHOP,
    'long',
    Array.from({ length: 1_100 }, (_, n): Line => [n / 10, VISITOR, says()]),
  );
  const period = { from: DATE, to: DATE, zone: 'UTC' };
  const { sums } = await createReadNumbers({ store: api.store })(SHOP, period);
  expect(sums).toMatchObject({ conversations: 131, messages: { visitors: 1_230 } });
  for (const limits of [
    { conversations: 130, entries: 10_000 },
    { conversations: 1_000, entries: 1_229 },
  ]) {
    await expect(createReadNumbers({ store: api.store, limits })(SHOP, period)).rejects.toMatchObject({ code: 'period_too_large' });
  }
});
