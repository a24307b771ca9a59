/** Rows that break something while 100 messages a second are sent. */

import type { Services } from './cluster.ts';
import { type Lab, sendLoad, until } from './lab.ts';
import { type Check, DRAIN_MS, pauseMs, play, type Row, type RowResult, type Scene } from './row.ts';

const LOAD = { conversations: 10, perSecond: 100 } as const;

/** Sends, lets `fault` happen from a third of the time on, and waits until every outbox is empty. */
async function underLoad(
  scene: Scene,
  env: Readonly<Record<string, string>>,
  fault: (lab: Lab) => Promise<readonly Check[]>,
): Promise<RowResult> {
  return play(scene, env, async (lab) => {
    const sending = sendLoad(lab, { ...LOAD, seconds: scene.seconds });
    await pauseMs(scene.seconds * 333);
    const checks = await fault(lab);
    await sending;
    return [...checks, ['every outbox is empty within a minute', await lab.drained(DRAIN_MS)]];
  });
}

/** kill -9 again and again until the load ends. */
async function killEvery(lab: Lab, name: string, everyMs: number, forMs: number): Promise<readonly Check[]> {
  for (let left = forMs; left > 0; left -= everyMs) {
    lab.kill(name);
    await pauseMs(everyMs);
  }
  return [[`${name} was killed`, lab.exits(name) > 0]];
}

const killGateway = (scene: Scene) =>
  underLoad(scene, {}, (lab) => killEvery(lab, scene.services ? 'gateway-1' : 'server', scene.seconds * 333, scene.seconds * 500));
const commitLoop = (scene: Scene) => underLoad(scene, {}, (lab) => killEvery(lab, 'server', 1_500, scene.seconds * 600));

/** Each life of a persister ends between an insert and its ack. */
const crashAfterInsert = (scene: Scene) =>
  underLoad(scene, { FAULT_CRASH: 'after-insert' }, async (lab) => {
    const crashed = await until(() => lab.exits('persist-1') + lab.exits('persist-2') > 1, scene.seconds * 1_000);
    return [
      ['persisters died between insert and ack', crashed],
      ['the gateways did not', lab.exits('gateway-1') + lab.exits('gateway-2') === 0],
    ];
  });

/** Kills a service for a while; nothing of ours may end because of it. */
async function outage(lab: Lab, service: Services['redis'], ms: number): Promise<Check[]> {
  await service.kill();
  await pauseMs(ms);
  await service.start();
  return [['none of our processes ended', lab.exits() === 0]];
}

const brokerKilled = (scene: Scene, { rabbitmq }: Services) => underLoad(scene, {}, (lab) => outage(lab, rabbitmq, 2_000));

const signalsAreBack = (lab: Lab) =>
  until(async () => {
    // A gateway that died answers nothing.
    const metrics = await Promise.all(
      lab.urls.map((url) =>
        fetch(`${url}/metrics`)
          .then((answer) => answer.text())
          .catch(() => ''),
      ),
    );
    return metrics.every((text) => text.includes('parley_fanout_up 1'));
  }, 25_000);

/** Signals go on while Redis is away: they are what a gateway must not die of. */
const redisKilled = (scene: Scene, { redis }: Services) =>
  underLoad(scene, {}, async (lab) => {
    const typing = setInterval(lab.type, 100);
    const checks = await outage(lab, redis, 3_000).finally(() => clearInterval(typing));
    return [
      ...checks,
      ['signals cross gateways again within 25 s', await signalsAreBack(lab)],
      ['none of our processes ended since', lab.exits() === 0],
    ];
  });

/** Longer than three attempts in place take, or impatience would not show. */
const STORE_AWAY_MS = 15_000;

const storeKilled = (scene: Scene, { mongo }: Services) =>
  underLoad(scene, {}, async (lab) => {
    await mongo.kill();
    await pauseMs(500);
    const before = lab.accepted();
    await pauseMs(Math.max(STORE_AWAY_MS, scene.seconds * 333));
    const during = lab.accepted() - before;
    await mongo.start();
    return [
      ['messages are accepted while the store is down', during > 0],
      ['none of our processes ended', lab.exits() === 0],
    ];
  });

/** For rows that need services: the type knows that they are there. */
const onServices = (run: (scene: Scene, services: Services) => Promise<RowResult>) => (scene: Scene) => {
  if (!scene.services) throw new Error('this row needs services');
  return run(scene, scene.services);
};

export const LOAD_ROWS: readonly Row[] = [
  { id: 'F1', mode: 'embedded', title: 'kill -9 of the server in mid send', guard: 'early-ack', run: killGateway },
  { id: 'F24', mode: 'embedded', title: 'kill -9 in a commit loop', guard: 'early-ack', run: commitLoop },
  { id: 'F1', mode: 'cluster', title: 'kill -9 of a gateway in mid send', guard: 'sync', run: killGateway },
  { id: 'F2', mode: 'cluster', title: 'kill -9 of persisters between insert and ack', guard: 'dedupe', run: crashAfterInsert },
  { id: 'F6', mode: 'cluster', title: 'kill -9 of the broker, back after 2 s', guard: 'early-ack', run: onServices(brokerKilled) },
  { id: 'F11', mode: 'cluster', title: 'Redis killed, back after 3 s', guard: 'breaker', run: onServices(redisKilled) },
  { id: 'F12', mode: 'cluster', title: 'the store killed for 15 s or more', guard: 'patience', run: onServices(storeKilled) },
];
