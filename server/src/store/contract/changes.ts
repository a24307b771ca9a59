/** The list of conversations, and what changed in it since a cursor. */
import type { ConversationRow, SiteId } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import { expect } from 'vitest';
import type { ConversationKey, Store } from '../store.ts';
import { begin } from './conversations.ts';
import { newKey, newProjection, newRaise, OVERLAP_MS, SITE, T0 } from './fixtures.ts';
import { bothOf, type Case, race, upTo } from './kit.ts';

const BEGINNING: ChangeCursor = { changedAt: 0, id: '' };
const idsOf = (rows: readonly ConversationRow[]) => rows.map(({ conversationId }) => conversationId);
const idOf = ({ conversationId }: ConversationKey) => conversationId;
const back = ({ changedAt }: ChangeCursor): ChangeCursor => ({ changedAt: Math.max(0, changedAt - OVERLAP_MS), id: '' });

/** Reads on from a cursor to the end, in pages. */
async function drain(store: Store, siteId: SiteId, from: ChangeCursor, limit: number) {
  const pages: (readonly ConversationRow[])[] = [];
  let cursor = from;
  for (;;) {
    const page = await store.conversations.changedSince(siteId, cursor, limit);
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    pages.push(page.rows);
    cursor = page.cursor;
    if (!page.more) return { rows: pages.flat(), pages: pages.length, cursor };
  }
}

/** Conversations one after the other, each surely changed later than the one before it. */
async function beginInOrder(store: Store, n: number): Promise<ConversationKey[]> {
  const keys = upTo(n).map(() => newKey());
  for (const key of keys) {
    await begin(store, key);
    const { changedAt = 0 } = (await store.conversations.get(key)) ?? {};
    await laterThan(store, changedAt);
  }
  return keys;
}

/** Changes something in a site of its own until the store's clock has passed a moment. */
async function laterThan(store: Store, moment: number): Promise<void> {
  const key = newKey('site_of_the_clock' as SiteId);
  for (let headSeq = 1; ; headSeq += 1) {
    const [row] = await store.conversations.project([newProjection(key, headSeq)]);
    if ((row?.changedAt ?? 0) > moment) return;
    await new Promise(setImmediate);
  }
}

const listing: readonly Case[] = [
  {
    rule: 'S8',
    says: 'changedSince gives each row once, oldest change first, in pages; then nothing, with the same cursor',
    async run({ store }) {
      const keys = await beginInOrder(store, 7);
      const all = await drain(store, SITE, BEGINNING, 3);
      expect(idsOf(all.rows)).toEqual(keys.map(idOf));
      expect(all.pages).toBe(3);
      expect(all.rows[2]).toStrictEqual(await store.conversations.get(keys[2] ?? newKey()));
      expect(await store.conversations.changedSince(SITE, all.cursor, 3)).toEqual({ rows: [], cursor: all.cursor, more: false });
    },
  },
  {
    rule: 'S8',
    says: 'more is told only when there is more',
    async run({ store }) {
      await beginInOrder(store, 4);
      const more = async (limit: number) => (await store.conversations.changedSince(SITE, BEGINNING, limit)).more;
      expect([await more(3), await more(4), await more(5)]).toEqual([true, false, false]);
      expect((await store.conversations.newest(SITE, 3)).more).toBe(true);
      expect((await store.conversations.newest(SITE, 4)).more).toBe(false);
    },
  },
  {
    rule: 'S8',
    says: 'rows changed at the same moment are paged without loss or repeat',
    async run({ store }) {
      const keys = upTo(25).map(() => newKey());
      await store.conversations.project(keys.map((key) => newProjection(key, 1)));
      const all = await drain(store, SITE, BEGINNING, 4);
      expect(idsOf(all.rows).toSorted()).toEqual(keys.map(idOf).toSorted());
    },
  },
  {
    rule: 'S8',
    says: 'newest gives the newest rows, newest first, and a cursor to go on from',
    async run({ store }) {
      const keys = await beginInOrder(store, 5);
      const found = await store.conversations.newest(SITE, 3);
      expect(idsOf(found.rows)).toEqual(keys.slice(2).toReversed().map(idOf));
      expect((await store.conversations.changedSince(SITE, found.cursor, 10)).rows).toEqual([]);
      const [first] = keys;
      if (!first) throw new Error('one conversation');
      await store.conversations.project([newProjection(first, 2)]);
      expect(idsOf((await store.conversations.changedSince(SITE, found.cursor, 10)).rows)).toEqual([first.conversationId]);
      expect(idsOf((await store.conversations.newest(SITE, 1)).rows)).toEqual([first.conversationId]);
    },
  },
  {
    rule: 'S8',
    says: 'the cursor of an empty site finds what comes',
    async run({ store }) {
      const { cursor, ...empty } = await store.conversations.newest(SITE, 3);
      expect(empty).toEqual({ rows: [], more: false });
      expect(await store.conversations.changedSince(SITE, cursor, 3)).toEqual({ rows: [], cursor, more: false });
      const [key] = await beginInOrder(store, 1);
      expect(idsOf((await store.conversations.changedSince(SITE, cursor, 3)).rows)).toEqual([key?.conversationId]);
    },
  },
  {
    rule: 'S8',
    says: 'a raise that grows a register is a change; one that does not is none',
    async run({ store }) {
      const [first] = await beginInOrder(store, 3);
      if (!first) throw new Error('one conversation');
      const { cursor } = await store.conversations.newest(SITE, 1);
      await store.conversations.raise([newRaise(first, 'visitor', 1)]);
      const after = await store.conversations.changedSince(SITE, cursor, 10);
      expect(idsOf(after.rows)).toEqual([first.conversationId]);
      await laterThan(store, after.cursor.changedAt);
      await store.conversations.raise([newRaise(first, 'visitor', 1), newRaise(first, 'visitor', 99)]);
      expect((await store.conversations.changedSince(SITE, after.cursor, 10)).rows).toEqual([]);
    },
  },
  {
    rule: 'S8',
    says: 'a conversation is listed when its beginning is known, also one begun without a visitor',
    async run({ store }) {
      const key = newKey();
      const { visitorId: _visitorId, ...first } = newProjection(key, 1);
      const { createdAt: _createdAt, ...second } = { ...first, headSeq: 2 };
      const listed = async () => (await store.conversations.changedSince(SITE, BEGINNING, 10)).rows.map(({ headSeq }) => headSeq);
      await store.conversations.project([second]);
      expect([await listed(), (await store.conversations.newest(SITE, 10)).rows, await store.conversations.get(key)]).toEqual([
        [],
        [],
        null,
      ]);
      await store.conversations.project([first]);
      expect(await listed()).toEqual([2]);
      expect(await store.conversations.get(key)).toMatchObject({ headSeq: 2, createdAt: T0, visitorId: '' });
    },
  },
  {
    rule: 'S8',
    says: 'changedAt of later changes is never earlier',
    async run({ store }) {
      const keys = [newKey(), newKey(), newKey()];
      let last = 0;
      for (const headSeq of upTo(20)) {
        for (const key of keys) {
          const [row] = await store.conversations.project([newProjection(key, headSeq)]);
          expect(row?.changedAt).toBeGreaterThanOrEqual(last);
          last = row?.changedAt ?? 0;
        }
      }
    },
  },
];

const meanwhile: readonly Case[] = [
  {
    rule: 'S8',
    says: 'a reader that steps back by the overlap misses no change that writers make meanwhile',
    async run(test) {
      const { store, clock } = test;
      const [, reading] = await bothOf(test);
      const keys = upTo(30).map(() => newKey());
      const seen = new Map<string, ConversationRow>();
      let cursor = BEGINNING;
      const read = async () => {
        const found = await drain(reading, SITE, back(cursor), 10);
        for (const row of found.rows) seen.set(row.conversationId, row);
        cursor = found.cursor;
      };
      let writing = true;
      const writers = race(test, async (each, writer) => {
        for (const headSeq of upTo(4)) {
          for (const key of keys.filter((_, index) => index % 8 === writer)) {
            await each.conversations.project([newProjection(key, headSeq)]);
            clock?.advance(500);
          }
          await each.conversations.raise(keys.slice(0, 5).map((key) => newRaise(key, 'operators', headSeq)));
        }
      }).finally(() => {
        writing = false;
      });
      while (writing) {
        await read();
        await new Promise(setImmediate);
      }
      await writers;
      await read();
      for (const key of keys) expect(seen.get(key.conversationId)).toEqual(await store.conversations.get(key));
    },
  },
  {
    rule: 'S11',
    says: 'cursors of before go on after close and reopen',
    async run({ store, reopen }) {
      const keys = await beginInOrder(store, 3);
      const { cursor } = await store.conversations.newest(SITE, 1);
      const again = await reopen();
      expect((await again.conversations.changedSince(SITE, cursor, 10)).rows).toEqual([]);
      const [first] = keys;
      if (!first) throw new Error('one conversation');
      await again.conversations.project([newProjection(first, 2)]);
      expect(idsOf((await again.conversations.changedSince(SITE, back(cursor), 10)).rows)).toContain(first.conversationId);
    },
  },
];

export const changes: readonly Case[] = [...listing, ...meanwhile];
