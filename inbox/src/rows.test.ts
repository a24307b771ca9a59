import type { ConversationRow } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { mergeRows, sortRows, stepBack } from './rows.ts';

const row = (id: string, changedAt: number, excerpt = '') =>
  ({ siteId: 's', conversationId: id, changedAt, excerpt }) as unknown as ConversationRow;

it('[I1] a later change replaces an earlier one, in whatever order they arrive, and the newest is first', () => {
  const rows = mergeRows(mergeRows(new Map(), [row('a', 5, 'new'), row('b', 7)]), [row('a', 3, 'old'), row('c', 6)]);
  expect(sortRows(rows).map((one) => one.conversationId)).toEqual(['b', 'c', 'a']);
  expect(rows.get('s:a')?.excerpt).toBe('new');
});

it('[I1] each question for changes overlaps the last one by 30 s', () => {
  expect(stepBack({ changedAt: 100_000, id: 'x' })).toEqual({ changedAt: 70_000, id: '' });
  expect(stepBack({ changedAt: 10, id: 'x' })).toEqual({ changedAt: 0, id: '' });
});
