/** The fault lab on the embedded mode: a supervised server that is killed, and the widget's own client code as load. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { superviseRole } from '@parley/server/src/cli/role-process.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import { connectVisitor } from '@parley/widget/core/connection.ts';
import { memoryStorage } from '@parley/widget/core/storage.ts';
import { createVisitorSession, type VisitorSession } from '@parley/widget/core/visitor-session.ts';
import type { Attempt, Evidence, StoredRow } from './checker.ts';

export interface LabOptions {
  readonly guardOff?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Client {
  readonly name: string;
  readonly session: VisitorSession;
  send(text: string): string;
}

const LIMITS = { MESSAGE_RATE: '1000', MESSAGE_BURST: '1000', SOCKETS_PER_IP: '10000', CONNECTS_PER_IP: '10000' };

/** Waits until `ask` holds. @returns false when it does not within `timeoutMs` */
export async function until(ask: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ask())) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** Boots a server with a data folder of its own, which is started again whenever it ends. */
export async function createLab({ guardOff = '', env = {} }: LabOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-faults-'));
  const port = String(await freePort());
  const settings = { DATA_DIR: folder, PORT: port, LOG_LEVEL: 'error', FAULT_GUARD_OFF: guardOff, ...LIMITS, ...env };
  const main = fileURLToPath(new URL('faulty-main.ts', import.meta.url));
  let exits = 0;
  const spec = { name: 'server', env: settings, logFile: join(folder, 'server.log'), main };
  const server = await superviseRole(spec, { delayMs: 100, onExit: () => void exits++ });
  const { siteId, url } = server.current().info;
  const clients: Client[] = [];
  const attempted: Attempt[] = [];
  const accepted = new Set<string>();
  const refused = new Set<string>();

  /** A visitor; with `as` another tab of the same visitor, with an outbox of its own. */
  const addClient = async (name: string, as?: Client & { storage: ReturnType<typeof memoryStorage> }) => {
    const storage = memoryStorage();
    const grantKey = `parley:${siteId}:grant`;
    const grant = as?.storage.get(grantKey);
    if (grant) storage.set(grantKey, grant);
    const session = createVisitorSession({ transport: connectVisitor({ url, siteId, extraHeaders: { origin: url } }), storage, siteId });
    session.subscribe(() => {
      for (const { body, state, clientMsgId } of session.state().pending) {
        if (state === 'accepted') accepted.add(body);
        if (state === 'failed') refused.add(body);
        // The guard `outbox`: forget a message as soon as it is accepted.
        if (state === 'accepted' && guardOff === 'early-ack') session.discard(clientMsgId);
      }
      for (const entry of session.state().entries)
        if (entry.kind === 'entry' && entry.body.kind === 'message') accepted.add(entry.body.text);
    });
    const send = (text: string) => {
      attempted.push({ conversation: session.state().conversationId ?? '', sender: name, text });
      return session.send(text);
    };
    const client = { name, session, send, storage };
    clients.push(client);
    await until(() => session.state().conversationId !== null, 20_000);
    return client;
  };

  const readStored = async (): Promise<StoredRow[]> => {
    const sqlite = openSqlite(join(folder, 'parley.db'));
    try {
      const store = createSqliteStore({ sqlite, clock: createClock(), logger: createLogger('silent', 'lab') });
      const conversations = [...new Set(clients.map(({ session }) => session.state().conversationId ?? ''))];
      const logs = await Promise.all(
        conversations.map((id) => store.log.since({ siteId: siteId as SiteId, conversationId: id as ConversationId }, 0, 1_000_000)),
      );
      return logs.flat().map((entry) => ({
        conversation: entry.conversationId,
        seq: entry.seq,
        text: entry.body.kind === 'message' ? entry.body.text : '',
      }));
    } finally {
      await sqlite.close();
    }
  };
  return {
    url,
    siteId: siteId as string,
    addClient,
    exits: () => exits,
    kill: () => server.current().kill('SIGKILL'),
    /** True when every outbox is empty or shows failed messages only. */
    drained: (timeoutMs: number) =>
      until(() => clients.every(({ session }) => session.state().pending.every(({ state }) => state === 'failed')), timeoutMs),
    /** Lets all clients check their position, then stops the server and reads everything back. */
    async evidence(): Promise<Evidence> {
      for (const { session } of clients) session.wake();
      const heads = () => Map.groupBy(clients, ({ session }) => session.state().conversationId);
      await until(
        () => [...heads().values()].every((tabs) => new Set(tabs.map(({ session }) => session.state().entries.length)).size === 1),
        30_000,
      );
      const shown = clients.map(({ name, session }) => ({
        client: name,
        conversation: session.state().conversationId ?? '',
        rows: session.state().entries.map((entry) => ({
          seq: entry.seq,
          text: entry.kind === 'entry' && entry.body.kind === 'message' ? entry.body.text : null,
        })),
      }));
      await server.stop();
      return { attempted, accepted, refused, shown, stored: await readStored() };
    },
    async close() {
      for (const { session } of clients) session.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Lab = Awaited<ReturnType<typeof createLab>>;

/** Load of the fault table: so many conversations with two senders each, at a steady rate in all. */
export async function sendLoad(
  lab: Lab,
  { conversations, perSecond, seconds }: { conversations: number; perSecond: number; seconds: number },
): Promise<void> {
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
