/**
 * The server of the fault lab: ours, with its ports wrapped. FAULT_POISON makes marked texts poisonous; FAULT_GUARD_OFF takes
 * one guard away, so that the lab can show that it would notice. The product itself has no such switch.
 */
import type { Bus } from '@parley/server/src/bus/bus.ts';
import { readConfig } from '@parley/server/src/config.ts';
import { randomId } from '@parley/server/src/lib/ids.ts';
import { type Decorate, start } from '@parley/server/src/start.ts';
import type { NewEntry, Store } from '@parley/server/src/store/store.ts';

const guardOff = process.env.FAULT_GUARD_OFF ?? '';
const WRITE_BEHIND_MS = 150;

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

/** Nothing is ever a dead letter: the worker lets go of its queue instead. */
function withoutDeadLetters(bus: Bus): Bus['consume'] {
  return (queue, options, handler) =>
    bus.consume(queue, options, async (batch) => {
      const outcomes = await handler(batch);
      if (outcomes.some((outcome) => outcome.do === 'dead')) throw new Error('no dead letters');
      return outcomes;
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

function decorateStore(store: Store): Store {
  const insert: Store['log']['insert'] = (entries) => {
    if (process.env.FAULT_POISON && entries.some((entry) => textOf(entry).includes('[throw]')))
      return Promise.reject(new Error('poisoned'));
    if (process.env.FAULT_POISON && entries.some((entry) => textOf(entry).includes('[kill]'))) process.kill(process.pid, 'SIGKILL');
    return store.log.insert(
      guardOff === 'dedupe' ? entries.map((entry) => ({ ...entry, clientMsgId: randomId() as NewEntry['clientMsgId'] })) : entries,
    );
  };
  const find: Store['log']['find'] = guardOff === 'dedupe' ? async () => null : store.log.find;
  return { ...store, log: { ...store.log, insert, find } };
}

const decorate: Decorate = { bus: decorateBus, store: decorateStore };
const running = await start(readConfig(process.env), decorate);
process.send?.({ ready: running.info });
process.once('SIGTERM', () => void running.close().then(() => process.exit(0)));
