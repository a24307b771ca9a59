/** Views: which conversations a list shows, by pages, and how many there are. */
import type { OperatorId } from '@parley/shared-types/model.ts';
import type { ListCursor, ViewQuery } from '@parley/shared-types/socket.ts';
import { expect } from 'vitest';
import type { ConversationKey, Projection, Store } from '../store.ts';
import { inOtherSite, newEntries, newKey, newProjection, newRaise, SITE, T0 } from './fixtures.ts';
import type { Case } from './kit.ts';

const ALL: ViewQuery = { status: 'open', assignee: 'any', snoozed: false, spam: false, tag: null };
const NOW = T0 + 1_000_000;
const ANN = 'ann' as OperatorId;

/** A conversation that grew at a moment and is what is said of it. */
async function make(store: Store, grownAt: number, more: Partial<Projection> = {}): Promise<ConversationKey> {
  const key = newKey();
  await store.log.insert(newEntries(key, 3));
  const spoken = { text: 'hi', by: 'visitor', seq: 3 } as const;
  await store.conversations.project([newProjection(key, 3, { grownAt: T0 + grownAt, excerpt: spoken, ...more })]);
  return key;
}
const ids = (rows: readonly ConversationKey[]) => rows.map(({ conversationId }) => conversationId);

async function walk(store: Store, view: ViewQuery, limit: number) {
  const found: ConversationKey[] = [];
  for (let before: ListCursor | null = null; ; ) {
    const { rows, more } = await store.conversations.list(SITE, { view, before, limit, now: NOW });
    found.push(...rows);
    const last = rows.at(-1);
    if (!more || !last) return ids(found);
    before = { grownAt: last.grownAt, id: last.conversationId };
  }
}

async function makeOfEveryKind(store: Store) {
  const seq = 3;
  return {
    plain: await make(store, 10),
    mine: await make(store, 20, { assignee: { value: { id: ANN, name: 'Ann' }, seq } }),
    theirs: await make(store, 30, {
      assignee: { value: { id: 'bob' as OperatorId, name: 'Bob' }, seq },
      tags: { value: ['vip', '$x'], seq },
    }),
    asleep: await make(store, 40, { snoozedUntil: { value: NOW + 1, seq } }),
    woken: await make(store, 50, { snoozedUntil: { value: NOW + 1, seq: 2 }, status: { value: 'open', seq } }),
    due: await make(store, 60, { snoozedUntil: { value: NOW - 1, seq }, tags: { value: ['vip'], seq } }),
    resolved: await make(store, 70, { status: { value: 'resolved', seq } }),
    spam: await make(store, 80, { isSpam: { value: true, seq }, tags: { value: ['vip'], seq } }),
    spamOver: await make(store, 90, { isSpam: { value: true, seq }, status: { value: 'resolved', seq } }),
  };
}

export const views: readonly Case[] = [
  {
    rule: 'S8',
    says: 'a view lists what belongs into it, what grew last first',
    async run({ store }) {
      const made = await makeOfEveryKind(store);
      const lists = async (view: Partial<ViewQuery>, ...expected: readonly (keyof typeof made)[]) =>
        expect(await walk(store, { ...ALL, ...view }, 50)).toEqual(expected.map((name) => made[name].conversationId));
      await lists({}, 'due', 'woken', 'theirs', 'mine', 'plain');
      await lists({ assignee: ANN }, 'mine');
      await lists({ assignee: 'nobody' }, 'due', 'woken', 'plain');
      await lists({ snoozed: true }, 'asleep');
      await lists({ snoozed: null }, 'due', 'woken', 'asleep', 'theirs', 'mine', 'plain');
      await lists({ status: 'resolved' }, 'resolved');
      await lists({ status: 'any' }, 'resolved', 'due', 'woken', 'theirs', 'mine', 'plain');
      await lists({ tag: 'vip' }, 'due', 'theirs');
      await lists({ tag: '$x' }, 'theirs');
      await store.conversations.raise([newRaise(made.mine, 'operators', 3, 3), newRaise(made.plain, 'operators', 3, 2)]);
      await lists({ unread: true }, 'due', 'woken', 'theirs', 'plain');
      await lists({ spam: true, status: 'any', snoozed: null }, 'spamOver', 'spam');
    },
  },
  {
    rule: 'S8',
    says: 'pages of a view have neither hole nor repeat, also where many grew in the same moment',
    async run({ store }) {
      const made: ConversationKey[] = [];
      for (let n = 0; n < 12; n += 1) made.push(await make(store, n % 3, n % 4 === 0 ? { status: { value: 'resolved', seq: 3 } } : {}));
      for (const limit of [1, 2, 5]) {
        const walked = await walk(store, { ...ALL, status: 'any' }, limit);
        expect(walked).toHaveLength(12);
        expect(new Set(walked)).toEqual(new Set(ids(made)));
        expect(await walk(store, { ...ALL, status: 'any' }, 100)).toEqual(walked);
      }
    },
  },
  {
    rule: 'S8',
    says: 'counts of views: what a list would show, none above the most that is asked for',
    async run({ store }) {
      const { mine, plain } = await makeOfEveryKind(store);
      const ask = (most: number) => store.conversations.counts(SITE, { operatorId: ANN, most, now: NOW });
      const counts = { mine: 1, unassigned: 3, open: 5, snoozed: 1, spam: 2, unread: 5, tags: { vip: 2, $x: 1 } };
      expect(await ask(1_000)).toStrictEqual(counts);
      await store.conversations.raise([newRaise(mine, 'operators', 3, 3), newRaise(plain, 'operators', 3, 2)]);
      expect(await ask(1_000)).toStrictEqual({ ...counts, unread: 4 });
      expect(await ask(2)).toStrictEqual({ mine: 1, unassigned: 2, open: 2, snoozed: 1, spam: 2, unread: 2, tags: { vip: 2, $x: 1 } });
    },
  },
  {
    rule: 'S5',
    says: 'lists and counts show nothing of another site',
    async run({ store }) {
      const key = newKey();
      for (const one of [key, inOtherSite(key)]) {
        await store.log.insert(newEntries(one, 1));
        await store.conversations.project([newProjection(one, 1, { grownAt: T0 })]);
      }
      const { rows } = await store.conversations.list(SITE, { view: ALL, before: null, limit: 9, now: NOW });
      expect(ids(rows)).toEqual([key.conversationId]);
      expect((await store.conversations.counts(SITE, { operatorId: ANN, most: 9, now: NOW })).open).toBe(1);
    },
  },
];
