import { expect, it } from 'vitest';
import { type KeyValue, memoryStorage } from './storage.ts';
import { manualTimers } from './testing.ts';
import type { Link, Reply, Transport } from './transport.ts';
import { createVisitorSession } from './visitor-session.ts';
import { ownerOf, userOf } from './whose.ts';

const ZERO = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };
const part = (value: object) => btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
/** A token as a page has it: `ann`, and `ann 2` which is a later one of the same user. */
const tokenOf = (words: string) => `h.${part({ sub: words.split(' ')[0] })}.${words.replace(' ', '-')}`;
const GRANT = 'parley:s:grant';

/** A gateway that knows tokens by their words, and refuses those named. A grant says whose it is, as ours do. */
function setUp(storage: KeyValue = memoryStorage(), ...ended: string[]) {
  const { timers, pass } = manualTimers();
  const asked: { event: string; body: Record<string, string> }[] = [];
  const told: string[] = [];
  const onLinks = new Set<Parameters<Transport['onLink']>[0]>();
  const server = {
    link: 'online' as Link,
    isRequired: false,
    badTokens: new Map<string, string>(),
    ended: new Set(ended),
    last: 0,
    sends: true,
  };
  const refuse = (code: string): Reply => ({ ok: false, code, message: code }) as Reply;
  const open = ({ grant, token }: Record<string, string>): Reply => {
    const code = token && server.badTokens.get(token);
    if (code) return refuse(code);
    const user = token && `u_${String(userOf(token))}`;
    if (!user && grant && server.ended.has(grant)) return refuse('grant_invalid');
    if (!user && server.isRequired && !ownerOf(grant ?? null)) return refuse('identity_required');
    const visitorId = user || grant?.split('.')[0] || `v${++server.last}`;
    const opened = { ok: true as const, visitorId, conversationId: `c-${visitorId}`, operatorsOnline: false };
    return {
      ...opened,
      grant: `${visitorId}.c-${visitorId}.${token?.split('.')[2] ?? 'x'}`,
      ...(token && { verified: { name: String(userOf(token)) } }),
    };
  };
  const transport: Transport = {
    async request(event, body) {
      if (server.link !== 'online') return refuse('retry');
      asked.push({ event, body: body as Record<string, string> });
      if (event === 'open') return open(body as Record<string, string>);
      const { grant } = body as { grant: string };
      if (server.ended.has(grant)) return refuse('grant_invalid');
      if (event === 'send' && !server.sends) return refuse('busy');
      if (event !== 'sync') return { ok: true, epoch: '1.1', head: 1, registers: ZERO };
      const entry = { kind: 'entry', seq: 1, body: { kind: 'message', text: `of ${grant.split('.')[0]}` } };
      return { ok: true, epoch: '1.1', entries: [entry], recovered: true, registers: ZERO };
    },
    notify() {},
    on: () => () => {},
    onLink(call) {
      onLinks.add(call);
      return () => void onLinks.delete(call);
    },
    link: () => server.link,
    close() {},
  };
  const connect = (link: Link) => {
    server.link = link;
    for (const call of onLinks) call(link, null);
  };
  const session = createVisitorSession({
    ...{ transport, storage, siteId: 's', timers },
    onAnother: () => told.push('another'),
    onRefused: (code) => told.push(code),
  });
  const shown = () =>
    session.state().entries.map((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? entry.body.text : ''));
  const sent = () => asked.filter(({ event }) => event === 'send').map(({ body }) => `${body.grant?.split('.')[0]}: ${body.text}`);
  const opens = () => asked.filter(({ event }) => event === 'open').map(({ body }) => body);
  return { session, storage, pass, server, told, shown, sent, opens, connect, asked };
}

it('[W6] a token opens the history of its user; a later one of the same user shows it on without a gap', async () => {
  const { session, pass, shown, told, storage } = setUp();
  await pass(0);
  expect(session.state()).toMatchObject({ visitorId: 'v1', owner: '' });
  session.login(tokenOf('ann'));
  expect(session.state().visitorId).toBe('v1');
  await pass(0);
  expect([session.state().owner, session.state().verified, shown()]).toEqual(['u_ann:', { name: 'ann' }, ['of u_ann']]);
  expect(session.login(tokenOf('ann 2'))).toBe(false);
  expect(shown()).toEqual(['of u_ann']);
  await pass(0);
  expect([shown(), told, storage.get(GRANT)]).toEqual([['of u_ann'], ['another'], 'u_ann.c-u_ann.ann-2']);
  expect(storage.keys('').map((key) => key.includes('h.'))).toEqual([false]);
  session.close();
});

it('[W6] when another user comes, nothing of the one before is shown or sent from that moment', async () => {
  const { session, pass, server, shown, sent, storage } = setUp();
  session.login(tokenOf('ann'));
  await pass(0);
  server.sends = false;
  session.send('secret of Ann');
  storage.set('parley:s:u_ann:draft', 'half a secret');
  await pass(0);
  expect(session.login(tokenOf('ben'))).toBe(true);
  expect([shown(), session.state().pending, session.state().conversationId]).toEqual([[], [], null]);
  session.send('hello from Ben');
  server.sends = true;
  await pass(20_000);
  expect(shown()).toEqual(['of u_ben']);
  expect(sent().filter((text) => text !== 'u_ann: secret of Ann')).toEqual(['u_ben: hello from Ben']);
  expect(sent()).not.toContain('u_ben: secret of Ann');
  expect(storage.keys('parley:s:').filter((key) => key.includes('ann'))).toEqual([]);
  session.close();
});

it('[W6] what is written while the token is asked for is its user’s; what an anonymous visitor had not sent is not', async () => {
  const { session, pass, server, sent, storage, connect } = setUp();
  connect('offline');
  session.send('anonymous words');
  await pass(10);
  session.login(tokenOf('ann'));
  session.send('words of Ann');
  await pass(10);
  expect(server.last).toBe(1);
  connect('online');
  await pass(0);
  expect(sent()).toEqual(['u_ann: words of Ann']);
  expect(storage.keys('parley:s:out:')).toEqual([]);
  session.close();
});

it('[W6] after logout nothing of the user is in the browser, and somebody new begins; with identity required nobody does', async () => {
  const { session, pass, server, shown, storage, told } = setUp();
  session.login(tokenOf('ann'));
  await pass(0);
  server.sends = false;
  session.send('secret of Ann');
  session.logout();
  expect([shown(), session.state().pending, storage.keys('parley:s:')]).toEqual([[], [], []]);
  await pass(0);
  expect([session.state().owner, shown()]).toEqual(['', [`of ${session.state().visitorId}`]]);
  expect(told).not.toContain('identity_required');
  server.isRequired = true;
  session.login(tokenOf('ann'));
  await pass(0);
  session.logout();
  await pass(0);
  expect(session.state()).toMatchObject({ held: 'identity_required', conversationId: null, entries: [] });
  expect(told.at(-1)).toBe('identity_required');
  session.login(tokenOf('ann'));
  await pass(0);
  expect([session.state().held, shown()]).toEqual([null, ['of u_ann']]);
  session.close();
});

it('[W6] when the time of a user has ended the page is told, and what is unsent waits for a fresh token', async () => {
  const { session, pass, server, shown, sent, told, storage } = setUp();
  session.login(tokenOf('ann'));
  await pass(0);
  server.ended.add(storage.get(GRANT) ?? '');
  session.send('too late');
  await pass(1);
  expect([told, session.state().held, shown()]).toEqual([['another', 'token_expired'], 'token_expired', ['of u_ann']]);
  await pass(20_000);
  expect(told).toEqual(['another', 'token_expired']);
  session.login(tokenOf('ann 2'));
  await pass(30_000);
  expect([session.state().held, sent().at(-1)]).toEqual([null, 'u_ann: too late']);
  session.close();
});

it('[W6] without a fresh token it goes on as somebody new; the user finds what was unsent', async () => {
  const { session, pass, server, shown, sent, storage } = setUp();
  session.login(tokenOf('ann'));
  await pass(0);
  server.ended.add(storage.get(GRANT) ?? '');
  session.send('too late');
  await pass(31_000);
  expect([session.state().owner, session.state().pending, shown()]).toEqual(['', [], [`of ${session.state().visitorId}`]]);
  session.login(tokenOf('ann 2'));
  await pass(30_000);
  expect(sent().at(-1)).toBe('u_ann: too late');
  session.close();
});

it('[W6] a page that comes with a token of the user whose grant is kept, or without one, shows that user; an ended one shows nobody', async () => {
  const storage = memoryStorage();
  storage.set(GRANT, 'u_ann.c-u_ann.x');
  const kept = setUp(storage);
  await kept.pass(0);
  expect([kept.session.state().owner, kept.shown()]).toEqual(['u_ann:', ['of u_ann']]);
  kept.session.close();
  const ended = setUp(storage, 'u_ann.c-u_ann.x');
  await ended.pass(0);
  expect([ended.session.state().owner, ended.told]).toEqual(['', ['another']]);
  ended.session.close();
});

it('[W6] a token that is refused is told once, then later each time; who was here stays, who was to come has half a minute', async () => {
  const { session, pass, server, told, shown, opens } = setUp();
  await pass(0);
  for (const words of ['bad', 'bad 2', 'bad 3']) server.badTokens.set(tokenOf(words), 'token_invalid');
  session.login(tokenOf('bad'));
  await pass(0);
  expect([told, session.state().visitorId, session.state().held]).toEqual([['token_invalid'], 'v1', null]);
  session.login(tokenOf('bad 2'));
  await pass(4_000);
  expect(told).toEqual(['token_invalid']);
  await pass(2_000);
  expect(told).toEqual(['token_invalid', 'token_invalid']);
  session.login(tokenOf('ann'));
  await pass(0);
  // Another user is to come: not shown on is the one who was here, also when the token is bad.
  session.login(tokenOf('bad 3'));
  await pass(0);
  expect([session.state().held, session.state().conversationId, shown()]).toEqual(['token_invalid', null, []]);
  await pass(31_000);
  expect([session.state().owner, shown()]).toEqual(['', [`of ${session.state().visitorId}`]]);
  expect(opens().at(-1)).toEqual({});
  session.close();
});

it('[W6] the profile of a user is said by the token, which is in no storage; facts need none', async () => {
  const { session, pass, asked, storage } = setUp();
  session.login(tokenOf('ann'));
  await pass(0);
  session.identify({ name: 'ann', data: { plan: 'pro' } });
  expect(JSON.stringify(storage.keys('').map(storage.get))).not.toContain(tokenOf('ann'));
  await pass(0);
  const [told] = asked.filter(({ event }) => event === 'identify');
  expect(told?.body).toMatchObject({ token: tokenOf('ann'), data: { plan: 'pro' } });
  session.close();
});
