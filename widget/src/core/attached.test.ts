import { expect, it } from 'vitest';
import { memoryStorage } from './storage.ts';
import { manualTimers } from './testing.ts';
import type { Transport } from './transport.ts';
import { createVisitorSession } from './visitor-session.ts';

const FILE = { id: 'f1', name: 'a.png', type: 'image/png', size: 5, token: 'signed' };
const ZERO = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };

it('[X10] a message with files is in the outbox like any other: after a reload it is sent, once, with the same id and tokens', async () => {
  const storage = memoryStorage();
  const asked: { event: string; body: Record<string, unknown> }[] = [];
  let sends = false;
  const transport = (): Transport => ({
    async request(event, body) {
      asked.push({ event, body: body as Record<string, unknown> });
      if (event === 'open') return { ok: true, visitorId: 'v', conversationId: 'c', grant: 'v.c.x', operatorsOnline: false };
      if (event === 'send' && !sends) return { ok: false, code: 'busy', message: 'busy' };
      return { ok: true, epoch: '1.1', entries: [], head: 0, recovered: true, registers: ZERO };
    },
    notify() {},
    on: () => () => {},
    onLink: () => () => {},
    link: () => 'online',
    close() {},
  });
  const load = async () => {
    const { timers, pass } = manualTimers();
    const session = createVisitorSession({ transport: transport(), storage, siteId: 's', timers });
    await pass(100);
    return { session, pass };
  };
  const before = await load();
  const id = before.session.send('', [FILE]);
  await before.pass(100);
  before.session.close();
  sends = true;
  const after = await load();
  expect(after.session.state().pending).toMatchObject([{ clientMsgId: id, state: 'accepted', body: { text: '', files: [FILE] } }]);
  const sent = asked.filter(({ event }) => event === 'send').map(({ body }) => body);
  expect(sent.at(-1)).toEqual({ clientMsgId: id, text: '', files: ['signed'], grant: 'v.c.x' });
  after.session.close();
});
