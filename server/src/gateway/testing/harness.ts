import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountId, type ConversationId, DEFAULT_SETTINGS, type Operator, type SiteId } from '@parley/shared-types/model.ts';
import type { Server } from 'socket.io';
import { io as connectTo, type Socket as TypedSocket } from 'socket.io-client';
import type { BroadcastHandler, Bus } from '../../bus/bus.ts';
import { createEmbeddedBus } from '../../bus/embedded.ts';
import { readConfig } from '../../config.ts';
import type { Fanout } from '../../fanout/fanout.ts';
import { createLocalFanout } from '../../fanout/local.ts';
import { createClock } from '../../lib/clock.ts';
import type { ParleyError } from '../../lib/errors.ts';
import { randomId, sha256 } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import { createMetrics } from '../../lib/metrics.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { createOriginNotes } from '../../store/origin-notes.ts';
import { createSiteSettings } from '../../store/site-settings.ts';
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import type { SitePatch, Store } from '../../store/store.ts';
import { startPersist } from '../../workers/persist/index.ts';
import { createGateway, type GatewayDeps } from '../gateway.ts';

/** What hostile clients send, and get, has no type. */
type Heard = Record<string, (...args: never[]) => void>;
type Said = Record<string, (...args: unknown[]) => void>;
export type Socket = TypedSocket<Heard, Said>;

/** Any answer: what the test wants to see of it. */
export interface AnyAnswer {
  readonly ok: boolean;
  readonly code: string;
  readonly retryAfterMs: number;
  readonly grant: string;
  readonly visitorId: string;
  readonly conversationId: string;
  readonly expiresAt: number;
  readonly verified?: { readonly email?: string; readonly name?: string };
  readonly epoch: string;
  readonly entries: readonly { readonly seq: number }[];
}

/** An origin that the sites allow. */
export const SHOP = 'https://shop.example';
export const SITE = 's' as SiteId;
export const OTHER_SITE = 'other' as SiteId;

/** Makes operators with one session each. */
function createOperators(store: Store) {
  return async (name: string, roles: Operator['roles']) => {
    const token = randomId();
    const operator = { id: `op-${name}`, accountId: 'a', name, email: `${name}@example.test`, roles, createdAt: 1 } as unknown as Operator;
    await store.people.addOperator(operator, null);
    const times = { expiresAt: Date.now() + 600_000, createdAt: Date.now(), lastSeenAt: Date.now() };
    await store.sessions.add({ tokenHash: sha256(token), operatorId: operator.id, agent: '', ...times });
    return { operator, token };
  };
}

/** Lets the test make publishing fail, as when the broker is away, hold back what binds a site, and tell a gap. */
function createRefusableBus(bus: Bus) {
  let refusal: ParleyError | null = null;
  let mayBind: Promise<void> = Promise.resolve();
  let listening: BroadcastHandler | null = null;
  const onBroadcast: Bus['onBroadcast'] = async (handler) => {
    listening = handler;
    const broadcasts = await bus.onBroadcast(handler);
    return { ...broadcasts, bind: (siteId) => mayBind.then(() => broadcasts.bind(siteId)) };
  };
  const publish: Bus['publish'] = (publications) => (refusal ? Promise.reject(refusal) : bus.publish(publications));
  const refuse = (error: ParleyError | null) => {
    refusal = error;
  };
  const holdBinds = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    mayBind = promise;
    return resolve;
  };
  return { bus: { ...bus, publish, onBroadcast }, refuse, holdBinds, gap: () => listening?.onGap() };
}

/** Counts how often positions are read, and of how many conversations at once. */
function countPositions(store: Store): { readonly store: Store; readonly reads: readonly number[] } {
  const reads: number[] = [];
  const positions: Store['conversations']['positions'] = (keys) => {
    reads.push(keys.length);
    return store.conversations.positions(keys);
  };
  return { store: { ...store, conversations: { ...store.conversations, positions } }, reads };
}

/** Lets the test see how many sockets are in the room of a conversation. */
function watchRooms(fanout: Fanout) {
  let io: Server | undefined;
  const install: Fanout['install'] = (server) => {
    io = server;
    fanout.install(server);
  };
  const heard = (conversationId: string) => io?.of('/visitor').adapter.rooms.get(`c:${SITE}:${conversationId}`)?.size ?? 0;
  return { fanout: { ...fanout, install }, heard };
}

function listen(server: HttpServer): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

interface ConnectOptions {
  readonly query?: object;
  readonly auth: object;
  readonly headers: Record<string, string>;
  /** Another gateway. */
  readonly at?: string;
}

function createConnect(url: string, sockets: Socket[]) {
  return (namespace: string, { query = {}, auth, headers, at = url }: ConnectOptions): Socket => {
    const base = { path: '/parley/socket', transports: ['websocket'], forceNew: true, reconnection: false };
    const socket: Socket = connectTo(`${at}${namespace}`, { ...base, query, auth, extraHeaders: headers });
    sockets.push(socket);
    return socket;
  };
}

type SharedDeps = Omit<GatewayDeps, 'fanout' | 'sites' | 'httpServer' | 'secret' | 'publicUrl'>;

/** Starts another gateway on the same bus and store, with a fanout of its own: as two processes without a Redis. */
function createSecondGateway(
  shared: SharedDeps,
  { connect, undo }: { connect: ReturnType<typeof createConnect>; undo: (() => Promise<void>)[] },
) {
  return async () => {
    const { clock, store } = shared;
    const httpServer = createServer();
    const own = { fanout: createLocalFanout({ clock }), sites: createSiteSettings(store, clock), httpServer };
    const gateway = await createGateway({ ...shared, ...own, secret: 'test secret', publicUrl: null });
    undo.push(() => gateway.drain());
    const at = await listen(httpServer);
    const operator = (token: string): Socket =>
      connect('/operator', { at, auth: { v: 1 }, headers: { origin: at, cookie: `parley=${token}` } });
    return { operator };
  };
}

/** A gateway with a persister behind it, on the embedded bus and store, and clients over the loopback interface. */
export async function createHarness(env: Readonly<Record<string, string>> = {}) {
  const clock = createClock();
  const logs: string[] = [];
  const logger = createLogger('info', 'test', { write: (line) => void logs.push(line) });
  const metrics = createMetrics();
  const config = readConfig(env);
  const folder = mkdtempSync(join(tmpdir(), 'parley-gateway-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const deps = { sqlite, clock, logger, metrics };
  const { store, reads } = countPositions(createSqliteStore(deps));
  const { bus, refuse, holdBinds, gap } = createRefusableBus(
    createEmbeddedBus({ ...deps, installed: new Set(['slack'] as const), limits: config.limits }),
  );
  for (const id of [SITE, OTHER_SITE])
    await store.sites.add({ id, accountId: 'a' as AccountId, name: id, allowedOrigins: [SHOP], settings: DEFAULT_SETTINGS, createdAt: 1 });
  const persist = await startPersist({ bus, store, logger, metrics, clock, shards: null });
  const { fanout, heard } = watchRooms(createLocalFanout({ clock }));
  const httpServer = createServer();
  const sites = createSiteSettings(store, clock);
  const origins = createOriginNotes(store, clock, logger);
  const ports = { bus, store, fanout, config, sites, origins, policy: { publicUrl: null, allowsLoopback: true } };
  const gateway = await createGateway({ ...deps, ...ports, httpServer, secret: 'test secret', publicUrl: null });
  const url = await listen(httpServer);
  const sockets: Socket[] = [];
  const undo: (() => Promise<void>)[] = [];
  const connect = createConnect(url, sockets);
  return {
    refuse,
    holdBinds,
    gap,
    positionReads: reads,
    /** What was logged, a line each. */
    logs,
    store,
    bus,
    metrics,
    url,
    gateway,
    addOperator: createOperators(store),
    setRoles: store.people.setRoles,
    /** Changes a site as its owner does: caches forget it. */
    async changeSite(patch: SitePatch, siteId: SiteId = SITE): Promise<void> {
      await store.sites.update(siteId, patch);
      sites.drop(siteId);
    },
    visitor: (siteId: string = SITE, more: { origin?: string; v?: number; headers?: Readonly<Record<string, string>> } = {}): Socket =>
      connect('/visitor', {
        query: { site: siteId },
        auth: { v: more.v ?? 1, siteId },
        headers: { ...more.headers, origin: more.origin ?? url },
      }),
    operator: (token: string, origin = url): Socket =>
      connect('/operator', { auth: { v: 1 }, headers: { origin, cookie: `parley=${token}` } }),
    secondGateway: createSecondGateway({ ...deps, ...ports }, { connect, undo }),
    /** How many sockets hear of a conversation of SITE. */
    heard,
    entries: (conversationId: string) => store.log.since({ siteId: SITE, conversationId: conversationId as ConversationId }, 0, 1_000),
    async close(): Promise<void> {
      for (const socket of sockets) socket.disconnect();
      await Promise.all([gateway.drain(), ...undo.map((step) => step())]);
      await persist.close();
      await bus.close();
      await sqlite.close();
      httpServer.closeAllConnections();
      httpServer.close();
      rmSync(folder, { recursive: true });
    },
  };
}
export type Harness = Awaited<ReturnType<typeof createHarness>>;

/** Resolves with the first push that passes. */
export function push<Push>(socket: Socket, event: string, passes: (push: Push) => boolean = () => true): Promise<Push> {
  return new Promise((resolve) => {
    const listener = (value: Push) => {
      if (!passes(value)) return;
      socket.off(event, listener);
      resolve(value);
    };
    socket.on(event, listener);
  });
}

export const ask = async (socket: Socket, event: string, request: object): Promise<AnyAnswer> =>
  (await socket.timeout(10_000).emitWithAck(event, request)) as unknown as AnyAnswer;

/** Waits for the connection, or for the code with which it was refused. */
export function outcome(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => resolve((error as { data?: { code?: string } }).data?.code ?? 'refused'));
  });
}
