import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openBus } from '@parley/server/src/bus/open.ts';
import { readConfig } from '@parley/server/src/config.ts';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { randomId, sortableId } from '@parley/server/src/lib/ids.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { createMetrics } from '@parley/server/src/lib/metrics.ts';
import { openStore } from '@parley/server/src/store/open.ts';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import { SHARDS } from '@parley/shared-types/topics.ts';
import { connect } from 'amqplib';
import { MongoClient } from 'mongodb';
import { median } from './measure.ts';
import type { Line } from './table.ts';

const ROUNDS = 3;
const MESSAGES = 4_000;
const CONVERSATIONS = 200;

type Env = Readonly<Record<string, string>>;

function submitted(siteId: string, conversation: number, run: string): MessageSubmitted {
  return {
    id: sortableId(),
    type: 'message.submitted',
    v: 1,
    at: Date.now(),
    siteId,
    conversationId: `${run}c${conversation}`,
    clientMsgId: randomId(),
    author: { kind: 'visitor', id: `${run}v${conversation}` },
    body: { kind: 'message', text: 'The parcel has not arrived yet; could you look where it is?' },
    mayCreate: true,
  } as unknown as MessageSubmitted;
}

/** What an earlier part has left is not ours to measure. */
async function purge(env: Env): Promise<void> {
  const connection = await connect(env.AMQP_URL ?? '');
  const channel = await connection.createChannel();
  for (let shard = 0; shard < SHARDS; shard++) await channel.purgeQueue(`persist.${shard}`);
  await connection.close();
}

/** Fills the shard queues while nobody consumes them. */
async function fill(env: Env, siteId: string, run: string): Promise<void> {
  const deps = { logger: createLogger('warn', 'bench'), metrics: createMetrics(), clock: createClock() };
  const { bus } = await openBus({
    config: readConfig({ ...process.env, ...env, ROLES: 'persist' }),
    sqlite: null,
    installed: new Set(),
    ...deps,
  });
  await purge(env);
  for (let sent = 0; sent < MESSAGES; sent += 100) {
    await bus.publish(Array.from({ length: 100 }, (_, index) => ({ message: submitted(siteId, (sent + index) % CONVERSATIONS, run) })));
  }
  await bus.close();
}

function started(file: string, env: Env): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

/** Rows a second from the first quarter to the last row that the collection gains: connections and caches are warm then. */
async function drain(file: string, env: Env, count: () => Promise<number>): Promise<number> {
  const base = await count();
  const child = started(file, env);
  let first: { at: number; rows: number } | undefined;
  for (;;) {
    const rows = (await count()) - base;
    if (rows >= MESSAGES / 4 && !first) first = { at: performance.now(), rows };
    if (first && rows >= MESSAGES) {
      const perSecond = ((rows - first.rows) * 1_000) / (performance.now() - first.at);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      return perSecond;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The persister against bare consume + bulk insert + bulk head update + one confirmed publish, same prefetch. */
export async function benchPersist(env: Env): Promise<readonly Line[]> {
  const config = readConfig({ ...process.env, ...env, ROLES: 'persist' });
  const { store } = await openStore({ config, sqlite: null, logger: createLogger('warn', 'bench'), clock: createClock() });
  const { ensureFirstSite } = await import('@parley/server/src/api/first-site.ts');
  const siteId = await ensureFirstSite(store, createClock());
  await store.close();
  const client = await MongoClient.connect(env.MONGODB_URL ?? '');
  const count = (name: string) => () => client.db().collection(name).estimatedDocumentCount();
  const rates: { ours: number; bare: number }[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      await fill(env, siteId, `b${round}${randomId().slice(0, 6)}`);
      const bare = await drain('bare-persist.ts', env, count('entries'));
      await fill(env, siteId, `o${round}${randomId().slice(0, 6)}`);
      const ours = await drain('ours.ts', { ...env, ROLES: 'persist' }, count('entries'));
      rates.push({ ours, bare });
    }
  } finally {
    await client.close();
  }
  const value = median(rates.map((pair) => pair.ours / pair.bare));
  const of = (side: 'ours' | 'bare') => median(rates.map((pair) => pair[side]));
  return [{ what: 'persister, stored', unit: '1/s', ours: of('ours'), bare: of('bare'), gate: '>= 0.8', value, ok: value >= 0.8 }];
}
