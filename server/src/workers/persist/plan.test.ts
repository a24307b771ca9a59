import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bodyHash } from '../../lib/body-hash.ts';
import { excerptOf } from '../../lib/said.ts';
import type { Head } from '../../store/store.ts';
import { groupByConversation, planEntries, projectionOf, type Stored, type Submitted, withoutErased } from './plan.ts';

function submitted(conversation: string, n: number, more: Partial<MessageSubmitted> = {}): Submitted {
  const item = {
    ...{ type: 'message.submitted', v: 1, id: `e${n}`, at: 1_000 + n, siteId: 's', conversationId: conversation },
    ...{ clientMsgId: `m${n}`, author: { kind: 'visitor', id: 'v' }, body: { kind: 'message', text: `t${n}` }, mayCreate: true },
    ...more,
  } as unknown as MessageSubmitted;
  return { item, delivery: { id: `d${n}`, body: item, attempt: 0, crashes: 0, publishedAt: 0 } };
}
const make = { newId: () => 'id', now: 5_000 };
const headAt = (seq: number) => (): Head => ({ seq, epoch: '1.1' });
const storedOf = (batch: readonly Submitted[], seq = 0): Stored[] =>
  planEntries(batch, { headOf: headAt(seq), read: new Map() }, make).entries.map((entry, index) => ({
    submitted: batch[index] as Submitted,
    entry,
    repeat: false,
  }));

it('[K9] each conversation gets the next dense numbers, in the order of the batch', () => {
  const conversations = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 });
  fc.assert(
    fc.property(conversations, fc.nat(1_000), (names, head) => {
      const { entries } = planEntries(
        names.map((name, n) => submitted(name, n)),
        { headOf: headAt(head), read: new Map() },
        make,
      );
      for (const name of ['a', 'b', 'c']) {
        const own = entries.filter(({ conversationId }) => (conversationId as string) === name);
        expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => head + 1 + index));
        expect(own.map(({ acceptedAt }) => acceptedAt)).toEqual(own.map(({ acceptedAt }) => acceptedAt).sort((x, y) => x - y));
      }
      expect(entries).toHaveLength(names.length);
    }),
  );
});

it('[K10] on an unknown conversation only who may begin it is planned, and what follows in the same batch', () => {
  const operator = { author: { kind: 'operator', id: 'o' }, mayCreate: false } as const;
  const batch = [submitted('a', 1, operator), submitted('a', 2), submitted('a', 3, operator)];
  const { entries, refused } = planEntries(batch, { headOf: headAt(0), read: new Map() }, make);
  expect(refused).toEqual([{ submitted: batch[0], code: 'not_found' }]);
  expect(entries.map(({ seq, clientMsgId }) => `${seq} ${clientMsgId}`)).toEqual(['1 m2', '2 m3']);
});

it('[K9] the same body has the same hash whatever the order of its fields', () => {
  expect(bodyHash({ kind: 'message', text: 'x' })).toBe(bodyHash({ text: 'x', kind: 'message' }));
  expect(bodyHash({ kind: 'message', text: 'x' })).not.toBe(bodyHash({ kind: 'message', text: 'y' }));
  expect(bodyHash({ a: { b: 1, c: [1, 2] } })).not.toBe(bodyHash({ a: { b: 1, c: [2, 1] } }));
});

it('[X5] a note is for operators, and is never the excerpt', () => {
  const note = { author: { kind: 'operator', id: 'o' }, body: { kind: 'note', text: 'secret' } } as const;
  const stored = storedOf([submitted('a', 1), submitted('a', 2, note)]);
  expect(stored.map(({ entry }) => entry.audience)).toEqual(['all', 'operators']);
  const [group] = groupByConversation(stored);
  expect(group && projectionOf(group)).toMatchObject({ headSeq: 2, createdAt: 5_000, visitorId: 'v', excerpt: { text: 't1', seq: 1 } });
});

it('[K9] a projection knows the last status, and begins a conversation with seq 1 only', () => {
  const status = { body: { kind: 'status', status: 'resolved' } } as const;
  const [group] = groupByConversation(storedOf([submitted('a', 1), submitted('a', 2, status)], 4));
  const projection = group && projectionOf(group);
  expect(projection).toMatchObject({ headSeq: 6, status: { value: 'resolved', seq: 6 } });
  expect(projection).not.toHaveProperty('createdAt');
});

it('[K9] an excerpt is 140 characters and never ends in half a character', () => {
  expect(excerptOf({ text: 'x'.repeat(200) })).toHaveLength(140);
  expect(excerptOf({ text: `${'x'.repeat(139)}😀` })).toBe('x'.repeat(139));
});

it('[X11] an erasure leaves no excerpt and no profile; what is said after it counts', () => {
  const said = (...bodies: readonly object[]) =>
    projectionOf(groupByConversation(storedOf(bodies.map((body, n) => submitted('a', n, { body } as never))))[0] as never);
  const before = [{ kind: 'message', text: 'secret' }, { kind: 'profile', email: 'a@b.example', name: 'Ann' }, { kind: 'erase' }] as const;
  const nothing = { value: null, seq: 3 };
  expect(said(...before)).toMatchObject({
    headSeq: 3,
    excerpt: { text: '', by: 'visitor', seq: 3 },
    profile: { email: nothing, name: nothing, data: nothing },
  });
  expect(said(...before, { kind: 'message', text: 'anew' }, { kind: 'profile', name: 'Bo' })).toMatchObject({
    excerpt: { text: 'anew', seq: 4 },
    profile: { email: nothing, name: { value: 'Bo', seq: 5 }, data: nothing },
  });
});

it('[K9] an event, a rating and what was erased are no excerpt', () => {
  const batch = [
    { kind: 'message', text: 'hi' },
    { kind: 'event', name: 'bought' },
    { kind: 'rating', score: 5, text: 'good' },
  ];
  const stored = storedOf(batch.map((body, n) => submitted('a', n, { body } as never)));
  expect(projectionOf(groupByConversation(stored)[0] as never)).toMatchObject({ headSeq: 3, excerpt: { text: 'hi', seq: 1 } });
});

it('[X11] of what is erased in the same batch nobody is told words, name or browser', () => {
  const author = { kind: 'visitor', id: 'v', name: 'Ann', client: { agent: 'Firefox · Linux', language: 'fr' } } as const;
  const [group] = groupByConversation(storedOf([submitted('a', 1, { author }), submitted('a', 2, { body: { kind: 'erase' } })]));
  const [first] = group ? withoutErased(group).entries : [];
  expect(first).toMatchObject({ seq: 1, author: { kind: 'visitor', id: 'v' }, body: { kind: 'erased' } });
  expect(Object.keys(first?.author ?? {})).toEqual(['kind', 'id']);
});
