/** The fault lab: the widget's own client code as load on a backend, and everything that came of it as evidence. */
import { connectVisitor } from '@parley/widget/core/connection.ts';
import { memoryStorage } from '@parley/widget/core/storage.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { createVisitorSession, type VisitorSession } from '@parley/widget/core/visitor-session.ts';
import type { Backend } from './backend.ts';
import type { Attempt, Evidence } from './checker.ts';

export interface Client {
  readonly name: string;
  readonly session: VisitorSession;
  readonly storage: ReturnType<typeof memoryStorage>;
  /** True when it shows everything up to the head that the server tells. */
  isCaughtUp(): Promise<boolean>;
  send(text: string): string;
}

/** Waits until `ask` holds. @returns false when it does not within `timeoutMs` */
export async function until(ask: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ask())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Without the guard `sync` a client learns its conversation once, and never asks again for what it may have missed. */
function withoutSync(transport: Transport): Transport {
  let asked: ReturnType<Transport['request']> | undefined;
  return {
    ...transport,
    request(event, body) {
      if (event === 'check') return Promise.resolve({ ok: false, code: 'unavailable', message: '' });
      if (event !== 'sync') return transport.request(event, body);
      asked ??= transport.request(event, body);
      return asked;
    },
  };
}

/** @param guardOff one that lies in the client: `early-ack` (its outbox) or `sync` */
export function createLab(backend: Backend, guardOff = '') {
  const { siteId, urls } = backend;
  const clients: Client[] = [];
  const attempted: Attempt[] = [];
  const accepted = new Set<string>();
  const refused = new Set<string>();

  /** A connection of its own, to the gateways in turn. */
  const connect = (index = clients.length): Transport => {
    const url = urls[index % urls.length] ?? '';
    return connectVisitor({ url, siteId, extraHeaders: { origin: url } });
  };
  /** A visitor; with `as` another tab of the same visitor, with an outbox of its own. */
  const addClient = async (name: string, as?: Client): Promise<Client> => {
    const storage = memoryStorage();
    const grantKey = `parley:${siteId}:grant`;
    const grant = as?.storage.get(grantKey);
    if (grant) storage.set(grantKey, grant);
    const transport = connect();
    const session = createVisitorSession({ transport: guardOff === 'sync' ? withoutSync(transport) : transport, storage, siteId });
    session.subscribe(() => {
      for (const { body, state, clientMsgId } of session.state().pending) {
        if (typeof body !== 'string') continue;
        if (state === 'accepted') accepted.add(body);
        if (state === 'failed') refused.add(body);
        // Without the outbox: a message is forgotten as soon as it is accepted.
        if (state === 'accepted' && guardOff === 'early-ack') session.discard(clientMsgId);
      }
      for (const entry of session.state().entries)
        if (entry.kind === 'entry' && entry.body.kind === 'message') accepted.add(entry.body.text);
    });
    const send = (text: string) => {
      attempted.push({ conversation: session.state().conversationId ?? '', sender: name, text });
      return session.send(text);
    };
    const isCaughtUp = async () => {
      const position = await transport.request('check', { grant: storage.get(grantKey) });
      return position.ok && Number(position.head) <= (session.state().entries.at(-1)?.seq ?? 0);
    };
    const client = { name, session, send, storage, isCaughtUp };
    clients.push(client);
    await until(() => session.state().conversationId !== null, 20_000);
    return client;
  };
  const shown = (): Evidence['shown'] =>
    clients.map(({ name, session }) => ({
      client: name,
      conversation: session.state().conversationId ?? '',
      rows: session.state().entries.map((entry) => ({
        seq: entry.seq,
        text: entry.kind === 'entry' && entry.body.kind === 'message' ? entry.body.text : null,
      })),
    }));

  return {
    ...backend,
    connect,
    addClient,
    accepted: () => accepted.size,
    /** Every client says that it is typing: signals that would cross gateways. */
    type() {
      for (const { session } of clients) session.typing(true);
    },
    /** True when every outbox is empty or shows failed messages only. */
    drained: (timeoutMs: number) =>
      until(() => clients.every(({ session }) => session.state().pending.every(({ state }) => state === 'failed')), timeoutMs),
    /** Lets all clients check their position, then stops the server and reads everything back. */
    async evidence(): Promise<Evidence> {
      for (const { session } of clients) session.wake();
      await until(async () => (await Promise.all(clients.map((client) => client.isCaughtUp()))).every(Boolean), 30_000);
      const seen = shown();
      await backend.stop();
      const conversations = [...new Set(seen.map(({ conversation }) => conversation))];
      return { attempted, accepted, refused, shown: seen, stored: await backend.read(conversations) };
    },
    async close() {
      for (const { session } of clients) session.close();
      await backend.close();
    },
  };
}
export type Lab = ReturnType<typeof createLab>;

export interface Load {
  readonly conversations: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** Load of the fault table: so many conversations with two senders each, at a steady rate in all. */
export async function sendLoad(lab: Lab, { conversations, perSecond, seconds }: Load): Promise<void> {
  const clients: Client[] = [];
  for (let index = 0; index < conversations; index++) {
    const first = await lab.addClient(`v${index}a`);
    clients.push(first, await lab.addClient(`v${index}b`, first));
  }
  const started = performance.now();
  for (let sent = 0; sent < perSecond * seconds; sent++) {
    const wait = started + (sent * 1_000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const client = clients[sent % clients.length];
    client?.send(`${client.name}-${sent}`);
  }
}
