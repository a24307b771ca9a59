import { memoryStorage } from '@parley/widget/core/storage.ts';
import { expect, it } from 'vitest';
import { createInbox } from './inbox.ts';
import type { CallApi } from './lib/api.ts';
import { AWAY_MS } from './models/session.ts';
import { fakeTransport, manualTimers, until, ZERO } from './models/testing.ts';

const PLACE = { siteId: 's', conversationId: 'c' } as never;
const OTHER = { siteId: 's', conversationId: 'd' } as never;

/** The whole inbox without a browser: wire, clock, desk and REST are the test's. */
function setup(storage = memoryStorage()) {
  const wire = fakeTransport();
  const time = manualTimers();
  const desk = {
    title: '',
    chimes: 0,
    permission: 'default' as NotificationPermission,
    notes: [] as string[],
  };
  const asked: { method: string; path: string; body: unknown }[] = [];
  const api: CallApi = async (method, path, body) => {
    asked.push({ method, path, body });
    return { ok: true } as never;
  };
  const gone: string[] = [];
  const inbox = createInbox({
    transport: wire.transport,
    storage,
    timers: time.timers,
    api,
    sendFile: async () => ({ ok: false, code: 'unavailable', message: '' }),
    desk: {
      mark(title) {
        desk.title = title;
      },
      chime() {
        desk.chimes += 1;
      },
      permission: () => desk.permission,
      async askPermission() {
        desk.permission = 'granted';
      },
      notify: ({ title, text }) => void desk.notes.push(`${title}: ${text}`),
    },
    onSignedOut: () => gone.push('out'),
    goTo: (href) => gone.push(href),
  });
  return { inbox, wire, time, desk, storage, asked, gone };
}

const entry = (seq: number, more: object = {}) => ({
  kind: 'entry',
  id: `e${seq}`,
  seq,
  clientMsgId: `m${seq}`,
  author: { kind: 'visitor', id: 'v' },
  audience: 'all',
  body: { kind: 'message', text: `text ${seq}` },
  acceptedAt: 1,
  storedAt: 1,
  ...more,
});
const rowOf = (place: object, headSeq: number, more: object = {}) => ({
  ...place,
  visitorId: '3f2a00',
  headSeq,
  status: 'open',
  excerpt: `text ${headSeq}`,
  excerptBy: 'visitor',
  profile: {},
  assignee: null,
  tags: [],
  snoozedUntil: null,
  isSpam: false,
  isBlocked: false,
  createdAt: 1,
  changedAt: headSeq,
  registers: ZERO,
  ...more,
});
const push = (place: object, entries: { seq: number }[], more: object = {}) => ({
  ...place,
  epoch: '1.1',
  entries,
  row: rowOf(place, entries.at(-1)?.seq ?? 0, more),
});

it('[I2] an operator’s message is kept from the first moment, sent under one id however often, and gone when it is in the log', async () => {
  const { inbox, wire, storage } = setup();
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  wire.setLink('offline');
  const id = inbox.open.send({ kind: 'message', text: 'hello' });
  expect(storage.keys('parley:inbox:')).toHaveLength(1);
  expect(wire.asked('send')).toEqual([]);
  wire.setLink('online');
  await until(() => wire.asked('send').length === 1);
  wire.setLink('offline');
  wire.setLink('online');
  expect(wire.asked('send')[0]).toEqual({ ...(PLACE as object), clientMsgId: id, body: { kind: 'message', text: 'hello' } });
  expect(inbox.open.log.value.pending).toMatchObject([{ clientMsgId: id }]);
  wire.push('entries', push(PLACE, [entry(1, { clientMsgId: id, author: { kind: 'operator', id: 'o', name: 'Ann' } })]));
  await until(() => inbox.open.log.value.pending.length === 0);
  expect(storage.keys('parley:inbox:')).toEqual([]);
  expect(inbox.open.log.value.entries).toHaveLength(1);
  inbox.close();
});

it('[I2] what one operator left unsent at a browser is neither shown to nor sent by the next one', async () => {
  const storage = memoryStorage();
  storage.set('parley:operator', 'somebody else');
  storage.set('parley:draft:s:c', JSON.stringify({ text: 'secret', isNote: false }));
  storage.set(
    'parley:inbox:s:c:x',
    JSON.stringify({ clientMsgId: 'x', body: { kind: 'message', text: 'theirs' }, createdAt: 1, state: 'waiting' }),
  );
  const { inbox, wire } = setup(storage);
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  await until(() => wire.asked('sync').length > 0);
  expect(inbox.composer.text.value).toBe('');
  expect(wire.asked('send')).toEqual([]);
  inbox.close();
});

it('[I4] what is shown counts as read while somebody looks, and is said again after a reconnect; unread, title and list follow', async () => {
  const { inbox, wire, desk } = setup();
  await until(() => inbox.session.me.value !== null);
  wire.push('entries', push(PLACE, [entry(1)]));
  expect([inbox.list.unread.value, desk.title]).toEqual([1, '(1) Inbox - Parley']);
  inbox.watch(false);
  wire.answers.sync = () => ({ ok: true, epoch: '1.1', head: 1, entries: [entry(1)], recovered: true, registers: ZERO });
  inbox.open.open(PLACE);
  await until(() => inbox.open.lastSeq.value === 1);
  expect(wire.told('seen')).toEqual([]);
  inbox.watch(true);
  expect(wire.told('seen')).toEqual([{ ...(PLACE as object), delivered: 1, read: 1 }]);
  wire.push('registers', { ...(PLACE as object), registers: { operators: { delivered: 1, read: 1 } } });
  expect([inbox.list.unread.value, desk.title]).toEqual([0, 'Inbox - Parley']);
  wire.setLink('offline');
  wire.setLink('online');
  expect(wire.told('seen')).toHaveLength(2);
  inbox.close();
});

it('[I4] drafts are kept for each conversation; notes tell nobody that one types', async () => {
  const { inbox, wire, time } = setup();
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  inbox.composer.type('half a sen');
  inbox.composer.type('half a sentence');
  expect(wire.told('typing')).toEqual([{ ...(PLACE as object), on: true }]);
  time.pass(3_000);
  inbox.composer.type('half a sentence.');
  expect(wire.told('typing')).toHaveLength(2);
  inbox.open.open(OTHER);
  expect(inbox.composer.text.value).toBe('');
  inbox.composer.setNote(true);
  inbox.composer.type('only for us');
  expect(wire.told('typing')).toHaveLength(2);
  inbox.composer.send();
  await until(() => wire.asked('send').length === 1);
  expect(wire.asked('send')[0]).toMatchObject({ ...(OTHER as object), body: { kind: 'note', text: 'only for us' } });
  inbox.open.open(PLACE);
  expect([inbox.composer.text.value, inbox.composer.isNote.value]).toEqual(['half a sentence.', false]);
  inbox.composer.type('x'.repeat(8_001));
  expect(inbox.composer.isTooLong.value).toBe(true);
  inbox.composer.send();
  expect(wire.asked('send')).toHaveLength(1);
  inbox.close();
});

it('[I4] writing fades by itself, ends with what was written, and is never one’s own', async () => {
  const { inbox, wire, time } = setup();
  await until(() => inbox.session.me.value !== null);
  const typing = (side: string, name?: string) => wire.push('typing', { ...(PLACE as object), on: true, side, name });
  typing('visitor');
  typing('operators', 'Bob');
  typing('operators', 'Ann');
  expect(inbox.signs.writersIn('c')).toMatchObject({ visitor: true, operators: ['Bob'] });
  wire.push('entries', push(PLACE, [entry(1)]));
  expect(inbox.signs.writersIn('c')).toMatchObject({ visitor: false, operators: ['Bob'] });
  time.pass(10_000);
  expect(inbox.signs.writersIn('c')).toMatchObject({ visitor: false, operators: [] });
  wire.push('presence', { siteId: 's', visitors: ['v'], operators: ['o'] });
  expect([inbox.signs.isOnline('s', 'v'), inbox.signs.isOnline('s', 'w')]).toEqual([true, false]);
  inbox.close();
});

it('[I4] a loss is told after 3 s, so that a deploy is not noticed', async () => {
  const { inbox, wire, time } = setup();
  wire.setLink('offline');
  time.pass(AWAY_MS - 1);
  wire.setLink('offline');
  expect(inbox.session.isAway.value).toBe(false);
  wire.setLink('online');
  time.pass(AWAY_MS);
  expect(inbox.session.isAway.value).toBe(false);
  // Who is here, and who writes, is not known without a connection: it is not left standing.
  wire.push('presence', { siteId: 's1', visitors: ['3f2a00'], operators: [] });
  wire.push('typing', { siteId: 's1', conversationId: 'c9', on: true, side: 'visitor' });
  const signs = () => [inbox.signs.isOnline('s1', '3f2a00'), inbox.signs.writersIn('c9').visitor];
  expect(signs()).toEqual([true, true]);
  wire.setLink('offline');
  time.pass(AWAY_MS);
  expect(inbox.session.isAway.value).toBe(true);
  expect(signs()).toEqual([false, false]);
  inbox.close();
});

it('[I6] sound and notification for a visitor’s message that nobody looks at; leave is asked after the first one only', async () => {
  const { inbox, wire, desk, storage } = setup();
  await until(() => inbox.session.me.value !== null);
  expect(inbox.attention.mayAsk.value).toBe(false);
  wire.push('entries', push(OTHER, [entry(1, { author: { kind: 'operator', id: 'b', name: 'Bob' } })], { excerptBy: 'operator' }));
  expect([desk.chimes, inbox.attention.mayAsk.value]).toEqual([0, false]);
  wire.push('entries', push(PLACE, [entry(1)]));
  expect([desk.chimes, inbox.attention.mayAsk.value]).toEqual([1, true]);
  await inbox.attention.ask();
  expect([desk.notes, inbox.attention.mayAsk.value]).toEqual([[], false]);
  inbox.open.open(PLACE);
  wire.push('entries', push(PLACE, [entry(2)]));
  expect(desk.chimes).toBe(1);
  inbox.watch(false);
  inbox.attention.setMuted(true);
  wire.push('entries', push(PLACE, [entry(3)]));
  expect([desk.chimes, desk.notes]).toEqual([1, ['Visitor 3f2a: text 3']]);
  inbox.close();
  const next = setup(storage);
  expect([next.inbox.attention.isMuted.value, next.inbox.attention.mayAsk.value]).toEqual([true, false]);
  next.inbox.close();
});

it('[I5] delivery is asked for while it is shown or something is outstanding, and not otherwise; a retry is one request', async () => {
  const { inbox, wire, time } = setup();
  await until(() => inbox.session.me.value !== null);
  const slack = {
    worker: 'slack',
    target: 'C',
    doneSeq: 0,
    wantedSeq: 1,
    actedSeq: 0,
    dueAt: 0,
    attempt: 1,
    lastError: 'slack_auth',
    failedSeq: 1,
  } as const;
  const count = () => wire.asked('delivery').length;
  inbox.open.open(PLACE);
  time.pass(60_000);
  expect(count()).toBe(0);
  wire.push('entries', push(PLACE, [entry(1)]));
  await until(() => inbox.open.lastSeq.value === 1);
  time.pass(1_000);
  expect(count()).toBe(1);
  await until(() => inbox.delivery.effects.value.length === 0);
  time.pass(60_000);
  expect(count()).toBe(1);
  wire.answers.delivery = () => ({ ok: true, effects: [slack] });
  inbox.delivery.show(1);
  await until(() => inbox.delivery.effects.value.length === 1);
  time.pass(2_000);
  expect(count()).toBe(3);
  wire.answers.delivery = () => ({ ok: true, effects: [{ ...slack, doneSeq: 1, failedSeq: null }] });
  await inbox.delivery.redo(slack);
  expect(wire.asked('redo')).toEqual([{ ...(PLACE as object), worker: 'slack', target: 'C' }]);
  inbox.delivery.hide(1);
  const then = count();
  time.pass(2_000);
  await until(() => inbox.delivery.effects.value[0]?.doneSeq === 1);
  time.pass(60_000);
  expect(count() - then).toBeLessThanOrEqual(1);
  inbox.close();
});

it('[I6] signing out forgets what was not sent; closing leaves no listener and no alarm', async () => {
  const { inbox, wire, time, storage, asked, gone } = setup();
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  inbox.composer.type('draft');
  expect(await inbox.signOut()).toBeNull();
  expect([asked.filter(({ method }) => method !== 'GET'), gone, storage.keys('parley:draft:')]).toEqual([
    [{ method: 'DELETE', path: '/api/session', body: undefined }],
    ['out'],
    [],
  ]);
  inbox.close();
  expect([wire.listeners(), time.count()]).toEqual([0, 0]);
});

it('[I1] more changes than fit into one answer are read on at once', async () => {
  const { inbox, wire, time } = setup();
  await until(() => inbox.list.isLoaded.value);
  let left = 3;
  wire.answers.changes = () => {
    left -= 1;
    const changedAt = 100_000 - left;
    return { ok: true, rows: [rowOf({ siteId: 's', conversationId: `c${left}` }, 1)], cursor: { changedAt, id: 'x' }, more: left > 0 };
  };
  time.pass(20_000);
  await until(() => inbox.list.all.value.length === 3);
  expect(wire.asked('changes').at(-1)).toEqual({ siteId: 's', cursor: { changedAt: 99_999, id: 'x' } });
  inbox.close();
});

it('[I2] a message refused for good keeps its text; it can be tried again under its id, or discarded', async () => {
  const { inbox, wire } = setup();
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  wire.answers.send = () => ({ ok: false, code: 'forbidden', message: '' });
  const id = inbox.open.send({ kind: 'message', text: 'kept' }) ?? '';
  const pending = () => inbox.open.log.value.pending[0];
  await until(() => pending()?.state === 'failed');
  expect(pending()?.body).toEqual({ kind: 'message', text: 'kept' });
  inbox.open.retry(id);
  await until(() => wire.asked('send').length === 2 && pending()?.state === 'failed');
  expect(wire.asked('send').map(({ clientMsgId }) => clientMsgId)).toEqual([id, id]);
  inbox.open.discard(id);
  expect(inbox.open.log.value.pending).toEqual([]);
  inbox.close();
});

const ANN = { kind: 'operator', id: 'o', name: 'Ann' };
const BOB = { kind: 'operator', id: 'b', name: 'Bob' };
const withLog = (wire: ReturnType<typeof setup>['wire'], entries: object[], epoch = '1.1', recovered = true) => {
  wire.answers.sync = () => ({ ok: true, epoch, head: entries.length, entries, recovered, registers: ZERO });
};

it('[I4] an answer that a colleague’s overtook is asked about without a round trip; sent anyway it goes out once, under its id, also after a reload', async () => {
  const first = setup();
  withLog(first.wire, [entry(1)]);
  await until(() => first.inbox.session.me.value !== null);
  first.inbox.open.open(PLACE);
  await until(() => first.inbox.open.lastSeq.value === 1);
  first.inbox.composer.type('mine');
  first.wire.push('entries', push(PLACE, [entry(2, { author: BOB })]));
  first.inbox.composer.type('mine too');
  first.inbox.composer.send();
  await until(() => first.inbox.open.question.value !== null);
  expect(first.wire.asked('send')).toEqual([]);
  first.inbox.close();

  const { inbox, wire } = setup(first.storage);
  withLog(wire, [entry(1), entry(2, { author: BOB })]);
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  const id = inbox.open.question.value?.clientMsgId ?? '';
  inbox.open.sendAnyway(id);
  inbox.open.sendAnyway(id);
  await until(() => wire.asked('send').length === 1 && inbox.open.log.value.pending[0]?.state === 'accepted');
  inbox.open.sendAnyway(id);
  expect(wire.asked('send')).toEqual([{ ...(PLACE as object), clientMsgId: id, body: { kind: 'message', text: 'mine too' } }]);
  inbox.close();
});

it('[I4] what is sent says what its writer had seen when they began; refused as answered its text is kept, and can be a draft again', async () => {
  const { inbox, wire } = setup();
  withLog(wire, [entry(1)]);
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  await until(() => inbox.open.lastSeq.value === 1);
  inbox.composer.type('m');
  wire.push('entries', push(PLACE, [entry(2)]));
  wire.answers.send = () => ({ ok: false, code: 'answered', message: '' });
  inbox.composer.type('mine');
  inbox.composer.send();
  await until(() => inbox.open.question.value !== null);
  expect(wire.asked('send')[0]).toMatchObject({ after: 1, body: { kind: 'message', text: 'mine' } });
  inbox.composer.type('since');
  inbox.composer.takeBack('mine');
  inbox.open.discard(inbox.open.question.value?.clientMsgId ?? '');
  expect([inbox.composer.text.value, inbox.open.question.value]).toEqual(['mine\nsince', null]);
  inbox.close();
});

it('[I4] colleagues who look at a conversation are seen and told, and forgotten 40 s after they were last heard of', async () => {
  const { inbox, wire, time } = setup();
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  const looks = (operatorId: string, name: string, on = true) => wire.push('viewing', { ...(PLACE as object), operatorId, name, on });
  expect(wire.told('viewing')).toEqual([{ ...(PLACE as object), on: true }]);
  looks('o', 'Ann');
  looks('b', 'Bob');
  expect(inbox.viewing.of('c').map(({ name }) => name)).toEqual(['Bob']);
  expect(wire.told('viewing')).toHaveLength(2);
  time.pass(15_000);
  expect(wire.told('viewing')).toHaveLength(3);
  time.pass(25_000);
  expect(inbox.viewing.of('c')).toEqual([]);
  looks('b', 'Bob');
  looks('b', 'Bob', false);
  expect(inbox.viewing.of('c')).toEqual([]);
  inbox.watch(false);
  expect(wire.told('viewing').at(-1)).toEqual({ ...(PLACE as object), on: false });
  const then = wire.told('viewing').length;
  time.pass(60_000);
  expect(wire.told('viewing')).toHaveLength(then);
  inbox.close();
});

it('[I6] a note that names me calls me, until I look', async () => {
  const { inbox, wire, desk } = setup();
  await until(() => inbox.session.me.value !== null);
  const note = (seq: number, mentions: string[], author: object = BOB) =>
    entry(seq, { author, audience: 'operators', body: { kind: 'note', text: 'see @Ann', mentions } });
  wire.push('entries', push(PLACE, [note(1, ['b'])], { excerptBy: 'operator' }));
  wire.push('entries', push(PLACE, [note(2, ['o'], ANN)], { excerptBy: 'operator' }));
  expect([desk.chimes, inbox.calls.has('c')]).toEqual([0, false]);
  wire.push('entries', push(PLACE, [note(3, ['o'])], { excerptBy: 'operator' }));
  expect([desk.chimes, desk.title, inbox.calls.has('c')]).toEqual([1, '(1) Inbox - Parley', true]);
  inbox.open.open(PLACE);
  expect([desk.title, inbox.calls.has('c')]).toEqual(['Inbox - Parley', false]);
  inbox.close();
});

it('[I4] when the log has another past, what was read before its newest page is asked for before it is shown', async () => {
  const { inbox, wire } = setup();
  withLog(wire, [entry(1), entry(2), entry(3), entry(4)]);
  await until(() => inbox.session.me.value !== null);
  inbox.open.open(PLACE);
  await until(() => inbox.open.lastSeq.value === 4);
  const lengths: number[] = [];
  const undo = inbox.open.log.subscribe(({ entries }) => lengths.push(entries.length));
  wire.answers.sync = () => ({ ok: true, epoch: '1.2', head: 5, entries: [entry(4), entry(5)], recovered: false, registers: ZERO });
  wire.answers.history = () => ({ ok: true, epoch: '1.2', entries: [entry(1), entry(2), entry(3)], more: false });
  wire.push('resync', { withinMs: 0 });
  inbox.open.connected();
  await until(() => inbox.open.lastSeq.value === 5);
  expect([lengths.includes(2), inbox.open.log.value.entries.length]).toEqual([false, 5]);
  undo();
  inbox.close();
});

it('[I3] decisions are entries that are kept like messages; a tag is there once', async () => {
  const { inbox, wire } = setup();
  await until(() => inbox.session.me.value !== null);
  wire.push('entries', push(PLACE, [entry(1)], { tags: ['vip'] }));
  inbox.open.open(PLACE);
  inbox.decisions.ask('assign');
  inbox.decisions.take();
  expect(inbox.decisions.asking.value).toBeNull();
  inbox.decisions.addTag('vip');
  inbox.decisions.addTag(' refund ');
  inbox.decisions.removeTag('vip');
  inbox.decisions.snooze(5);
  inbox.decisions.block(true);
  await until(() => wire.asked('send').length === 5);
  expect(wire.asked('send').map(({ body }) => body)).toEqual([
    { kind: 'assign', operatorId: 'o' },
    { kind: 'tags', tags: ['vip', 'refund'] },
    { kind: 'tags', tags: ['refund'] },
    { kind: 'snooze', until: 5 },
    { kind: 'block', on: true },
  ]);
  inbox.close();
});
