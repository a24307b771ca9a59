import type { SearchAnswer } from '@parley/shared-types/http.ts';
import type { ConversationId, EntryBody, SiteId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { newEntry, newProjection } from '../store/contract/fixtures.ts';
import type { Projection } from '../store/store.ts';
import { createIndexer } from '../workers/search/indexer.ts';
import { type Api, BLOG, createApi, OTHER, SHOP } from './testing/api.ts';

type Found = Extract<SearchAnswer, { ok: true }>;

async function put(api: Api, siteId: string, id: string, bodies: readonly EntryBody[], more: Partial<Projection> = {}): Promise<void> {
  const key = { siteId: siteId as SiteId, conversationId: id as ConversationId };
  const entries = bodies.map((body, index) => newEntry(key, index + 1, { body }));
  await api.store.append(entries, [newProjection(key, bodies.length, more)]);
  await createIndexer(api.store).indexAfter(key, 0);
}
const say = (text: string): EntryBody => ({ kind: 'message', text });

async function createWorld() {
  const api = await createApi();
  const cookie = await api.operator('ann', { [SHOP]: 'agent', [BLOG]: 'owner' });
  const find = async (query: Record<string, string>) => {
    const { status, body } = await api.ask('GET', `/api/search?${new URLSearchParams(query).toString()}`, { cookie });
    expect(status, JSON.stringify(body)).toBe(200);
    return body as unknown as Found;
  };
  const idsOf = async (query: Record<string, string>) =>
    (await find(query)).found.map(({ row, seq }) => `${row.siteId} ${row.conversationId} ${seq}`);
  return { api, cookie, find, idsOf };
}

it('[X9] only sites with a role are searched; one without is not found, whoever knows its words', async () => {
  const { api, cookie, find, idsOf } = await createWorld();
  await put(api, SHOP, 'a', [say('the parcel')]);
  await put(api, BLOG, 'b', [say('another parcel')]);
  await put(api, OTHER, 'c', [say('secret parcel')]);
  expect((await idsOf({ q: 'parcel' })).sort()).toEqual([`${BLOG} b 1`, `${SHOP} a 1`].sort());
  expect(await idsOf({ q: 'parcel', site: SHOP })).toEqual([`${SHOP} a 1`]);
  expect(await find({ q: 'secret' })).toEqual({ ok: true, found: [], next: null });
  expect(await api.ask('GET', `/api/search?q=secret&site=${OTHER}`, { cookie })).toMatchObject({
    status: 404,
    body: { code: 'not_found' },
  });
  expect(await api.ask('GET', '/api/search?q=secret')).toMatchObject({ status: 401 });
});

it('[X9] what is asked wrongly is refused by name', async () => {
  const { api, cookie } = await createWorld();
  const wrong = {
    'q=': 'q',
    'q=!!!': 'q',
    'q=a&by=me': 'by',
    'q=a&from=soon': 'from',
    'q=a&before=x': 'before',
    'q=a&status=lost': 'status',
  };
  for (const [query, field] of Object.entries({ ...wrong, 'site=a': 'q', [`q=${'a'.repeat(201)}`]: 'q' })) {
    const { status, body } = await api.ask('GET', `/api/search?${query}`, { cookie });
    expect([status, body.code, Object.keys(body.problems as object)], query).toEqual([400, 'invalid', [field]]);
  }
  expect(await api.ask('GET', '/api/search?q=a&colour=red', { cookie })).toMatchObject({ status: 400, body: { code: 'invalid' } });
});

it('[I4] hits have a snippet with marks, are narrowed by who, when and the conversation, and come by pages, the newest first', async () => {
  const { api, find, idsOf } = await createWorld();
  const ann = { value: { id: 'op-ann', name: 'ann' }, seq: 2 } as unknown as NonNullable<Projection['assignee']>;
  await put(api, SHOP, 'a', [say('Crème <b>here</b>'), { kind: 'note', text: 'creme again' }], {
    status: { value: 'resolved', seq: 2 },
    tags: { value: ['billing'], seq: 2 },
    assignee: ann,
  });
  await put(
    api,
    SHOP,
    'b',
    Array.from({ length: 45 }, (_, n) => say(`creme ${n + 1}`)),
  );
  const { found } = await find({ q: 'creme', tag: 'billing' });
  expect(found.map(({ seq, kind, snippet: { text, marks } }) => [seq, kind, marks.map(([from, to]) => text.slice(from, to))])).toEqual([
    [2, 'note', ['creme']],
    [1, 'message', ['Crème']],
  ]);
  expect(found[1]?.snippet.text).toBe('Crème <b>here</b>');
  expect(await idsOf({ q: 'creme', by: 'note' })).toEqual([`${SHOP} a 2`]);
  expect(await idsOf({ q: 'creme', status: 'resolved' })).toHaveLength(2);
  expect(await idsOf({ q: 'creme', assignee: 'op-ann' })).toHaveLength(2);
  expect(await idsOf({ q: '"creme 45"', assignee: 'none' })).toEqual([`${SHOP} b 45`]);
  expect(await idsOf({ q: 'creme', from: '8000000000000' })).toEqual([]);
  const seqs: number[] = [];
  for (let before: string | null = ''; before !== null; ) {
    const page: Found = await find({ q: 'creme', status: 'open', ...(before && { before }) });
    seqs.push(...page.found.map(({ seq }) => seq));
    before = page.next;
  }
  expect(seqs).toEqual(Array.from({ length: 45 }, (_, n) => 45 - n));
});

it('[S5] whatever is typed is searched for as words: no question breaks the index or leaves its sites', async () => {
  const { api, cookie } = await createWorld();
  await put(api, OTHER, 'c', [say('secret')]);
  const signs = [
    '"',
    "'",
    '*',
    '(',
    ')',
    ':',
    '^',
    '-',
    ' AND ',
    ' OR ',
    ' NOT ',
    'NEAR(',
    '§s',
    '{',
    '}',
    '\u0000',
    'secret',
    'words:',
    ' ',
    '京',
    '👍',
  ];
  let seed = 3;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
  for (let round = 0; round < 100; round++) {
    const q = Array.from({ length: 1 + (next() % 8) }, () => signs[next() % signs.length]).join('');
    const { status, body } = await api.ask('GET', `/api/search?${new URLSearchParams({ q }).toString()}`, { cookie });
    expect([200, 400], q).toContain(status);
    if (status === 200) expect(body, q).toMatchObject({ found: [], next: null });
  }
});
