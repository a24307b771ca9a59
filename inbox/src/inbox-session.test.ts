import { memoryStorage } from '@parley/widget/core/storage.ts';
import type { Link, Reply, Transport } from '@parley/widget/core/transport.ts';
import { expect, it } from 'vitest';
import { createInboxSession } from './inbox-session.ts';

const PLACE = { siteId: 's', conversationId: 'c' } as never;

/** A wire whose other end the test is. */
function fakeTransport() {
  const calls: { event: string; body: Record<string, unknown> }[] = [];
  const pushes = new Map<string, (push: never) => void>();
  const links: ((link: Link, refusal: null) => void)[] = [];
  let link: Link = 'online';
  const answers: Record<string, () => Reply> = {
    hello: () => ({ ok: true, operator: { id: 'o', name: 'Ann' }, sites: [] }),
    sync: () => ({ ok: true, epoch: '1.1', head: 0, entries: [], recovered: true, registers: {} }),
    send: () => ({ ok: true }),
  };
  const transport: Transport = {
    async request(event, body) {
      if (link !== 'online') return { ok: false, code: 'retry', message: '' };
      calls.push({ event, body: body as Record<string, unknown> });
      return answers[event]?.() ?? { ok: false, code: 'unavailable', message: '' };
    },
    notify: () => {},
    on(event, call) {
      pushes.set(event, call);
      return () => {};
    },
    onLink(call) {
      links.push(call);
      return () => {};
    },
    link: () => link,
    close: () => {},
  };
  return {
    transport,
    sends: () => calls.filter(({ event }) => event === 'send').map(({ body }) => body),
    push: (event: string, value: object) => pushes.get(event)?.(value as never),
    setLink(next: Link) {
      link = next;
      for (const call of links) call(next, null);
    },
  };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 0));
};

it('[I2] an operator’s message is kept from the first moment, sent under one id however often, and gone when it is in the log', async () => {
  const wire = fakeTransport();
  const storage = memoryStorage();
  const session = createInboxSession({ transport: wire.transport, storage, onUnauthorized: () => {} });
  session.open(PLACE);
  wire.setLink('offline');
  const id = session.state().open?.conversation.send({ kind: 'message', text: 'hello' });
  expect(storage.keys('parley:inbox:')).toHaveLength(1);
  expect(wire.sends()).toEqual([]);
  wire.setLink('online');
  await until(() => wire.sends().length === 1);
  wire.setLink('offline');
  wire.setLink('online');
  expect(wire.sends()[0]).toEqual({ ...(PLACE as object), clientMsgId: id, body: { kind: 'message', text: 'hello' } });
  expect(session.state().open?.conversation.state().pending).toMatchObject([{ clientMsgId: id }]);
  const entry = {
    kind: 'entry',
    id: 'e',
    seq: 1,
    clientMsgId: id,
    author: { kind: 'operator', id: 'o' },
    audience: 'all',
    acceptedAt: 1,
    storedAt: 1,
  };
  const row = { siteId: 's', conversationId: 'c', changedAt: 1 };
  wire.push('entries', { ...(PLACE as object), epoch: '1.1', row, entries: [{ ...entry, body: { kind: 'message', text: 'hello' } }] });
  await until(() => session.state().open?.conversation.state().pending.length === 0);
  expect(storage.keys('parley:inbox:')).toEqual([]);
  expect(session.state().open?.conversation.state().entries).toHaveLength(1);
  session.close();
});
