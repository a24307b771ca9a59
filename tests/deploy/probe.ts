/** Visitors who write through the proxy of a running target while it is changed, and a reader who counts in the store. */
import { existsSync } from 'node:fs';
import { ParleyError } from '@parley/server/src/lib/errors.ts';
import { openMongoStore } from '@parley/server/src/store/mongodb/mongo-store.ts';
import { type Backend, readLogs, storeDeps } from '../faults/backend.ts';
import { isClean, judge, type Verdict } from '../faults/checker.ts';
import { type Client, createLab, type Lab } from '../faults/lab.ts';

export interface ProbeOptions {
  readonly url: string;
  readonly siteId: string;
  readonly mongodbUrl: string;
  /** Messages a second, of all visitors together. */
  readonly rate: number;
  /** At most so long. */
  readonly seconds: number;
  /** Ends earlier, once this file is there. */
  readonly untilFile: string | null;
  readonly say: (line: string) => void;
}

export interface ProbeReport extends Verdict {
  /** Messages that their sender is shown as failed. */
  readonly failed: number;
  /** Longest time that any visitor had no connection, in milliseconds. */
  readonly awayMs: number;
  /** Longest time from pressing send until the message was known to be stored. */
  readonly slowestMs: number;
  /** Visitors whose outbox was not empty a minute after the last message. */
  readonly unsettled: number;
  readonly ok: boolean;
}

/** The widget shows its offline bar after so long. */
export const BAR_MS = 3_000;
/** One visitor may send five a second; these send two. */
const PER_VISITOR = 2;
const SETTLE_MS = 60_000;
const pauseMs = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Measures how long a client is without its connection, and how long its messages take. */
function watch({ session }: Client) {
  let offSince: number | null = null;
  let awayMs = 0;
  let slowestMs = 0;
  const look = () => {
    const now = performance.now();
    const { link, pending } = session.state();
    if (link !== 'online') offSince ??= now;
    if (offSince !== null) awayMs = Math.max(awayMs, now - offSince);
    if (link === 'online') offSince = null;
    // Its clock stamps what it sends; the oldest that is still there has taken longest.
    const oldest = pending[0];
    if (oldest) slowestMs = Math.max(slowestMs, Date.now() - oldest.createdAt);
  };
  session.subscribe(look);
  return () => {
    look();
    return { awayMs, slowestMs };
  };
}

/** A backend that somebody else runs: it is asked and read, and never stopped. */
function targetBackend({ url, siteId, mongodbUrl }: ProbeOptions): Backend {
  return {
    urls: [url],
    siteId,
    exits: () => 0,
    kill: () => {},
    stop: async () => {},
    close: async () => {},
    async read(conversations) {
      const store = await openMongoStore({ url: mongodbUrl, ...storeDeps });
      try {
        return await readLogs(store, siteId, conversations);
      } finally {
        await store.close();
      }
    },
  };
}

/** @throws ParleyError `service_failed` when a visitor cannot open a conversation */
async function addVisitors(lab: Lab, { rate, url }: ProbeOptions): Promise<readonly Client[]> {
  const run = Date.now().toString(36);
  const clients: Client[] = [];
  for (let index = 0; index < Math.max(1, Math.ceil(rate / PER_VISITOR)); index++) {
    const client = await lab.addClient(`probe-${run}-${index}`);
    if (client.session.state().conversationId === null) throw new ParleyError('service_failed', { detail: `no visitor gets in at ${url}` });
    clients.push(client);
  }
  return clients;
}

/** Sends at a steady rate, each visitor in turn, until the time is over or the file is there. */
async function sendUntil(clients: readonly Client[], { rate, seconds, untilFile }: ProbeOptions): Promise<void> {
  const began = performance.now();
  for (let sent = 0; sent < rate * seconds; sent++) {
    const wait = began + (sent * 1_000) / rate - performance.now();
    if (wait > 0) await pauseMs(wait);
    if (untilFile !== null && sent % rate === 0 && existsSync(untilFile)) return;
    const client = clients[sent % clients.length];
    client?.send(`${client.name}-${sent}`);
  }
}

/** Sends while the target is changed, and says what came of it. */
export async function runProbe(options: ProbeOptions): Promise<ProbeReport> {
  const lab = createLab(targetBackend(options));
  try {
    const clients = await addVisitors(lab, options);
    const watches = clients.map(watch);
    options.say(`sending ${options.rate} messages a second from ${clients.length} visitors`);
    await sendUntil(clients, options);
    await lab.drained(SETTLE_MS);
    const unsettled = clients.filter(({ session }) => session.state().pending.some(({ state }) => state !== 'failed')).length;
    const evidence = await lab.evidence();
    const verdict = judge(evidence);
    const seen = watches.map((end) => end());
    const awayMs = Math.round(Math.max(...seen.map((one) => one.awayMs)));
    const failed = evidence.refused.size;
    const ok = isClean(verdict) && failed + unsettled === 0 && awayMs < BAR_MS;
    return { ...verdict, failed, unsettled, awayMs, slowestMs: Math.round(Math.max(...seen.map((one) => one.slowestMs))), ok };
  } finally {
    await lab.close();
  }
}
