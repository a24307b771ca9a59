/**
 * The server of the fault lab: ours, with its ports wrapped. FAULT_POISON makes marked texts poisonous; FAULT_GUARD_OFF takes
 * one guard away, so that the lab can show that it would notice. The product itself has no such switch.
 */
import type { Bus } from '@parley/server/src/bus/bus.ts';
import { readConfig } from '@parley/server/src/config.ts';
import type { Fanout } from '@parley/server/src/fanout/fanout.ts';
import { randomId } from '@parley/server/src/lib/ids.ts';
import { type Decorate, start } from '@parley/server/src/start.ts';
import { appendInTwo } from '@parley/server/src/store/append.ts';
import type { NewEntry, Store } from '@parley/server/src/store/store.ts';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';

const guardOff = process.env.FAULT_GUARD_OFF ?? '';
const WRITE_BEHIND_MS = 150;
const INSERTS_PER_LIFE = 40;
let inserts = 0;

const textOf = (entry: NewEntry) => (entry.body.kind === 'message' ? entry.body.text : '');

/** `accepted` without waiting for the commit. */
function earlyAck(bus: Bus): Bus['publish'] {
  return async (publications) => {
    if (!publications.some(({ message }) => 'type' in message && message.type === 'message.submitted')) return bus.publish(publications);
    setTimeout(() => void bus.publish(publications).catch(() => {}), WRITE_BEHIND_MS);
  };
}

/** A text with this mark reaches the bus in a shape that no schema knows. */
function poisonSchema(publish: Bus['publish']): Bus['publish'] {
  return (publications) =>
    publish(
      publications.map((publication) => {
        const { message } = publication;
        const isBad =
          'type' in message &&
          message.type === 'message.submitted' &&
          message.body.kind === 'message' &&
          message.body.text.includes('[bad schema]');
        return isBad
          ? { ...publication, message: { ...message, clientMsgId: 7, body: 'nonsense' } as unknown as typeof message }
          : publication;
      }),
    );
}

/** Nothing is ever a dead letter: the worker tries for ever instead. */
function withoutDeadLetters(bus: Bus): Bus['consume'] {
  return (queue, options, handler) =>
    bus.consume(queue, options, async (batch) => {
      const outcomes = await handler(batch);
      return outcomes.some((outcome) => outcome.do === 'dead') ? new Promise<never>(() => {}) : outcomes;
    });
}

function decorateBus(bus: Bus): Bus {
  const publish = guardOff === 'early-ack' ? earlyAck(bus) : bus.publish;
  return {
    ...bus,
    publish: process.env.FAULT_POISON ? poisonSchema(publish) : publish,
    consume: guardOff === 'dead-letters' ? withoutDeadLetters(bus) : bus.consume,
  };
}

/** Without patience an outage is taken for the message's own fault, by whatever call it is met. */
function impatient<Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>): (...args: Args) => Promise<Result> {
  if (guardOff !== 'patience') return call;
  return (...args) =>
    call(...args).catch((cause: unknown) => {
      throw new Error('not to be waited for', { cause });
    });
}

/** With FAULT_CRASH=after-insert a process dies between one of its inserts and everything that follows it. */
async function insertOrCrash(store: Store, entries: readonly NewEntry[]): Promise<number> {
  const anonymous = () => entries.map((entry) => ({ ...entry, clientMsgId: randomId() as NewEntry['clientMsgId'] }));
  const count = await store.log.insert(guardOff === 'dedupe' ? anonymous() : entries);
  if (count > 0) inserts += 1;
  if (process.env.FAULT_CRASH === 'after-insert' && inserts === INSERTS_PER_LIFE) process.kill(process.pid, 'SIGKILL');
  return count;
}

function decorateStore(store: Store): Store {
  const insert: Store['log']['insert'] = (entries) => {
    if (process.env.FAULT_POISON && entries.some((entry) => textOf(entry).includes('[throw]')))
      return Promise.reject(new Error('poisoned'));
    if (process.env.FAULT_POISON && entries.some((entry) => textOf(entry).includes('[kill]'))) process.kill(process.pid, 'SIGKILL');
    return insertOrCrash(store, entries);
  };
  const find: Store['log']['find'] = guardOff === 'dedupe' ? async () => null : store.log.find;
  // Entries and rows apart, so that a process can die between them in both modes.
  const append = appendInTwo({ insert: impatient(insert), project: impatient(store.conversations.project) });
  const log = { ...store.log, insert: impatient(insert), find: impatient(find), heads: impatient(store.log.heads) };
  return { ...store, append, log };
}

/** The adapter on plain clients that do not wait long: it publishes without awaiting, so a rejection ends the process. */
function withoutBreaker(url: string) {
  return (fanout: Fanout): Fanout => {
    const pub = new Redis(url, { maxRetriesPerRequest: 1 });
    const sub = pub.duplicate();
    for (const client of [pub, sub]) client.on('error', () => {});
    return { ...fanout, install: (io) => void io.adapter(createAdapter(pub, sub)) };
  };
}

const config = readConfig(process.env);
const bare = guardOff === 'breaker' && config.redisUrl !== null ? { fanout: withoutBreaker(config.redisUrl) } : {};
const decorate: Decorate = { bus: decorateBus, store: decorateStore, ...bare };
const running = await start(config, decorate);
process.send?.({ ready: running.info });
process.once('SIGTERM', () => void running.close().then(() => process.exit(0)));
