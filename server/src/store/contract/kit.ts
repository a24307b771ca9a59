/** What the cases of the store contract share: the store under test, and writers as the persister is one. */
import type { Entry } from '@parley/shared-types/model.ts';
import type { ConversationKey, NewEntry, Store } from '../store.ts';
import { identityOf } from './fixtures.ts';

/** A fresh store for one test, with nothing in it. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Closes every store of this test and opens one on the same data. */
  reopen(): Promise<Store>;
  /** Another process on the same data, where the adapter lets several work at once. */
  second?(): Promise<Store>;
  /** Closes what is open and removes the data. */
  teardown(): Promise<void>;
  /** The store's own clock, where a test can hold it. */
  readonly clock?: { advance(ms: number): void };
}

export interface Case {
  readonly rule: string;
  readonly says: string;
  readonly run: (test: StoreUnderTest) => Promise<void>;
}

/** So many writers race where a rule must hold under any concurrency. */
export const WRITERS = 8;

/** Two stores on the same data where there can be two, else the one twice. */
export async function bothOf({ store, second }: StoreUnderTest): Promise<readonly [Store, Store]> {
  return [store, second ? await second() : store];
}

/** Calls `work` for each of the writers at once, every other one in another process where there can be one. */
export async function race<Result>(test: StoreUnderTest, work: (store: Store, writer: number) => Promise<Result>): Promise<Result[]> {
  const stores = await bothOf(test);
  return Promise.all(Array.from({ length: WRITERS }, (_, writer) => work(writer % 2 === 0 ? stores[0] : stores[1], writer)));
}

async function numbered({ log }: Store, pending: readonly NewEntry[]): Promise<NewEntry[]> {
  const heads = await log.heads(pending);
  const last = new Map<string, number>();
  return pending.map((entry, index) => {
    const seq = (last.get(entry.conversationId) ?? heads[index]?.seq ?? 0) + 1;
    last.set(entry.conversationId, seq);
    return { ...entry, seq };
  });
}

/**
 * Stores entries as the persister does: numbers them behind the heads and inserts; when one exists, leaves out those that are
 * stored already and begins again with the rest. Their `seq` is not looked at.
 * @returns how many this writer has stored itself
 */
export async function persist(store: Store, entries: readonly NewEntry[]): Promise<number> {
  let pending = entries;
  let stored = 0;
  while (pending.length > 0) {
    const batch = await numbered(store, pending);
    const count = await store.log.insert(batch);
    stored += count;
    const rest = batch.slice(count);
    const found = await Promise.all(rest.map((entry) => store.log.find(identityOf(entry))));
    pending = rest.filter((_, index) => found[index] === null);
  }
  return stored;
}

/** The whole log of a conversation, read in small pages. */
export async function readAll({ log }: Store, key: ConversationKey): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const page = await log.since(key, all.at(-1)?.seq ?? 0, 7);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

export const seqsOf = (entries: readonly { readonly seq: number }[]): readonly number[] => entries.map(({ seq }) => seq);

/** 1, 2, ... n. */
export const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index + 1);
