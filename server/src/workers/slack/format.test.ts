import type { Entry } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { createClock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { nameOf } from '../../lib/names.ts';
import { createManualClock } from '../../worker/testing/manual-clock.ts';
import { decidePost } from './decide.ts';
import { escapeSlack, formatEntry } from './format.ts';
import { createTurns } from './turns.ts';

const entry = (body: unknown, author: unknown = { kind: 'visitor', id: 'v' }, seq = 3) =>
  ({ seq, author, body, storedAt: 7, conversationId: 'c' }) as unknown as Entry;

it.each([
  ['<!channel> hi', '&lt;!channel&gt; hi'],
  ['<@U1>', '&lt;@U1&gt;'],
  ['<http://evil|bank>', '&lt;http://evil|bank&gt;'],
  ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
])('[L2] %s is shown literally', (text, shown) => {
  expect(escapeSlack(text)).toBe(shown);
});

it('[L2] a name is one line without control or bidi characters, and never empty', () => {
  expect(nameOf({ kind: 'visitor', id: 'v', name: 'Ann\n<!channel>\u202e x' })).toBe('Ann <!channel> x');
  expect(nameOf({ kind: 'visitor', id: 'v', name: ' \n ' })).toBe('Visitor');
  expect(formatEntry(entry({ kind: 'message', text: 'x' }, { kind: 'visitor', id: 'v', name: '<!here>' }))).toBe('&lt;!here&gt;: x');
});

it('[L1] messages, notes and status changes are posted, and a kind of a later release is skipped', () => {
  const operator = { kind: 'operator', id: 'o', name: 'Oda' };
  expect(formatEntry(entry({ kind: 'message', text: 'hi' }))).toBe('Visitor: hi');
  expect(formatEntry(entry({ kind: 'note', text: 'hm' }, operator))).toBe('[note] Oda: hm');
  expect(formatEntry(entry({ kind: 'status', status: 'resolved' }, operator))).toBe('Oda resolved the conversation');
  expect(decidePost([entry({ kind: 'later', stars: 5 })], 2)).toEqual({ do: 'skip', toSeq: 3 });
  const plan = decidePost([entry({ kind: 'message', text: 'hi' }), entry({ kind: 'message', text: 'ho' }, operator, 4)], 2);
  expect(plan).toEqual({ do: 'act', toSeq: 3, action: { text: 'Visitor: hi', seq: 3, since: 7 } });
});

it('[L1] a rating and an erasure are one line; an event of the page and what was erased are none', () => {
  expect(formatEntry(entry({ kind: 'rating', score: 4, text: 'quick <!here>' }))).toBe(
    'Visitor rated the conversation 4 of 5: quick &lt;!here&gt;',
  );
  expect(formatEntry(entry({ kind: 'rating', score: 1 }))).toBe('Visitor rated the conversation 1 of 5');
  expect(formatEntry(entry({ kind: 'erase' }))).toMatch(/^Visitor erased what was said before/);
  expect(formatEntry(entry({ kind: 'erase' }, { kind: 'system', id: 'retention' }))).toBeNull();
  expect([{ kind: 'event', name: 'bought' }, { kind: 'erased' }].map((body) => formatEntry(entry(body)))).toEqual([null, null]);
});

it('[L1] what was said otherwise or taken back is a line; other decisions are none', () => {
  const operator = { kind: 'operator', id: 'o', name: 'Oda' };
  expect(formatEntry(entry({ kind: 'edit', of: 2, text: 'better <!here>' }, operator))).toBe('[changed] Oda: better &lt;!here&gt;');
  expect(formatEntry(entry({ kind: 'remove', of: 2 }, operator))).toMatch(/^Oda took back a message/);
  const others = [
    { kind: 'assign', operatorId: 'o', name: 'Oda' },
    { kind: 'tags', tags: ['vip'] },
    { kind: 'snooze', until: null },
    { kind: 'spam', on: true },
    { kind: 'block', on: true },
  ];
  expect(others.map((body) => formatEntry(entry(body, operator)))).toEqual(others.map(() => null));
});

it('[X10] a post about files names them, literally', () => {
  const files = [{ id: 'f', name: 'a<b>.png', type: 'image/png', size: 1 }];
  expect(formatEntry(entry({ kind: 'message', text: '', files }))).toBe('Visitor: [file] a&lt;b&gt;.png');
  expect(formatEntry(entry({ kind: 'message', text: 'Look', files }))).toBe('Visitor: Look\n[file] a&lt;b&gt;.png');
});

it('[L3] while Slack asks to wait nothing is asked of it, and one post is made at a time in a channel', async () => {
  const clock = createManualClock();
  const inTurn = createTurns(clock);
  let calls = 0;
  const limited = async () => {
    calls += 1;
    throw new ParleyError('slack_unavailable', { retryAfterMs: 2_000 });
  };
  await expect(inTurn('c', limited)).rejects.toMatchObject({ retryAfterMs: 2_000 });
  await clock.advance(500);
  await expect(inTurn('c', limited)).rejects.toMatchObject({ retryAfterMs: 1_500 });
  await expect(inTurn('other', async () => 'free')).resolves.toBe('free');
  expect(calls).toBe(1);
  await clock.advance(1_500);
  await expect(inTurn('c', async () => 'posted')).resolves.toBe('posted');
});

it('[L1] turns keep their order and end with each other', async () => {
  const inTurn = createTurns(createClock());
  const steps: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn('c', async () => {
    steps.push('first begins');
    await gate.promise;
    steps.push('first ends');
  });
  const second = inTurn('c', async () => void steps.push('second'));
  gate.resolve();
  await Promise.all([first, second]);
  expect(steps).toEqual(['first begins', 'first ends', 'second']);
});
