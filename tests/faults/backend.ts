/** What the fault lab runs against: the processes of one mode, and a way to read back what they stored. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { superviseRole } from '@parley/server/src/cli/role-process.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { type Clock, createClock } from '@parley/server/src/lib/clock.ts';
import { createLogger, type Logger } from '@parley/server/src/lib/logger.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';
import type { Store } from '@parley/server/src/store/store.ts';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import type { StoredRow } from './checker.ts';

export interface BackendOptions {
  /** Takes one guard away (faulty-main.ts); '' for none. */
  readonly guardOff?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Backend {
  /** One address for each gateway. */
  readonly urls: readonly string[];
  readonly siteId: string;
  /** Processes that ended without being asked by `stop`, by name. */
  exits(name?: string): number;
  /** kill -9 of a process; it is started again. */
  kill(name: string): void;
  /** Stops every process. May be called twice. */
  stop(): Promise<void>;
  /** All entries of these conversations; after `stop`. */
  read(conversations: readonly string[]): Promise<readonly StoredRow[]>;
  close(): Promise<void>;
}

/** Under which a lab may send as fast as it likes. */
export const FREE_LIMITS = { MESSAGE_RATE: '1000', MESSAGE_BURST: '1000', SOCKETS_PER_IP: '10000', CONNECTS_PER_IP: '10000' };
export const FAULTY_MAIN = fileURLToPath(new URL('faulty-main.ts', import.meta.url));
export const storeDeps: { readonly clock: Clock; readonly logger: Logger } = {
  clock: createClock(),
  logger: createLogger('silent', 'lab'),
};

/** Reads logs as they lie in a store. */
export async function readLogs(store: Store, siteId: string, conversations: readonly string[]): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const id of conversations) {
    const entries = await store.log.since({ siteId: siteId as SiteId, conversationId: id as ConversationId }, 0, 1_000_000);
    rows.push(
      ...entries.map(({ conversationId, seq, body }) => ({
        conversation: conversationId,
        seq,
        text: body.kind === 'message' ? body.text : '',
      })),
    );
  }
  return rows;
}

/** Counts the ends of processes by name. */
export function createTally() {
  const counts = new Map<string, number>();
  return {
    add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    of: (name?: string) => (name === undefined ? [...counts.values()].reduce((sum, count) => sum + count, 0) : (counts.get(name) ?? 0)),
  };
}

/** One process with everything in it, and a data folder of its own. */
export async function startEmbedded({ guardOff = '', env = {} }: BackendOptions): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-faults-'));
  const port = String(await freePort());
  const settings = { DATA_DIR: folder, PORT: port, LOG_LEVEL: 'error', FAULT_GUARD_OFF: guardOff, ...FREE_LIMITS, ...env };
  const tally = createTally();
  const spec = { name: 'server', env: settings, logFile: join(folder, 'server.log'), main: FAULTY_MAIN };
  const server = await superviseRole(spec, { delayMs: 100, onExit: tally.add });
  const { siteId, url } = server.current().info;
  return {
    urls: [url],
    siteId,
    exits: tally.of,
    kill: () => server.current().kill('SIGKILL'),
    stop: server.stop,
    async read(conversations) {
      const sqlite = openSqlite(join(folder, 'parley.db'));
      try {
        return await readLogs(createSqliteStore({ sqlite, ...storeDeps }), siteId, conversations);
      } finally {
        await sqlite.close();
      }
    },
    async close() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
