import type { EntryView } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { isRated } from '../rating.tsx';
import { repliesOf } from './asks.tsx';
import { endOf } from './end.ts';

const entry = (seq: number, kind: string, body: object): EntryView =>
  ({ kind: 'entry', seq, clientMsgId: `m${seq}`, author: { kind, id: kind }, body }) as unknown as EntryView;
const message = (seq: number, by: string, more: object = {}) => entry(seq, by, { kind: 'message', text: 'x', ...more });
const status = (seq: number, by: string, to: string) => entry(seq, by, { kind: 'status', status: to });
const pending = (body: unknown) => [{ clientMsgId: 'p', body, createdAt: 1, state: 'waiting' }] as never;

it('[W10] a conversation has an end when it was resolved last, by somebody else, and nothing was said or opened since', () => {
  const talk = [message(1, 'visitor'), message(2, 'operator')];
  expect(endOf({ entries: talk })).toBe(0);
  expect(endOf({ entries: [...talk, status(3, 'operator', 'resolved')] })).toBe(3);
  expect(endOf({ entries: [...talk, status(3, 'operator', 'resolved'), entry(4, 'visitor', { kind: 'rating', score: 4 })] })).toBe(3);
  expect(endOf({ entries: [...talk, status(3, 'operator', 'resolved'), message(4, 'visitor')] })).toBe(0);
  expect(endOf({ entries: [...talk, status(3, 'operator', 'resolved'), status(4, 'operator', 'open')] })).toBe(0);
});

it('[W10] an end is judged once: by what is stored after it, or on its way', () => {
  const rating = entry(4, 'visitor', { kind: 'rating', score: 4 });
  expect(isRated({ entries: [rating], pending: [] }, 3)).toBe(true);
  expect(isRated({ entries: [rating], pending: [] }, 5)).toBe(false);
  expect(isRated({ entries: [], pending: pending({ kind: 'rating', score: 1 }) }, 5)).toBe(true);
  expect(isRated({ entries: [], pending: pending({ kind: 'event', name: 'x' }) }, 5)).toBe(false);
});

it('[W10] quick replies are those of the last message, of an operator or bot, until anything is said', () => {
  const asked = message(2, 'bot', { replies: ['Yes', 'No'] });
  expect(repliesOf({ entries: [message(1, 'visitor'), asked], pending: [] })).toEqual(['Yes', 'No']);
  expect(repliesOf({ entries: [asked, { kind: 'hidden', seq: 3 }], pending: [] })).toEqual(['Yes', 'No']);
  expect(repliesOf({ entries: [asked, message(3, 'visitor')], pending: [] })).toEqual([]);
  expect(repliesOf({ entries: [asked, message(3, 'operator')], pending: [] })).toEqual([]);
  expect(repliesOf({ entries: [asked], pending: pending('Yes') })).toEqual([]);
});
