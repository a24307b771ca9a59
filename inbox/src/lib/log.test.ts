import type { EntryView } from '@parley/shared-types/model.ts';
import { isVerified } from '@parley/shared-types/model.ts';
import type { EffectState } from '@parley/shared-types/socket.ts';
import { expect, it } from 'vitest';
import { type DeliveryFacts, deliverySteps, errorWords, tickOf } from './delivery-steps.ts';
import { isPicture, messageWords } from './files.ts';
import { logItems, profileWords } from './log-items.ts';

const NOON = new Date(2026, 5, 17, 12).getTime();
const entry = (seq: number, more: object = {}) =>
  ({
    kind: 'entry',
    seq,
    clientMsgId: `m${seq}`,
    author: { kind: 'visitor', id: 'v' },
    body: { kind: 'message', text: `text ${seq}` },
    audience: 'all',
    acceptedAt: NOON,
    storedAt: NOON,
    ...more,
  }) as unknown as EntryView;
const ann = { kind: 'operator', id: 'ann', name: 'Ann' };

it('[I4] bubbles of one author within two minutes are a group; days, events and notes part them; what waits continues mine', () => {
  const items = logItems(
    [
      entry(1, { storedAt: NOON - 86_400_000 }),
      entry(2),
      entry(3, { storedAt: NOON + 60_000 }),
      { kind: 'hidden', seq: 4 },
      entry(5, { storedAt: NOON + 300_000 }),
      entry(6, { storedAt: NOON + 300_000, body: { kind: 'status', status: 'resolved' }, author: ann }),
      entry(7, { storedAt: NOON + 300_000, author: ann }),
    ],
    [
      { clientMsgId: 'p1', body: { kind: 'message', text: 'waits' }, createdAt: NOON + 301_000, state: 'waiting' },
      { clientMsgId: 'p2', body: { kind: 'note', text: 'note' }, createdAt: NOON + 302_000, state: 'failed' },
    ],
    'ann',
  );
  expect(
    items.map((item) => (item.kind === 'bubble' ? `${item.key} ${item.isFirst ? '(' : '-'}${item.isLast ? ')' : '-'}` : item.kind)),
  ).toEqual(['day', 'm1 ()', 'day', 'm2 (-', 'm3 -)', 'm5 ()', 'event', 'm7 (-', 'p1 -)', 'p2 ()']);
  expect(items.find(({ kind }) => kind === 'event')).toMatchObject({ words: 'Ann resolved the conversation' });
  expect(profileWords({ email: 'a@b.example', data: { plan: 'pro' } })).toBe(
    'Visitor left an e-mail address: a@b.example · From the page: plan: pro',
  );
});

it('[I4] what came by another channel begins a group of its own, which says so', () => {
  const byMail = { kind: 'visitor', id: 'v', via: 'email' };
  const items = logItems([entry(1), entry(2, { author: byMail }), entry(3, { author: byMail }), entry(4)], [], null);
  const bubbles = items.flatMap((item) => (item.kind === 'bubble' ? [`${item.author?.via ?? 'chat'} ${item.isFirst}`] : []));
  expect(bubbles).toEqual(['chat true', 'email true', 'email false', 'chat true']);
});

const slack = (more: Partial<EffectState>): EffectState => ({
  worker: 'slack',
  target: 'C1',
  doneSeq: 0,
  wantedSeq: 5,
  actedSeq: 0,
  dueAt: NOON,
  attempt: 0,
  lastError: null,
  failedSeq: null,
  ...more,
});
const facts = (more: Partial<DeliveryFacts>): DeliveryFacts => ({
  entry: { seq: 5, acceptedAt: 1, storedAt: 2, body: { kind: 'message', text: '' } },
  registers: { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } },
  effects: [],
  channels: { email: true, slack: true },
  profile: { email: 'a@b.example' },
  isOnline: false,
  now: NOON,
  ...more,
});
const step = (more: Partial<DeliveryFacts>, key: string) => deliverySteps(facts(more)).find((one) => one.key.startsWith(key));

it('[I5] the way of a message: accepted and stored with their times, delivered and read by the registers, mail and Slack by their cursors', () => {
  const read = { visitor: { delivered: 5, read: 5 }, operators: { delivered: 0, read: 0 } };
  expect(deliverySteps(facts({})).map(({ key, state }) => `${key} ${state}`)).toEqual([
    'accepted done',
    'stored done',
    'delivered waiting',
    'read waiting',
    'email waiting',
  ]);
  expect([step({ registers: read }, 'delivered')?.state, step({ registers: read }, 'read')?.state]).toEqual(['done', 'done']);
  expect(step({ channels: { email: false, slack: false } }, 'email')).toMatchObject({ state: 'off', words: 'E-mail is not set up' });
  expect(step({ profile: {} }, 'email')).toMatchObject({ state: 'off', words: 'No e-mail address is known' });
  const mail = { ...slack({ doneSeq: 5, actedSeq: 5 }), worker: 'email' as const, target: 'visitor' };
  expect(step({ effects: [mail] }, 'email')).toMatchObject({ state: 'done', words: 'Mailed' });
  expect(step({ effects: [mail], registers: read }, 'email')).toMatchObject({ state: 'done', words: 'Mailed' });
  expect(step({ effects: [{ ...mail, actedSeq: 4 }] }, 'email')).toMatchObject({ state: 'off', words: 'No e-mail was needed' });
  expect(step({ effects: [{ ...mail, doneSeq: 4, actedSeq: 0, dueAt: NOON + 180_000 }] }, 'email')?.words).toContain('in 3 minutes');
  expect(step({ effects: [slack({ doneSeq: 5, actedSeq: 5 })] }, 'slack')).toMatchObject({ state: 'done', words: 'In Slack' });
  const note = { seq: 5, acceptedAt: 1, storedAt: 2, body: { kind: 'note', text: '' } } as const;
  expect(deliverySteps(facts({ entry: note })).map(({ key }) => key)).toEqual(['accepted', 'stored']);
});

it('[I5] what failed says so in coded words and can be tried again; of the entries behind it nobody knows', () => {
  const failed = slack({ doneSeq: 6, wantedSeq: 6, failedSeq: 5, lastError: 'slack_channel: channel_not_found' });
  expect(step({ effects: [failed] }, 'slack')).toMatchObject({ state: 'failed', effect: failed });
  expect(step({ effects: [failed] }, 'slack')?.words).toMatch(/^Slack: Slack does not let the bot post/);
  expect(tickOf({ seq: 5 }, facts({}).registers, [failed])).toBe('failed');
  expect([4, 6, 7].map((seq) => tickOf({ seq }, facts({}).registers, [failed]))).toEqual(['stored', 'failed', 'stored']);
  expect(step({ entry: { ...facts({}).entry, seq: 6 }, effects: [failed] }, 'slack')?.words).toMatch(/^Slack: An earlier entry failed/);
  const mail = { ...failed, worker: 'email' as const, target: 'visitor' };
  expect(tickOf({ seq: 4 }, facts({}).registers, [mail])).toBe('failed');
  expect(tickOf({ seq: 4 }, { ...facts({}).registers, visitor: { delivered: 4, read: 4 } }, [mail])).toBe('read');
  expect(step({ effects: [slack({ lastError: 'slack_unavailable', dueAt: NOON + 60_000 })] }, 'slack')?.words).toContain(
    'Tried again in 1 minute',
  );
  const isOff = { channels: { email: false, slack: false } };
  expect(step({ ...isOff, effects: [mail] }, 'email')).toMatchObject({ state: 'failed' });
  expect(step({ ...isOff, effects: [{ ...mail, failedSeq: null }] }, 'email')).toMatchObject({ state: 'off' });
  expect(errorWords('toString')).toBe('It did not work; the log of the server says why.');
});

it('[I4] files, quick replies, events, ratings and what was erased stand in the log in words', () => {
  const photo = { id: 'f', name: 'lamp.png', type: 'image/png', size: 10, width: 4, height: 3 };
  const items = logItems(
    [
      entry(1, { body: { kind: 'erased' } }),
      entry(2, { body: { kind: 'message', text: '', files: [photo] } }),
      entry(3, { body: { kind: 'event', name: 'checkout', data: { total: 12, paid: true } } }),
      entry(4, { body: { kind: 'rating', score: 4, text: 'Quick' } }),
      entry(5, { body: { kind: 'rating', score: 1 } }),
      entry(6, { body: { kind: 'erase' } }),
      entry(7, { body: { kind: 'message', text: 'Which?', replies: ['Red', 'Blue'] }, author: ann }),
      entry(8, { body: { kind: 'erase' }, author: { kind: 'system', id: 'retention' } }),
      entry(9, { body: { kind: 'erase' }, author: ann }),
    ],
    [{ clientMsgId: 'p1', body: { kind: 'message', text: '', files: ['t1', 't2'] }, createdAt: NOON, state: 'waiting' }],
    'ann',
  );
  const told = items.map((item) => {
    if (item.kind === 'bubble') return [item.files.map(({ name }) => name), item.waitingFiles, item.replies];
    return item.kind === 'event' ? item.words : item.kind;
  });
  expect(told).toEqual([
    'day',
    [['lamp.png'], 0, []],
    'Event: checkout (total: 12, paid: true)',
    'Rated 4 of 5 stars: Quick',
    'Rated 1 of 5 stars',
    'The visitor erased what was said before',
    [[], 0, ['Red', 'Blue']],
    'What was said before is erased: its time was over',
    `${ann.name} erased what was said before`,
    [[], 2, []],
  ]);
  expect(messageWords({ kind: 'message', text: '', files: [photo, { ...photo, name: 'b.pdf' }] })).toBe('lamp.png, b.pdf');
  expect([photo, { ...photo, type: 'application/pdf' }, { ...photo, type: 'image/svg+xml' }].map(isPicture)).toEqual([true, false, false]);
  const { id, name, type, size } = photo;
  expect(isPicture({ id, name, type, size })).toBe(false);
});

it('[X1] only ids made of a signed token are marked as verified', () => {
  expect([isVerified('u_0123456789abcdef'), isVerified('0123u_456789abcdef')]).toEqual([true, false]);
});
