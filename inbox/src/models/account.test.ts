import { memoryStorage } from '@parley/widget/core/storage.ts';
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { createAccount } from './account.ts';
import { createAttention, type Desk } from './attention.ts';
import { createChannels } from './channels.ts';
import { createPreferences } from './preferences.ts';
import { createTeam } from './team.ts';
import { fakeApi, manualTimers, until } from './testing.ts';
import { createVisitorData } from './visitor-data.ts';

const ME = { ok: true, id: 'o', name: 'Ann', email: 'ann@example.test', notices: { mail: true } };
const refusal = (more: object) => ({ ok: false, code: 'invalid', message: 'No.', ...more });

it('[X2] a password that was refused says why, and one that was taken says how many browsers were signed out', async () => {
  const answers: Record<string, object> = { 'GET /api/me': ME, 'GET /api/me/sessions': { ok: true, sessions: [] } };
  const rest = fakeApi(answers);
  const model = createAccount({ api: rest.api });
  await until(() => model.me.value !== null);
  const change = () => model.changePassword({ current: 'a', password: 'b' });
  answers['POST /api/me/password'] = refusal({ code: 'password_wrong', message: 'This is not your current password.' });
  expect([await change(), model.told('password')?.words]).toEqual([false, 'This is not your current password.']);
  answers['POST /api/me/password'] = refusal({ problems: { password: 'at least 10 characters' } });
  expect([await change(), model.told('password')?.words]).toEqual([false, 'The new password needs at least 10 characters.']);
  answers['POST /api/me/password'] = { ok: true, ended: 1 };
  expect([await change(), model.told('password')?.words]).toEqual([true, 'Your password is changed. One other browser was signed out.']);
  expect(model.told('name')).toBeNull();
  expect(rest.count('GET /api/me/sessions')).toBe(2);
});

it('[I6] name and mails are changed one by one, and the page shows what the server has', async () => {
  const answers: Record<string, object> = { 'GET /api/me': ME, 'GET /api/me/sessions': { ok: true, sessions: [] } };
  const rest = fakeApi(answers);
  const model = createAccount({ api: rest.api });
  await until(() => model.me.value !== null);
  answers['PATCH /api/me'] = { ...ME, notices: { mail: false } };
  await model.wantMail(false);
  expect(rest.asked.at(-1)?.body).toEqual({ notices: { mail: false } });
  expect(model.me.value?.notices.mail).toBe(false);
  answers['PATCH /api/me'] = refusal({ problems: { name: 'must be one line of text' } });
  await model.rename('a\nb');
  expect(model.told('name')).toMatchObject({ ok: false, words: 'Must be one line of text.' });
  expect(model.me.value?.name).toBe('Ann');
});

it('[E4] a test of a channel says in words and with the code what is wrong, and is not sent twice at once', async () => {
  const answers: Record<string, object> = { 'GET /api/sites/s/channels': { ok: true, channels: [] } };
  const rest = fakeApi(answers);
  const model = createChannels({ api: rest.api, siteId: 's' });
  answers['POST /api/sites/s/channels/email/test'] = {
    ...{ ok: false, code: 'mail_tls', message: 'No encrypted connection.', problems: { reason: 'CONN: ETLS' } },
  };
  await Promise.all([model.test('email', 'Sent.'), model.test('email', 'Sent.')]);
  expect(rest.count('POST /api/sites/s/channels/email/test')).toBe(1);
  expect(model.tested.value.email).toEqual({ ok: false, words: 'No encrypted connection.', reason: 'mail_tls, CONN: ETLS' });
  answers['POST /api/sites/s/channels/email/test'] = { ok: true };
  await model.test('email', 'Sent.');
  expect(model.tested.value.email).toEqual({ ok: true, words: 'Sent.', reason: null });
});

it('[X9] a role that was refused says why, and the list is what the server has', async () => {
  const answers: Record<string, object> = { 'GET /api/sites/s/team': { ok: true, operators: [] } };
  const rest = fakeApi(answers);
  const model = createTeam({ api: rest.api, siteId: 's' });
  await until(() => model.team.value !== null);
  answers['PATCH /api/sites/s/team/o'] = refusal({ code: 'last_owner', message: 'A site needs an owner.' });
  await model.setRole('o', 'agent');
  expect(model.teamProblem.value).toBe('A site needs an owner.');
  answers['DELETE /api/sites/s/team/o'] = { ok: true };
  await model.remove('o');
  expect([model.teamProblem.value, rest.count('GET /api/sites/s/team')]).toEqual([null, 3]);
  answers['DELETE /api/sites/s/invitations/i'] = { ok: true };
  answers['GET /api/sites/s/invitations'] = { ok: true, invitations: [{ id: 'j' }] };
  await model.revoke('i');
  expect(model.pending.value).toEqual([{ id: 'j' }]);
});

it('[X11] an erasure that was refused says so', async () => {
  const answers: Record<string, object> = {};
  const model = createVisitorData({ api: fakeApi(answers).api, siteId: 's', conversationId: 'c' });
  await model.erase();
  expect(model.outcome.value).toEqual({ ok: false, words: 'You may not do this here.' });
  answers['POST /api/sites/s/conversations/c/erase'] = { ok: true, acceptedAt: 1 };
  await model.erase();
  expect(model.outcome.value?.ok).toBe(true);
});

/** A desk that notes what it does, and lets the test say what the browser allows. */
function createDesk() {
  const done: string[] = [];
  let permission: NotificationPermission = 'default';
  const desk: Desk = {
    mark: (title) => void done.push(title),
    chime: () => void done.push('chime'),
    permission: () => permission,
    async askPermission() {
      done.push('asked');
      permission = 'granted';
    },
    notify: ({ text }) => void done.push(text),
  };
  return { desk, done };
}

/** An inbox that nobody looks at, in one tab. */
function caller() {
  return {
    storage: memoryStorage(),
    timers: manualTimers().timers,
    isWatched: signal(false),
    openId: () => null,
    onChoose: () => {},
  };
}

it('[I6] sound, desktop and title are switched one by one, try themselves, and ask the browser by a click only', async () => {
  const { desk, done } = createDesk();
  const wishes = createPreferences(memoryStorage());
  const unread = signal(0);
  const shared = { ...caller(), unread };
  const attention = createAttention({ ...shared, desk, called: signal(0), myId: () => 'me' as never, wishes });
  attention.tryIt();
  expect(done.splice(0)).toEqual(['Inbox - Parley', 'chime']);
  await attention.ask();
  attention.tryIt();
  expect(done.splice(0)).toEqual(['asked', 'chime', 'A visitor’s message looks like this.']);
  wishes.desktopIsOn.set(false);
  attention.setMuted(true);
  attention.tryIt();
  expect(done.splice(0)).toEqual([]);
  unread.value = 1;
  wishes.badgeIsOn.set(false);
  expect(done.splice(0)).toEqual(['(1) Inbox - Parley', 'Inbox - Parley']);
  attention.close();
});

it('[I6] who wants only what is theirs is called for conversations they answer, and by notes that name them', () => {
  const { desk, done } = createDesk();
  const wishes = createPreferences(memoryStorage());
  wishes.ownCallsOnly.set(true);
  const shared = { ...caller(), unread: signal(0) };
  const attention = createAttention({ ...shared, desk, called: signal(0), myId: () => 'me' as never, wishes });
  const entry = (kind: string, body: object) => ({ kind: 'entry', author: { kind, id: 'other', name: 'Ben' }, body });
  const push = (assignee: object | null, said: object) =>
    attention.onEntries({ entries: [said], row: { conversationId: 'c', profile: {}, assignee } } as never);
  done.splice(0);
  push(null, entry('visitor', { kind: 'message', text: 'Hello' }));
  push({ id: 'other', name: 'Ben' }, entry('visitor', { kind: 'message', text: 'Hello' }));
  expect(done).toEqual([]);
  push({ id: 'me', name: 'Ann' }, entry('visitor', { kind: 'message', text: 'Hello' }));
  push(null, entry('operator', { kind: 'note', text: 'Ask Ann', mentions: ['me'] }));
  expect(done).toEqual(['chime', 'chime']);
  attention.close();
});
