import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { Operator, SiteId } from '@parley/shared-types/model.ts';
import { negotiate } from '@parley/shared-types/protocol.ts';
import { operatorEvents, operatorHandshake } from '@parley/shared-types/schemas/socket.ts';
import type {
  Changes,
  ChangesRequest,
  Counts,
  EffectName,
  EffectState,
  Hello,
  History,
  HistoryRequest,
  InConversation,
  Listed,
  ListRequest,
  OperatorSend,
  Position,
  Seen,
  Synced,
  SyncRequest,
} from '@parley/shared-types/socket.ts';
import type { Socket } from 'socket.io';
import { readCookie, sessionCookieName } from '../lib/cookies.ts';
import { ParleyError } from '../lib/errors.ts';
import { sha256, sortableId } from '../lib/ids.ts';
import { type GatewayContext, submit } from './context.ts';
import { deliveryOf, redoEffect } from './delivery-status.ts';
import { readHistory } from './history.ts';
import { readCounts, readList } from './operator-lists.ts';
import { entryOf } from './operator-send.ts';
import { type OperatorData, recheckSessions } from './recheck.ts';
import { createDispatcher, newSocketState, type Operation, type SocketState } from './request.ts';
import { ROOMS } from './rooms.ts';
import { readSync } from './sync.ts';
import { connectError } from './visitor.ts';

/** One operator's socket. */
interface OperatorSocket {
  readonly gateway: GatewayContext;
  readonly operator: Operator;
  readonly v: number;
  readonly bound: Promise<unknown>;
  readonly state: SocketState;
  /** When this one last asked the visitors of a site which pages they look at. */
  readonly askedWhere: Map<SiteId, number>;
  cut(): void;
}

const NAMESPACE = 'operator';
const PAGE = 100;

const sitesOf = (operator: Operator) => Object.keys(operator.roles) as SiteId[];

/** A site without a role is as if it did not exist (SPEC G10). */
function requireRole({ operator }: OperatorSocket, siteId: SiteId): void {
  if (!Object.hasOwn(operator.roles, siteId)) throw new ParleyError('not_found');
}

async function hello({ gateway, operator, v }: OperatorSocket): Promise<Hello> {
  const sites = await Promise.all(sitesOf(operator).map((siteId) => gateway.sites.get(siteId)));
  return {
    v,
    operator: { id: operator.id, name: operator.name, email: operator.email },
    channels: gateway.channels,
    sites: sites.flatMap((site) => {
      const role = site && operator.roles[site.id];
      return site && role ? [{ siteId: site.id, name: site.name, role, color: site.settings.color }] : [];
    }),
  };
}

async function changes(client: OperatorSocket, { siteId, cursor }: ChangesRequest): Promise<Changes> {
  requireRole(client, siteId);
  await client.bound;
  const { conversations } = client.gateway.store;
  return cursor === null ? conversations.newest(siteId, PAGE) : conversations.changedSince(siteId, cursor, PAGE);
}

async function list(client: OperatorSocket, request: ListRequest): Promise<Listed> {
  requireRole(client, request.siteId);
  await client.bound;
  return readList(client.gateway, request);
}

async function counts(client: OperatorSocket, { siteId }: { siteId: SiteId }): Promise<Counts> {
  requireRole(client, siteId);
  return readCounts(client.gateway, client.operator, siteId);
}

async function send(client: OperatorSocket, request: OperatorSend): Promise<{ acceptedAt: number }> {
  const { siteId, conversationId, clientMsgId, body, after } = request;
  requireRole(client, siteId);
  const { id, name } = client.operator;
  const message: MessageSubmitted = {
    id: sortableId(),
    type: 'message.submitted',
    v: 1,
    at: client.gateway.clock.now(),
    siteId,
    conversationId,
    clientMsgId,
    author: { kind: 'operator', id, name },
    body: await entryOf(client.gateway, { siteId, conversationId }, body),
    mayCreate: false,
    ...(after !== undefined && { after }),
  };
  return submit(client.gateway, NAMESPACE, message);
}

async function sync(client: OperatorSocket, { siteId, conversationId, ...request }: InConversation & SyncRequest): Promise<Synced> {
  requireRole(client, siteId);
  await client.bound;
  return readSync(client.gateway.store, 'operators', { siteId, conversationId }, request);
}

async function history(client: OperatorSocket, { siteId, conversationId, before }: InConversation & HistoryRequest): Promise<History> {
  requireRole(client, siteId);
  return readHistory(client.gateway.store, 'operators', { siteId, conversationId }, { before });
}

async function check(
  client: OperatorSocket,
  { items }: { items: readonly InConversation[] },
): Promise<{ items: (Position & InConversation)[] }> {
  for (const { siteId } of items) requireRole(client, siteId);
  const positions = await Promise.all(items.map((item) => client.gateway.positionOf(item)));
  return {
    items: items.map((item, index) => {
      const position = positions[index];
      if (!position) throw new Error('a position is missing');
      return { ...item, epoch: position.head.epoch, head: position.head.seq, registers: position.registers };
    }),
  };
}

function delivery(client: OperatorSocket, conversation: InConversation): Promise<{ effects: readonly EffectState[] }> {
  requireRole(client, conversation.siteId);
  return deliveryOf(client.gateway, conversation);
}

async function redo(client: OperatorSocket, effect: EffectName): Promise<object> {
  requireRole(client, effect.siteId);
  await redoEffect(client.gateway, effect);
  return {};
}

function seen(client: OperatorSocket, { siteId, conversationId, delivered, read }: InConversation & Seen): undefined {
  requireRole(client, siteId);
  client.gateway.registers.raise({ siteId, conversationId }, 'operators', { delivered, read });
}

function typing(client: OperatorSocket, { siteId, conversationId, on }: InConversation & { on: boolean }): undefined {
  requireRole(client, siteId);
  const { visitors, operators } = client.gateway;
  const { name } = client.operator;
  visitors.to(ROOMS.conversation(siteId, conversationId)).volatile.emit('typing', { conversationId, on, name });
  operators.to(ROOMS.site(siteId)).volatile.emit('typing', { siteId, conversationId, on, side: 'operators', name });
}

/** Not volatile: leaving one conversation and coming to another are told at once, and the second would be dropped. */
function viewing(client: OperatorSocket, { siteId, conversationId, on }: InConversation & { on: boolean }): undefined {
  requireRole(client, siteId);
  const { id: operatorId, name } = client.operator;
  const others = client.gateway.operators.to(ROOMS.site(siteId)).except(ROOMS.operator(operatorId));
  others.emit('viewing', { siteId, conversationId, operatorId, name, on });
}

/** Visitors answer within this time, each at a moment of their own. */
const WHERE_WITHIN_MS = 3_000;
const WHERE_AGAIN_MS = 5_000;

/** Asks the visitors of a site which pages they look at, where its owner wants it; not more often than they can answer. */
async function where(client: OperatorSocket, { siteId }: { siteId: SiteId }): Promise<undefined> {
  requireRole(client, siteId);
  const { sites, visitors, clock } = client.gateway;
  const site = await sites.get(siteId);
  if (!site?.settings.pages && !site?.settings.liveVisitors) return;
  if (clock.now() - (client.askedWhere.get(siteId) ?? 0) < WHERE_AGAIN_MS) return;
  client.askedWhere.set(siteId, clock.now());
  visitors.to(ROOMS.site(siteId)).volatile.emit('where', { withinMs: WHERE_WITHIN_MS });
}

const operations = new Map<string, Operation<OperatorSocket>>([
  ['hello', { schema: operatorEvents.hello, handle: hello }],
  ['changes', { schema: operatorEvents.changes, handle: changes }],
  ['list', { schema: operatorEvents.list, handle: list }],
  ['counts', { schema: operatorEvents.counts, handle: counts }],
  ['send', { schema: operatorEvents.send, isMessage: true, handle: send }],
  ['sync', { schema: operatorEvents.sync, handle: sync }],
  ['history', { schema: operatorEvents.history, handle: history }],
  ['check', { schema: operatorEvents.check, handle: check }],
  ['delivery', { schema: operatorEvents.delivery, handle: delivery }],
  ['redo', { schema: operatorEvents.redo, handle: redo }],
  ['seen', { schema: operatorEvents.seen, handle: seen }],
  ['typing', { schema: operatorEvents.typing, handle: typing }],
  ['viewing', { schema: operatorEvents.viewing, handle: viewing }],
  ['where', { schema: operatorEvents.where, handle: where }],
]);

/** The operator behind a handshake. @throws ParleyError `unauthorized`, `protocol_unsupported`, `invalid`, `unavailable` */
async function authenticate({ store, clock, publicUrl }: GatewayContext, socket: Socket): Promise<OperatorData> {
  const parsed = operatorHandshake.safeParse(socket.handshake.auth);
  if (!parsed.success || socket.handshake.query.site !== undefined) throw new ParleyError('invalid');
  const v = negotiate(parsed.data.v);
  if (v === null) throw new ParleyError('protocol_unsupported');
  const token = readCookie(socket.handshake.headers.cookie, sessionCookieName(publicUrl?.startsWith('https:') ?? false));
  const tokenHash = token === null ? '' : sha256(token);
  const found = token === null ? null : await store.sessions.get(tokenHash, clock.now());
  if (!found) throw new ParleyError('unauthorized');
  return { operator: found.operator, tokenHash, v };
}

/** Serves the namespace /operator. Returns its undo. */
export function serveOperators(gateway: GatewayContext): () => void {
  const { operators, metrics, bindings, presence, clock, config, logger } = gateway;
  const limits = { messageRate: config.limits.messageRate, messageBurst: config.limits.messageBurst };
  const dispatch = createDispatcher(operations, { metrics, logger, namespace: NAMESPACE, now: () => clock.now(), ...limits });
  operators.use((socket, next) => {
    authenticate(gateway, socket).then(
      (data) => {
        socket.data = data;
        next();
      },
      (error: unknown) => next(connectError(error)),
    );
  });
  operators.on('connection', (socket: Socket) => {
    const { operator, tokenHash, v } = socket.data as OperatorData;
    const sites = sitesOf(operator);
    const bound = Promise.all(sites.map((siteId) => bindings.acquire(siteId)));
    bound.catch(() => {});
    const state = newSocketState(clock.now(), limits.messageBurst);
    const cut = () => void socket.disconnect(true);
    const client: OperatorSocket = { gateway, operator, v, bound, state, askedWhere: new Map(), cut };
    metrics.connections.inc({ namespace: NAMESPACE });
    void socket.join([...sites.map(ROOMS.site), ROOMS.operator(operator.id), ROOMS.session(tokenHash)]);
    for (const siteId of sites) presence.joined(siteId, { kind: 'operator', id: operator.id });
    socket.onAny((event, ...args) => dispatch(client, event, args));
    socket.once('disconnect', () => {
      metrics.connections.dec({ namespace: NAMESPACE });
      for (const siteId of sites) {
        bindings.release(siteId);
        presence.left(siteId, { kind: 'operator', id: operator.id });
      }
    });
  });
  return recheckSessions(gateway);
}
