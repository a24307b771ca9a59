import type { MessageStored } from '@parley/shared-types/events.ts';
import type { Entry, EntryBody } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { createSearch } from '../../api/search.ts';
import { createClock } from '../../lib/clock.ts';
import { readQuery } from '../../lib/search-words.ts';
import { newEntry, newKey, newProjection, newSite, SITE } from '../../store/contract/fixtures.ts';
import { createSqliteUnderTest } from '../../store/sqlite/kit.ts';
import type { ConversationKey, NewEntry } from '../../store/store.ts';
import { createWorkerDeps } from '../../worker/testing/worker-deps.ts';
import { startSearch } from './index.ts';

const poll = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 20_000 });
const say = (text: string): EntryBody => ({ kind: 'message', text });

/** A store with one site, and search workers on it: by a queue, or alone as embedded. */
async function createWorld() {
  const { store, teardown } = await createSqliteUnderTest();
  const { deps, bus, lines } = createWorkerDeps(['search']);
  await store.sites.add(newSite({ id: SITE }));
  const closing: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const close of closing) await close();
    await teardown();
  });
  const put = async (key: ConversationKey, from: number, ...bodies: readonly EntryBody[]): Promise<readonly NewEntry[]> => {
    const entries = bodies.map((body, index) => newEntry(key, from + index, { body }));
    await store.append(entries, [newProjection(key, from + bodies.length - 1)]);
    return entries;
  };
  return {
    store,
    bus,
    lines,
    put,
    async start(hasQueue: boolean, over: Partial<typeof store> = {}) {
      const worker = await startSearch({ ...deps, clock: createClock(), store: { ...store, ...over }, hasQueue });
      closing.push(() => worker.close());
      return worker;
    },
    tell: (entries: readonly Entry[]) => {
      const [first] = entries as readonly [Entry, ...Entry[]];
      const { siteId, conversationId } = first;
      const event: MessageStored = {
        ...{ id: `e${first.seq}`, type: 'message.stored', v: 1, at: 1, siteId, conversationId, epoch: '1.1' },
        ...{ seq: entries.at(-1)?.seq ?? 0, entries },
      };
      return bus.publish([{ message: event }]);
    },
    find: async (typed: string) =>
      (await createSearch(store)({ siteIds: [SITE], terms: readQuery(typed) })).found.map(({ seq, snippet }) => `${seq} ${snippet.text}`),
    /** Places in the index, whatever the log says. */
    indexed: async (typed: string) =>
      (await store.search.find({ siteIds: [SITE], terms: readQuery(typed), limit: 99 })).map(({ seq }) => seq),
  };
}

it.each([true, false])(
  '[K16] messages, notes, names, addresses and ratings are found, also those from before it was there (queue: %s)',
  async (hasQueue) => {
    const { put, start, find } = await createWorld();
    await put(newKey(), 1, say('where is my parcel'), { kind: 'note', text: 'a good customer' }, { kind: 'status', status: 'resolved' });
    await put(
      newKey(),
      1,
      { kind: 'profile', name: 'Zoë Lind', email: 'zoe@lind.example' },
      { kind: 'rating', score: 5, text: 'splendid' },
    );
    await start(hasQueue);
    await poll(() => find('parcel')).toEqual(['1 where is my parcel']);
    await poll(() => find('splendid')).toEqual(['2 splendid']);
    expect(await find('customer')).toEqual(['2 a good customer']);
    expect(await find('zoe lind')).toEqual(['1 Zoë Lind zoe@lind.example']);
    expect(await find('zoe@lind.example')).toHaveLength(1);
  },
);

it.each([true, false])(
  '[K16] what is erased, removed or said otherwise is not found any more, in the index neither (queue: %s)',
  async (hasQueue) => {
    const { store, put, tell, start, find, indexed } = await createWorld();
    const [key, other] = [newKey(), newKey()];
    await start(hasQueue);
    await tell(await put(key, 1, say('alpha one'), say('alpha two'), say('alpha three')));
    await tell(await put(other, 1, say('alpha four'), { kind: 'profile', email: 'alpha@five.example' }));
    await poll(() => indexed('alpha')).toHaveLength(5);
    const edit = { kind: 'edit', of: 1, text: 'beta one' } as const;
    const changes = await put(key, 4, edit, { kind: 'remove', of: 2 });
    await store.amend({ ...key, seq: 1, by: 4, body: say('beta one'), excerpt: '' });
    await store.amend({ ...key, seq: 2, by: 5, body: { kind: 'erased' }, excerpt: '' });
    // refuted: before the index knows, the log is asked
    expect(await find('two')).toEqual([]);
    await tell(changes);
    await poll(() => find('beta')).toEqual(['1 beta one']);
    await poll(() => indexed('"two"')).toEqual([]);
    const wish = await put(other, 3, { kind: 'erase' });
    await tell(wish);
    // also while the store has not erased it yet
    await poll(() => indexed('alpha')).toEqual([3]);
    await store.erase(other, 3);
    expect(await find('alpha')).toEqual(['3 alpha three']);
  },
);

it('[K13] a late or repeated event brings no older text back, since the entry is read again', async () => {
  const { store, put, tell, start, find, indexed, bus } = await createWorld();
  const key = newKey();
  await start(true);
  const early = await put(key, 1, say('first words'), say('more'));
  await put(key, 3, { kind: 'edit', of: 1, text: 'second words' });
  await store.amend({ ...key, seq: 1, by: 3, body: say('second words'), excerpt: '' });
  await tell(early);
  await tell(early);
  await poll(() => find('words')).toEqual(['1 second words']);
  await poll(() => bus.waiting('events.search')).toEqual([]);
  expect(await indexed('first')).toEqual([]);
});

it('[K5] while the store is away nothing is lost: the sweep goes on where it was cut off', async () => {
  const { store, put, start, find, lines } = await createWorld();
  for (let n = 1; n <= 60; n++) await put(newKey(), 1, say(`parcel number${n}`));
  let calls = 0;
  const index: typeof store.search.index = async (documents) => {
    calls += 1;
    if (calls === 30) throw new Error('away');
    await store.search.index(documents);
  };
  const first = await start(false, { search: { ...store.search, index } });
  await poll(() => calls).toBeGreaterThan(30);
  await first.close();
  await start(false);
  await poll(() => find('number60')).toHaveLength(1);
  await poll(async () => (await store.search.find({ siteIds: [SITE], terms: readQuery('parcel'), limit: 99 })).length).toBe(60);
  expect(JSON.stringify(lines)).not.toContain('number');
});
