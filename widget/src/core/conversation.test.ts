import type { EntryView } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { createConversation, type Wire } from './conversation.ts';
import { createOutbox } from './outbox.ts';
import { browserStorage, type KeyValue, memoryStorage } from './storage.ts';
import { manualTimers } from './testing.ts';
import type { Reply } from './transport.ts';

/** A server in memory: stores each id once, with dense seq, and may lose requests, answers and pushes. */
function modelServer() {
  const log: EntryView[] = [];
  const requests: string[] = [];
  const server = {
    log,
    requests,
    online: true,
    accepts: true,
    epoch: '1.1',
    /** Most entries that one sync continues with. */
    most: 200,
    /** What happens to the next request. */
    fate: (_event: string): 'ok' | 'lost' | 'answer lost' => 'ok',
    refusal: null as Reply | null,
    push: (_entries: EntryView[]) => {},
    store(clientMsgId: string, text: string) {
      if (log.some((entry) => entry.kind === 'entry' && entry.clientMsgId === clientMsgId)) return;
      const entry = { kind: 'entry', seq: log.length + 1, clientMsgId, body: { kind: 'message', text } } as unknown as EntryView;
      log.push(entry);
      server.push([entry]);
    },
  };
  const retry: Reply = { ok: false, code: 'retry', message: '' };
  const registers = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };
  const answer = (event: string, reply: () => Reply): Promise<Reply> => {
    requests.push(event);
    const fate = server.online ? server.fate(event) : 'lost';
    if (fate === 'lost') return Promise.resolve(retry);
    const given = reply();
    return Promise.resolve(fate === 'answer lost' ? retry : given);
  };
  const wire: Wire<string> = {
    isOnline: () => server.online,
    send: (clientMsgId, text) =>
      answer('send', () => {
        if (server.refusal) return server.refusal;
        if (server.accepts) server.store(clientMsgId, text);
        return { ok: true, acceptedAt: 1 };
      }),
    sync: ({ last }) =>
      answer('sync', () => {
        const recovered = last <= log.length && log.length - last <= server.most;
        const entries = recovered ? log.slice(last) : log.slice(-server.most);
        return { ok: true, epoch: server.epoch, entries, head: log.length, recovered, registers };
      }),
    history: ({ before }) =>
      answer('history', () => ({ ok: true, epoch: server.epoch, entries: log.slice(0, before - 1).slice(-3), more: before > 4 })),
    check: () => answer('check', () => ({ ok: true, epoch: server.epoch, head: log.length, registers })),
  };
  return { server, wire };
}

function setUp(storage: KeyValue = memoryStorage(), random?: () => number) {
  const { timers, pass } = manualTimers(random);
  const { server, wire } = modelServer();
  const outbox = createOutbox<string>(storage, 'out:');
  const make = () => createConversation<string>({ wire, outbox, timers, onChange: () => {} });
  const conversation = make();
  server.push = (entries) => conversation.onEntries({ conversationId: 'c' as never, epoch: '1.1', entries });
  return { server, conversation, outbox, pass, timers, wire, make, storage };
}
const textsOf = (entries: readonly EntryView[]) =>
  entries.map((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? entry.body.text : null));

it('[W1] a message is in the outbox before it is sent, and leaves it when it is seen in the log', async () => {
  const { server, conversation, outbox, pass } = setUp();
  server.online = false;
  conversation.send('hello');
  expect(outbox.all()).toMatchObject([{ body: 'hello', state: 'waiting' }]);
  expect(server.requests).toEqual([]);
  server.online = true;
  conversation.connected();
  await pass(0);
  expect(outbox.all()).toEqual([]);
  expect(textsOf(conversation.state().entries)).toEqual(['hello']);
});

it('[W6] what another tab puts back into the outbox that they share, after it was seen in the log, is not shown a second time', async () => {
  const { server, conversation, outbox, pass } = setUp();
  conversation.connected();
  await pass(0);
  const clientMsgId = conversation.send('hello');
  await pass(0);
  expect(textsOf(server.log)).toEqual(['hello']);
  outbox.put({ clientMsgId, body: 'hello', createdAt: 1, state: 'accepted', acceptedAt: 1 });
  expect(conversation.state().pending).toEqual([]);
  expect(textsOf(conversation.state().entries)).toEqual(['hello']);
  expect(outbox.all()).toEqual([]);
});

it('[W2] after a lost answer the same id is sent again, stored once, and the order is kept', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  let losses = 2;
  server.fate = (event) => (event === 'send' && losses-- > 0 ? 'answer lost' : 'ok');
  server.push = () => {};
  for (const text of ['a', 'b', 'c']) conversation.send(text);
  await pass(120_000);
  expect(textsOf(server.log)).toEqual(['a', 'b', 'c']);
  expect(textsOf(conversation.state().entries)).toEqual(['a', 'b', 'c']);
  expect(conversation.state().pending).toEqual([]);
});

it('[W2] a server that is busy is asked again, not before the time it gave', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  server.refusal = { ok: false, code: 'busy', message: '', retryAfterMs: 5_000 };
  conversation.send('a');
  await pass(4_000);
  expect(server.requests.filter((event) => event === 'send')).toHaveLength(1);
  server.refusal = null;
  await pass(4_000);
  expect(textsOf(server.log)).toEqual(['a']);
});

it('[W3] the next entry is applied, an earlier one dropped, a later one waits 400 ms and then syncs', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  const push = server.push;
  server.push = () => {};
  for (const id of ['x1', 'x2', 'x3']) server.store(id, id);
  push(server.log.slice(2));
  expect(conversation.state().entries).toEqual([]);
  push(server.log.slice(0, 1));
  push(server.log.slice(0, 1));
  expect(textsOf(conversation.state().entries)).toEqual(['x1']);
  const before = server.requests.length;
  await pass(399);
  expect(server.requests.length).toBe(before);
  await pass(2);
  expect(textsOf(conversation.state().entries)).toEqual(['x1', 'x2', 'x3']);
});

it('[W4] a lost last entry is found by the position check, and at once by wake', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  server.push = () => {};
  server.store('x1', 'x1');
  await pass(25_000);
  expect(textsOf(conversation.state().entries)).toEqual(['x1']);
  server.store('x2', 'x2');
  conversation.wake();
  await pass(0);
  expect(textsOf(conversation.state().entries)).toEqual(['x1', 'x2']);
});

it('[W5] accepted but never stored: asked after 30 s, then sent again with the same id', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  server.accepts = false;
  const id = conversation.send('a');
  await pass(29_000);
  expect(conversation.state().pending).toMatchObject([{ clientMsgId: id, state: 'accepted' }]);
  expect(server.requests.filter((event) => event === 'send')).toHaveLength(1);
  server.accepts = true;
  await pass(5_000);
  expect(server.log).toMatchObject([{ clientMsgId: id }]);
  expect(conversation.state().pending).toEqual([]);
});

it('[W6] what was not sent before a reload is sent after it', async () => {
  const { server, conversation, pass, make } = setUp();
  server.online = false;
  conversation.send('written before the reload');
  conversation.close();
  server.online = true;
  const again = make();
  server.push = (entries) => again.onEntries({ conversationId: 'c' as never, epoch: '1.1', entries });
  again.connected();
  await pass(0);
  expect(textsOf(server.log)).toEqual(['written before the reload']);
});

const seqsOf = (entries: readonly EntryView[]) => entries.map(({ seq }) => seq);

it('[W6] a long log begins with its newest page; earlier ones come in front by pages, each asked for once, until the first', async () => {
  const { server, conversation, pass } = setUp();
  server.most = 4;
  server.push = () => {};
  for (let n = 1; n <= 9; n += 1) server.store(`x${n}`, `x${n}`);
  conversation.connected();
  await pass(0);
  expect(seqsOf(conversation.state().entries)).toEqual([6, 7, 8, 9]);
  const asked = [conversation.earlier(), conversation.earlier()];
  expect(await Promise.all(asked)).toEqual([true, true]);
  expect(server.requests.filter((event) => event === 'history')).toHaveLength(1);
  expect(seqsOf(conversation.state().entries)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  server.fate = () => 'lost';
  expect(await conversation.earlier()).toBe(false);
  server.fate = () => 'ok';
  expect([await conversation.earlier(), await conversation.earlier()]).toEqual([true, false]);
  expect(seqsOf(conversation.state().entries)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('[W6] more than a page while away: the newest page replaces what was there, the rest comes by history without a hole', async () => {
  const { server, conversation, pass } = setUp();
  server.most = 4;
  conversation.connected();
  await pass(0);
  server.store('x1', 'x1');
  server.push = () => {};
  for (let n = 2; n <= 8; n += 1) server.store(`x${n}`, `x${n}`);
  conversation.connected();
  await pass(0);
  expect(seqsOf(conversation.state().entries)).toEqual([5, 6, 7, 8]);
  while (await conversation.earlier());
  expect(seqsOf(conversation.state().entries)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

it('[W6] a page of another past is not joined: what is there now is read instead', async () => {
  const { server, conversation, pass } = setUp();
  server.most = 4;
  server.push = () => {};
  for (let n = 1; n <= 9; n += 1) server.store(`x${n}`, `x${n}`);
  conversation.connected();
  await pass(0);
  server.epoch = '2.1';
  server.log.splice(7);
  const asked = conversation.earlier();
  await pass(0);
  expect(await asked).toBe(true);
  expect(seqsOf(conversation.state().entries)).toEqual([4, 5, 6, 7]);
});

it('[W7] a message that is refused for good is shown as failed with its text; the next one goes on', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  server.refusal = { ok: false, code: 'too_long', message: '' };
  const id = conversation.send('too long');
  await pass(0);
  expect(conversation.state().pending).toMatchObject([{ clientMsgId: id, body: 'too long', state: 'failed', code: 'too_long' }]);
  server.refusal = null;
  conversation.send('fine');
  await pass(0);
  expect(textsOf(server.log)).toEqual(['fine']);
  conversation.retry(id);
  await pass(0);
  expect(textsOf(server.log)).toEqual(['fine', 'too long']);
});

it('[W8] resync happens within the time given', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  const before = server.requests.length;
  conversation.onResync({ withinMs: 3_000 });
  await pass(1_000);
  expect(server.requests.length).toBe(before);
  await pass(2_000);
  expect(server.requests.slice(before)).toContain('sync');
});

it('[W1] storage that throws refuses nothing: messages are kept in memory', () => {
  const storage = browserStorage(() => {
    throw new Error('denied');
  });
  storage.set('out:1', 'x');
  expect(storage.get('out:1')).toBe('x');
  expect(storage.keys('out:')).toEqual(['out:1']);
  storage.remove('out:1');
  expect(storage.get('out:1')).toBeNull();
});

it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  '[W2] seed %i: whatever is lost, repeated or reordered, all is stored once, in order, and shown without a hole',
  async (start) => {
    let seed = start * 7_919;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const { server, conversation, pass } = setUp(memoryStorage(), random);
    const deliver = server.push;
    let late: EntryView[][] = [];
    server.fate = () => (random() < 0.15 ? 'lost' : random() < 0.15 ? 'answer lost' : 'ok');
    server.push = (entries) => {
      const chance = random();
      if (chance < 0.2) return;
      if (chance < 0.5) late.push(entries);
      else deliver(entries);
      if (chance > 0.85) deliver(entries);
    };
    const mine: string[] = [];
    for (let step = 0; step < 80; step++) {
      if (random() < 0.4) {
        mine.push(`m${step}`);
        conversation.send(`m${step}`);
      }
      if (random() < 0.3) server.store(`other${step}`, `o${step}`);
      if (random() < 0.1) {
        server.online = !server.online;
        if (server.online) conversation.connected();
      }
      if (random() < 0.3) {
        for (const entries of late.reverse()) deliver(entries);
        late = [];
      }
      await pass(random() * 3_000);
      const shown = conversation.state().entries.map((entry) => entry.seq);
      expect(shown).toEqual(shown.map((_, index) => index + 1));
    }
    server.online = true;
    server.fate = () => 'ok';
    conversation.connected();
    await pass(900_000);
    const stored = textsOf(server.log);
    expect(stored.filter((text) => text?.startsWith('m'))).toEqual(mine);
    expect(textsOf(conversation.state().entries)).toEqual(stored);
    expect(conversation.state().pending).toEqual([]);
  },
);

it('[X11] an erasure that is seen, live or by sync, leaves places only of what came before it, and what waited is settled', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  const live = server.push;
  server.push = () => {};
  conversation.send('secret');
  await pass(0);
  const erase = { kind: 'entry', seq: 2, clientMsgId: 'e', body: { kind: 'erase' } } as unknown as EntryView;
  server.log.push(erase);
  live([...server.log]);
  expect(conversation.state().entries.map(({ kind }) => kind)).toEqual(['hidden', 'entry']);
  expect(JSON.stringify(conversation.state())).not.toContain('secret');
  expect(conversation.state().pending).toEqual([]);
  server.push = live;
  server.store('later', 'anew');
  expect(textsOf(conversation.state().entries)).toEqual([null, null, 'anew']);
});

it('[X11] another client that comes back by sync drops what it had', async () => {
  const { server, conversation, pass } = setUp();
  conversation.connected();
  await pass(0);
  server.store('x1', 'secret');
  server.push = () => {};
  server.log.push({ kind: 'entry', seq: 2, clientMsgId: 'e', body: { kind: 'erase' } } as unknown as EntryView);
  await pass(25_000);
  expect(conversation.state().entries.map(({ kind }) => kind)).toEqual(['hidden', 'entry']);
});
