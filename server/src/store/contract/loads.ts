/** How many conversations each operator has to answer. */
import type { OperatorId } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import type { ConversationKey, Projection, Store } from '../store.ts';
import { begin } from './conversations.ts';
import { inOtherSite, newKey, SITE, T0 } from './fixtures.ts';
import type { Case } from './kit.ts';

const [ANN, BOB] = ['ann', 'bob "$1"'] as unknown as [OperatorId, OperatorId];
/** Long after every test. */
const LATER = 8_000_000_000_000;

async function give(store: Store, operatorId: OperatorId | null, more: Partial<Projection> = {}): Promise<ConversationKey> {
  const key = newKey();
  await begin(store, key, 2);
  const value = operatorId && { id: operatorId, name: 'Somebody' };
  await store.conversations.project([{ ...key, headSeq: 2, assignee: { value, seq: 2 }, ...more }]);
  return key;
}
const loadsOf = async (store: Store) => Object.fromEntries(await store.conversations.loads(SITE));

export const loads: readonly Case[] = [
  {
    rule: 'S6',
    says: 'loads counts what is open, awake and no spam, of each operator; what is given back or on counts no more',
    async run({ store }) {
      expect(await loadsOf(store)).toEqual({});
      await give(store, null);
      await give(store, ANN, { status: { value: 'resolved', seq: 2 } });
      await give(store, ANN, { isSpam: { value: true, seq: 2 } });
      await give(store, ANN, { snoozedUntil: { value: LATER, seq: 2 } });
      expect(await loadsOf(store)).toEqual({});
      await give(store, BOB);
      await give(store, BOB, { snoozedUntil: { value: T0, seq: 2 } });
      const woken = await give(store, BOB, { snoozedUntil: { value: LATER, seq: 2 } });
      await store.conversations.project([{ ...woken, headSeq: 3, status: { value: 'open', seq: 3 } }]);
      const one = await give(store, ANN);
      expect(await loadsOf(store)).toEqual({ [ANN]: 1, [BOB]: 3 });
      await store.conversations.project([{ ...one, headSeq: 3, assignee: { value: { id: BOB, name: 'Bob' }, seq: 3 } }]);
      await store.conversations.project([{ ...woken, headSeq: 4, assignee: { value: null, seq: 4 } }]);
      expect(await loadsOf(store)).toEqual({ [BOB]: 3 });
    },
  },
  {
    rule: 'S5',
    says: 'loads knows nothing of another site',
    async run({ store }) {
      const key = await give(store, ANN);
      const other = inOtherSite(key);
      await begin(store, other, 2);
      await store.conversations.project([{ ...other, headSeq: 2, assignee: { value: { id: BOB, name: 'Bob' }, seq: 2 } }]);
      expect(await loadsOf(store)).toEqual({ [ANN]: 1 });
      expect(Object.fromEntries(await store.conversations.loads(other.siteId))).toEqual({ [BOB]: 1 });
    },
  },
];
