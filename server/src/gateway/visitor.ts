import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import { type Author, type EntryBody, isVerified, type Site, type SiteId } from '@parley/shared-types/model.ts';
import { negotiate } from '@parley/shared-types/protocol.ts';
import { visitorEvents, visitorHandshake } from '@parley/shared-types/schemas/socket.ts';
import type {
  FileKey,
  History,
  HistoryRequest,
  Identify,
  Opened,
  OpenRequest,
  Position,
  Seen,
  Synced,
  SyncRequest,
  Visit,
  VisitorSend,
  VisitorTell,
} from '@parley/shared-types/socket.ts';
import type { Socket } from 'socket.io';
import { clientWords } from '../lib/browser-words.ts';
import { ParleyError, refusalWithMend } from '../lib/errors.ts';
import type { Grant } from '../lib/grants.ts';
import { sortableId } from '../lib/ids.ts';
import { attachedFiles } from './attached.ts';
import { type GatewayContext, submit } from './context.ts';
import { readHistory } from './history.ts';
import { take } from './limits.ts';
import { createDispatcher, newSocketState, type Operation } from './request.ts';
import { ROOMS } from './rooms.ts';
import { readSync } from './sync.ts';
import { grantFor, readUser } from './visitor-grant.ts';
import { authorise, forget, remember, type VisitorSocket } from './visitor-socket.ts';

type Granted<Request> = Request & { readonly grant: string };

const NAMESPACE = 'visitor';
const nothing = () => {};

/** Whoever was there before is gone when another one opens, also when they are refused. */
async function open(visitor: VisitorSocket, request: OpenRequest): Promise<Opened> {
  const { grants, presence, sites } = visitor.gateway;
  visitor.opens += 1;
  const turn = visitor.opens;
  const isLast = () => turn === visitor.opens && visitor.socket.connected;
  const { grant, verified } = await grantFor(visitor.gateway, visitor.siteId, request).catch((error: unknown) => {
    if (isLast()) forget(visitor);
    throw error;
  });
  visitor.site = (await sites.get(visitor.siteId)) ?? visitor.site;
  const token = grants.sign(grant);
  if (isLast()) remember(visitor, token, grant);
  const { visitorId, conversationId, expiresAt } = grant;
  return {
    v: visitor.v,
    visitorId,
    conversationId,
    grant: token,
    expiresAt,
    ...(await presence.forVisitors(visitor.siteId)),
    ...(verified && { verified }),
  };
}

type Said = Pick<MessageSubmitted, 'clientMsgId' | 'body'> & Partial<Pick<MessageSubmitted, 'mayCreate'>>;

/** With the first message of a connection operators are told what browser it is. */
function authorOf(visitor: VisitorSocket, { visitorId, conversationId }: Grant, kind: EntryBody['kind']): Author {
  const author = { kind: 'visitor', id: visitorId } as const;
  if (kind !== 'message' || visitor.toldClient === conversationId) return author;
  visitor.toldClient = conversationId;
  const client = clientWords(visitor.socket.handshake.headers);
  return client ? { ...author, client } : author;
}

/** Publishes what the visitor says under a grant; the conversation may begin with it unless that is ruled out. */
function say(visitor: VisitorSocket, token: string, said: Said): Promise<{ acceptedAt: number }> {
  const grant = authorise(visitor, token);
  const message: MessageSubmitted = {
    id: sortableId(),
    type: 'message.submitted',
    v: 1,
    at: visitor.gateway.clock.now(),
    siteId: grant.siteId,
    conversationId: grant.conversationId,
    author: authorOf(visitor, grant, said.body.kind),
    mayCreate: true,
    ...said,
  };
  return submit(visitor.gateway, NAMESPACE, message);
}

async function send(visitor: VisitorSocket, { grant, clientMsgId, text, files }: VisitorSend): Promise<{ acceptedAt: number }> {
  const { gateway, siteId } = visitor;
  const attached = attachedFiles(gateway, authorise(visitor, grant), files);
  if (files && !(await gateway.sites.get(siteId))?.settings.files) throw new ParleyError('files_unavailable');
  return say(visitor, grant, { clientMsgId, body: { kind: 'message', text, ...attached } });
}

/**
 * A verified visitor's name and address are those of a token of theirs, whatever stands beside it; a token makes nobody verified whose
 * grant is not theirs.
 */
async function identify(visitor: VisitorSocket, { grant, clientMsgId, token, ...profile }: Identify): Promise<{ acceptedAt: number }> {
  const { visitorId } = authorise(visitor, grant);
  const user = token === undefined ? null : await readUser(visitor.gateway, visitor.siteId, token);
  if (user && user.grant.visitorId !== visitorId) throw new ParleyError('token_invalid', { detail: 'of another visitor' });
  if (isVerified(visitorId) && !user && (profile.email ?? profile.name) !== undefined) throw new ParleyError('verified_only');
  const said = user ? { ...(profile.data && { data: profile.data }), ...user.claims.profile } : profile;
  if (Object.keys(said).length === 0) throw new ParleyError('invalid');
  return say(visitor, grant, { clientMsgId, body: { kind: 'profile', ...said } });
}

/** Begins no conversation: what nobody has written in has nothing to judge and nothing to erase. */
function tell(visitor: VisitorSocket, { grant, clientMsgId, body }: VisitorTell): Promise<{ acceptedAt: number }> {
  return say(visitor, grant, { clientMsgId, body, mayCreate: false });
}

async function sync(visitor: VisitorSocket, { grant: token, ...request }: Granted<SyncRequest>): Promise<Synced> {
  const grant = authorise(visitor, token);
  await visitor.bound;
  return readSync(visitor.gateway.store, 'visitor', grant, request);
}

async function history(visitor: VisitorSocket, { grant: token, before }: Granted<HistoryRequest>): Promise<History> {
  return readHistory(visitor.gateway.store, 'visitor', authorise(visitor, token), { before });
}

async function check(visitor: VisitorSocket, { grant: token }: Granted<object>): Promise<Position> {
  const { head, registers } = await visitor.gateway.positionOf(authorise(visitor, token));
  return { epoch: head.epoch, head: head.seq, registers };
}

function fileKey(visitor: VisitorSocket, { grant: token }: Granted<object>): FileKey {
  return visitor.gateway.fileTokens.key(authorise(visitor, token), visitor.gateway.clock.now());
}

function seen(visitor: VisitorSocket, { grant: token, delivered, read }: Granted<Seen>): undefined {
  visitor.gateway.registers.raise(authorise(visitor, token), 'visitor', { delivered, read });
}

interface Typing {
  readonly on: boolean;
  readonly text?: string;
}

/** What is being typed reaches operators only while the site lets it be seen, whatever a client sends (SPEC G13). */
async function typing(visitor: VisitorSocket, { grant: token, on, text }: Granted<Typing>): Promise<undefined> {
  const { siteId, conversationId } = authorise(visitor, token);
  const { sites, operators } = visitor.gateway;
  const mayShow = (await sites.get(siteId))?.settings.preview ?? false;
  const shown = mayShow && on && text !== undefined ? { text } : {};
  operators.to(ROOMS.site(siteId)).volatile.emit('typing', { siteId, conversationId, on, side: 'visitor', ...shown });
}

/** One page in a second is as fast as anybody reads. */
const VISIT_RATE = 1;
const VISIT_BURST = 10;

/** Which page is looked at: told to the operators who are here, kept by nobody, and only where the owner of the site wants it. */
async function visit(visitor: VisitorSocket, { grant: token, url, title }: Granted<Visit>): Promise<undefined> {
  const { siteId, conversationId, visitorId } = authorise(visitor, token);
  const { clock, sites, operators } = visitor.gateway;
  const site = await sites.get(siteId);
  if (!site?.settings.pages && !site?.settings.liveVisitors) return;
  visitor.visits ??= { tokens: VISIT_BURST, at: clock.now() };
  if (take(visitor.visits, clock.now(), VISIT_RATE, VISIT_BURST) > 0) return;
  operators.to(ROOMS.site(siteId)).volatile.emit('visit', { siteId, conversationId, visitorId, url, title, at: clock.now() });
}

const operations = new Map<string, Operation<VisitorSocket>>([
  ['open', { schema: visitorEvents.open, handle: open }],
  ['send', { schema: visitorEvents.send, isMessage: true, handle: send }],
  ['identify', { schema: visitorEvents.identify, isMessage: true, handle: identify }],
  ['tell', { schema: visitorEvents.tell, isMessage: true, handle: tell }],
  ['sync', { schema: visitorEvents.sync, handle: sync }],
  ['history', { schema: visitorEvents.history, handle: history }],
  ['check', { schema: visitorEvents.check, handle: check }],
  ['fileKey', { schema: visitorEvents.fileKey, handle: fileKey }],
  ['seen', { schema: visitorEvents.seen, handle: seen }],
  ['typing', { schema: visitorEvents.typing, handle: typing }],
  ['visit', { schema: visitorEvents.visit, handle: visit }],
]);

/** Checks the handshake: its shape, that it names the admitted site, and a protocol in common (SPEC G18). */
function readHandshake(socket: Socket): { siteId: SiteId; v: number } {
  const parsed = visitorHandshake.safeParse(socket.handshake.auth);
  if (!parsed.success || socket.handshake.query.site !== parsed.data.siteId) throw new ParleyError('invalid');
  const v = negotiate(parsed.data.v);
  if (v === null) throw new ParleyError('protocol_unsupported');
  return { siteId: parsed.data.siteId, v };
}

interface VisitorData {
  readonly site: Site;
  readonly siteId: SiteId;
  readonly v: number;
}

async function admit({ sites }: GatewayContext, socket: Socket): Promise<VisitorData> {
  const { siteId, v } = readHandshake(socket);
  const site = await sites.get(siteId);
  if (!site) throw new ParleyError('unknown_site');
  return { site, siteId, v };
}

/** Turns a refusal into what Socket.IO's client gets as `connect_error`, with the refusal as its `data`. */
export function connectError(error: unknown): Error {
  const refusal = refusalWithMend(error);
  return Object.assign(new Error(refusal.code), { data: refusal });
}

/** Serves the namespace /visitor. */
export function serveVisitors(gateway: GatewayContext): void {
  const { visitors, metrics, bindings, clock, config, logger } = gateway;
  const limits = { messageRate: config.limits.messageRate, messageBurst: config.limits.messageBurst };
  const dispatch = createDispatcher(operations, { metrics, logger, namespace: NAMESPACE, now: () => clock.now(), ...limits });
  visitors.use((socket, next) => {
    admit(gateway, socket).then(
      (data) => {
        socket.data = data;
        next();
      },
      (error: unknown) => next(connectError(error)),
    );
  });
  visitors.on('connection', (socket: Socket) => {
    const { site, siteId, v } = socket.data as VisitorData;
    const bound = bindings.acquire(siteId);
    bound.catch(() => {});
    const state = newSocketState(clock.now(), limits.messageBurst);
    // Small, since most connections are idle: what few of them use is made when it is used.
    const cut = () => void socket.disconnect(true);
    const rest = { granted: null, opens: 0, toldClient: null, visits: null, undoEnd: nothing };
    const visitor: VisitorSocket = { gateway, socket, siteId, site, v, bound, state, cut, ...rest };
    socket.data = null;
    metrics.connections.inc({ namespace: NAMESPACE });
    void socket.join(ROOMS.site(siteId));
    socket.onAny((event, ...args) => dispatch(visitor, event, args));
    socket.once('disconnect', () => {
      metrics.connections.dec({ namespace: NAMESPACE });
      bindings.release(siteId);
      forget(visitor);
    });
  });
}
