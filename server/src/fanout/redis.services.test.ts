import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startRedis } from '../cli/services/redis.ts';
import { createClock } from '../lib/clock.ts';
import { randomId } from '../lib/ids.ts';
import { createLogger } from '../lib/logger.ts';
import { registerFanoutContract } from './contract.ts';
import { createRedisFanout } from './redis.ts';

const SITE = 'site' as SiteId;
const VISITOR = { kind: 'visitor', id: 'v1' as VisitorId } as const;
const SOON = { timeout: 20_000, interval: 20 };

const open = (url: string, namespace: string) =>
  createRedisFanout({ url, namespace, logger: createLogger('silent', 'test'), clock: createClock() });

registerFanoutContract('Redis', async () => {
  const url = process.env.TEST_REDIS_URL ?? '';
  const namespace = `test-${randomId().slice(0, 8)}:`;
  const admin = new Redis(url);
  const fanouts = await Promise.all([open(url, namespace), open(url, namespace)]);
  return {
    fanouts,
    /** Redis's clock is its own: what is there is made older instead. */
    async pass(ms) {
      for (const key of await admin.keys(`${namespace}presence:*`)) {
        for (const member of await admin.zrange(key, '0', '-1')) await admin.zincrby(key, -ms, member);
      }
    },
    async teardown() {
      await Promise.all(fanouts.map((fanout) => fanout.close()));
      admin.disconnect();
    },
  };
});

/** Two gateways, each with one client in the room, on a Redis that can be killed. */
async function setup() {
  const dir = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  let redis = await startRedis({ dir });
  const { port, url } = redis;
  const fanouts = await Promise.all([open(url, 't:'), open(url, 't:')]);
  const gateways = await Promise.all(
    fanouts.map(async (fanout) => {
      const http = createServer();
      const server = new Server(http, { transports: ['websocket'] });
      fanout.install(server);
      server.on('connection', (socket) => void socket.join('room'));
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'], forceNew: true });
      const words: string[] = [];
      client.on('word', (word: string) => words.push(word));
      await new Promise<void>((resolve) => client.once('connect', resolve));
      return { server, client, words };
    }),
  );
  onTestFinished(async () => {
    for (const { server, client } of gateways) {
      client.disconnect();
      await server.close();
    }
    await Promise.all(fanouts.map((fanout) => fanout.close()));
    await redis.stop();
    rmSync(dir, { recursive: true });
  });
  const [first, second] = gateways;
  const [fanout, other] = fanouts;
  if (!first || !second || !fanout || !other) throw new Error('two of each');
  return {
    ...{ first, second, fanout, other },
    async kill() {
      redis.kill('SIGKILL');
      await redis.exited;
      await vi.waitFor(() => expect([fanout.health(), other.health()]).toEqual(['down', 'down']), SOON);
    },
    async revive() {
      redis = await startRedis({ dir, port });
    },
  };
}

it('[F3] without Redis signals reach the own sockets, presence is what this process knows, nothing waits or throws', async () => {
  const lab = await setup();
  await lab.kill();
  lab.first.server.to('room').emit('word', 'alone');
  await vi.waitFor(() => expect(lab.first.words).toEqual(['alone']), SOON);
  const before = Date.now();
  await lab.fanout.presence.here(SITE, [VISITOR]);
  expect(await lab.fanout.presence.who(SITE)).toEqual({ visitors: ['v1'], operators: [] });
  expect(await lab.other.presence.who(SITE)).toEqual({ visitors: [], operators: [] });
  expect(Date.now() - before).toBeLessThan(2_000);
  expect(lab.second.words).toEqual([]);
  for (let n = 0; n < 1_000; n += 1) lab.first.server.to('room').emit('word', 'many');
  await vi.waitFor(() => expect(lab.first.words).toHaveLength(1_001), SOON);
});

it('[F4] when Redis is back signals cross again without a restart, and it is told once that hints were lost', async () => {
  const lab = await setup();
  let returns = 0;
  lab.other.onReturn(() => {
    returns += 1;
  });
  await lab.kill();
  lab.first.server.to('room').emit('word', 'lost');
  await lab.revive();
  await vi.waitFor(() => expect([lab.fanout.health(), lab.other.health(), returns]).toEqual(['up', 'up', 1]), SOON);
  await vi.waitFor(() => {
    lab.first.server.to('room').emit('word', 'again');
    expect(lab.second.words).toContain('again');
  }, SOON);
  expect(lab.second.words).not.toContain('lost');
  await lab.fanout.presence.here(SITE, [VISITOR]);
  expect(await lab.other.presence.who(SITE)).toEqual({ visitors: ['v1'], operators: [] });
});

it('[F3] a gateway starts though Redis is not there yet', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'parley-redis-'));
  const { stop, port, url } = await startRedis({ dir });
  await stop();
  const fanout = await open(url, 't:');
  expect(fanout.health()).toBe('down');
  const returned = new Promise<void>((resolve) => fanout.onReturn(resolve));
  const redis = await startRedis({ dir, port });
  await returned;
  expect(fanout.health()).toBe('up');
  await fanout.close();
  await redis.stop();
  rmSync(dir, { recursive: true });
});
