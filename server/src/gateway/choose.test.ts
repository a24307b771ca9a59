import type { EntriesFrame } from '@parley/shared-types/events.ts';
import type { ConversationId, Entry, Operator, OperatorId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { randomId } from '../lib/ids.ts';
import { chooseOperator, waitingSince } from './choose.ts';

const operators = (...ids: readonly string[]) => ids.map((id) => ({ id, name: id })) as unknown as readonly Operator[];
const loadsOf = (loads: Record<string, number>) => new Map(Object.entries(loads)) as unknown as ReadonlyMap<OperatorId, number>;
const chosen = (present: readonly Operator[], loads: Record<string, number>, id = randomId()) =>
  chooseOperator(present, loadsOf(loads), id as ConversationId)?.id;

it('[I3] of those who are here the one with the fewest open conversations is chosen; nobody when nobody is here', () => {
  expect(chosen(operators('ann', 'bob'), { ann: 2, bob: 1, cleo: 0 })).toBe('bob');
  expect(chosen(operators('ann', 'bob'), { ann: 1 })).toBe('bob');
  expect(chosen([], { ann: 0 })).toBeUndefined();
});

it('[I3] of several with as few the conversation says which: the same for every gateway, and all get their share', () => {
  const times = new Map<string, number>();
  for (let n = 0; n < 600; n++) {
    const id = `conversation-${n}`;
    const one = chosen(operators('ann', 'bob', 'cleo'), { ann: 1, bob: 1, cleo: 1 }, id) ?? '';
    expect(chosen(operators('cleo', 'bob', 'ann'), { ann: 1, bob: 1, cleo: 1 }, id)).toBe(one);
    times.set(one, (times.get(one) ?? 0) + 1);
  }
  for (const name of ['ann', 'bob', 'cleo']) expect(times.get(name)).toBeGreaterThan(150);
});

const ROW = { assignee: null, isSpam: false, isBlocked: false, status: 'open' };
const said = (seq: number, kind: string, by = 'visitor') => ({ seq, body: { kind }, author: { kind: by, id: 'x' } }) as unknown as Entry;
const since = (entries: readonly Entry[], row: object = {}) =>
  waitingSince({ entries, row: { ...ROW, ...row } } as unknown as EntriesFrame);

it('[I3] somebody is found for what a visitor wrote, and for nothing else', () => {
  expect(since([said(1, 'message'), said(2, 'message')])).toBe(2);
  expect(since([said(3, 'message'), said(4, 'event')])).toBe(3);
  for (const entry of [said(1, 'profile'), said(1, 'message', 'operator'), said(1, 'message', 'bot'), said(1, 'erased')])
    expect(since([entry])).toBeNull();
});

it.each([
  ['somebody has it', { assignee: { id: 'ann', name: 'Ann' } }],
  ['it is spam', { isSpam: true }],
  ['its visitor is blocked', { isBlocked: true }],
  ['it was resolved since', { status: 'resolved' }],
])('[I3] nobody is found when %s', (_what, row) => {
  expect(since([said(1, 'message')], row)).toBeNull();
});

it('[I3] a conversation that was given back after its visitor wrote stays nobody’s', () => {
  expect(since([said(1, 'message'), said(2, 'assign', 'operator')])).toBeNull();
  expect(since([said(2, 'assign', 'operator'), said(3, 'message')])).toBe(3);
});
