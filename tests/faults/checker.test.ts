import { expect, it } from 'vitest';
import { type Evidence, isClean, judge } from './checker.ts';

const attempt = (text: string, sender = 'a') => ({ conversation: 'c', sender, text });
const row = (seq: number, text: string) => ({ conversation: 'c', seq, text });
const good: Evidence = {
  attempted: [attempt('1'), attempt('2'), attempt('x', 'b')],
  accepted: new Set(['1', '2', 'x']),
  refused: new Set(),
  stored: [row(1, '1'), row(2, 'x'), row(3, '2')],
  shown: [{ client: 'v', conversation: 'c', rows: [row(1, '1'), row(2, 'x'), row(3, '2')] }],
};

it('[S3] a run in which everything arrived once, in order, is clean', () => {
  expect(judge(good)).toMatchObject({ attempted: 3, accepted: 3, stored: 3, lost: 0, duplicated: 0, reordered: 0, gaps: 0 });
  expect(isClean(judge(good))).toBe(true);
});

it.each([
  ['lost', { stored: [row(1, '1'), row(2, 'x')], shown: [] }],
  ['lost', { refused: new Set(['2']), stored: [row(1, '1'), row(2, 'x')], shown: [] }],
  ['duplicated', { stored: [...good.stored, row(4, '1')], shown: [] }],
  ['duplicated', { shown: [{ client: 'v', conversation: 'c', rows: [row(1, '1'), row(2, 'x'), row(3, '2'), row(4, '2')] }] }],
  ['reordered', { stored: [row(1, '2'), row(2, 'x'), row(3, '1')], shown: [] }],
  ['reordered', { shown: [{ client: 'v', conversation: 'c', rows: [row(2, 'x'), row(1, '1'), row(3, '2')] }] }],
  ['gaps', { stored: [row(1, '1'), row(2, 'x'), row(4, '2')], shown: [] }],
  ['gaps', { shown: [{ client: 'v', conversation: 'c', rows: [row(1, '1'), row(3, '2')] }] }],
] as const)('[S3] the checker finds what is %s', (what, change) => {
  const verdict = judge({ ...good, ...change } as Evidence);
  expect(verdict[what]).toBeGreaterThan(0);
  expect(isClean(verdict)).toBe(false);
});

it('[W7] a message that its sender is shown as failed, and that was never accepted, is not lost', () => {
  const verdict = judge({ ...good, accepted: new Set(['1', 'x']), refused: new Set(['2']), stored: [row(1, '1'), row(2, 'x')], shown: [] });
  expect(verdict.lost).toBe(0);
});
