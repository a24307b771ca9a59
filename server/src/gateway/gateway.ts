import type { Server as HttpServer } from 'node:http';
import type { OperatorId } from '@parley/shared-types/model.ts';
import { Server } from 'socket.io';
import type { Bus } from '../bus/bus.ts';
import type { Config } from '../config.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { Clock } from '../lib/clock.ts';
import { ParleyError, refusalOf } from '../lib/errors.ts';
import { createFileTokens } from '../lib/file-tokens.ts';
import { createGrants } from '../lib/grants.ts';
import { createUserIds } from '../lib/identity.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { ChatPolicy } from '../lib/origins.ts';
import type { OriginNotes } from '../store/origin-notes.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import type { RegisterRaise, Store } from '../store/store.ts';
import { addressOf, createAdmission } from './admission.ts';
import { createAutoAssign } from './auto-assign.ts';
import { createBindings } from './bindings.ts';
import type { GatewayContext } from './context.ts';
import { createDelivery } from './deliver.ts';
import { closeConnections, drainSockets } from './drain.ts';
import { enginesOf } from './engine.ts';
import { type AddressLimits, createAddressLimits } from './limits.ts';
import { serveOperators } from './operator.ts';
import { createPositions } from './positions.ts';
import { createPresenceTracker } from './presence.ts';
import { createRecheckOf } from './recheck.ts';
import { createRegisterWriter } from './registers.ts';
import { ROOMS } from './rooms.ts';
import { cutSlowReaders } from './slow.ts';
import { connectError, serveVisitors } from './visitor.ts';
import { createVisitorPresence } from './visitor-presence.ts';

export interface GatewayDeps {
  readonly httpServer: HttpServer;
  readonly bus: Bus;
  readonly store: Store;
  readonly fanout: Fanout;
  readonly config: Config;
  /** The install's secret, which signs grants. */
  readonly secret: string;
  readonly publicUrl: string | null;
  /** Shared with the api of this process. */
  readonly sites: SiteSettings;
  readonly origins: OriginNotes;
  readonly policy: ChatPolicy;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

export interface Gateway {
  /** Closes the sockets of a session, on every gateway. */
  endSession(tokenHash: string): Promise<void>;
  /** Closes the sockets of an operator, on every gateway: their clients come back, with the roles of now. */
  endOperator(operatorId: OperatorId): Promise<void>;
  /** See drain.ts; then closes what the gateway opened. Resolves within 25 s. */
  drain(): Promise<void>;
}

const RESYNC_WITHIN_MS = 3_000;

interface IoDeps extends Pick<GatewayDeps, 'httpServer' | 'config' | 'clock' | 'logger' | 'sites' | 'origins' | 'policy'> {
  readonly isDraining: () => boolean;
}

/** Socket.IO with what DESIGN and SPEC G ask of it; refuses foreign pages before the upgrade. */
function createIo({ httpServer, config, policy, clock, sites, origins, logger, isDraining }: IoDeps): Server {
  const trustedProxies = new Set(config.trustedProxies);
  const addresses = createAddressLimits(config.limits, () => clock.now());
  const admit = createAdmission({ sites, origins, addresses, trustedProxies, policy, isDraining });
  const io = new Server(httpServer, {
    path: '/parley/socket',
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    connectTimeout: 5_000,
    maxHttpBufferSize: config.limits.maxFrameBytes,
    // Admission refuses foreign origins; for the others this lets polling work across origins.
    cors: { origin: true },
    allowRequest: (request, answer) => {
      admit(request).then(
        (code) => answer(code, code === null),
        (error: unknown) => {
          logger.warn({ err: error }, 'a socket could not be admitted');
          answer(refusalOf(error).code, false);
        },
      );
    },
  });
  countAddresses(io, addresses, trustedProxies);
  return io;
}

function countAddresses(io: Server, addresses: AddressLimits, trusted: ReadonlySet<string>): void {
  io.engine.on('connection', (socket: { request: Parameters<typeof addressOf>[0]; once(event: 'close', call: () => void): void }) => {
    const address = addressOf(socket.request, trusted);
    addresses.opened(address);
    socket.once('close', () => addresses.closed(address));
  });
}

/** Tells both sides how far one has come: what is read in one tab or on one device is read in the others. */
function tellRegister({ visitors, operators }: Pick<GatewayContext, 'visitors' | 'operators'>) {
  return ({ siteId, conversationId, side, register }: RegisterRaise) => {
    const push = { conversationId, registers: { [side]: register } };
    visitors.to(ROOMS.conversation(siteId, conversationId)).emit('registers', push);
    operators.to(ROOMS.site(siteId)).emit('registers', { siteId, ...push });
  };
}

/** Starts the gateway on an HTTP server: both namespaces, delivery, presence. */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const { bus, store, fanout, config, clock, logger, metrics, publicUrl, sites } = deps;
  const drain = { isDraining: false, inFlight: 0 };
  const io = createIo({ ...deps, isDraining: () => drain.isDraining });
  fanout.install(io);
  const visitors = io.of('/visitor');
  const operators = io.of('/operator');
  io.use((_socket, next) => next(connectError(new ParleyError('not_found'))));

  const resync = () => {
    for (const namespace of [visitors, operators]) namespace.local.emit('resync', { withinMs: RESYNC_WITHIN_MS });
  };
  const forVisitors = createVisitorPresence({ store, sites, clock });
  const presence = createPresenceTracker({ fanout, visitors, operators, clock, forVisitors });
  const autoAssign = createAutoAssign({ bus, store, presence: fanout.presence, sites, clock, logger });
  const recheck = createRecheckOf({ operators, store, clock });
  const onFrame = createDelivery({ visitors, operators, sites, presence, autoAssign, recheck, logger });
  const broadcasts = await bus.onBroadcast({ onFrame, onGap: resync });
  const registers = createRegisterWriter({ store, clock, logger, tell: tellRegister({ visitors, operators }) });
  const bindings = createBindings(broadcasts, clock);
  const grants = createGrants(deps.secret, config.grantDays);
  const positionOf = createPositions(store, clock);
  const context: GatewayContext = {
    bus,
    store,
    config,
    publicUrl,
    channels: { email: config.mail !== null, slack: config.slack !== null },
    clock,
    logger,
    metrics,
    visitors,
    operators,
    grants,
    userIds: createUserIds(deps.secret),
    fileTokens: createFileTokens(deps.secret),
    sites,
    bindings,
    presence,
    registers,
    positionOf,
    drain,
  };
  serveVisitors(context);
  const undo = [
    serveOperators(context),
    cutSlowReaders(io, { most: config.limits.maxBufferedBytes, clock, logger }),
    fanout.onReturn(resync),
  ];
  return {
    async endSession(tokenHash) {
      operators.in(ROOMS.session(tokenHash)).disconnectSockets(true);
    },
    async endOperator(operatorId) {
      operators.in(ROOMS.operator(operatorId)).disconnectSockets(true);
    },
    async drain() {
      const clients = enginesOf(io);
      await drainSockets({ namespaces: [visitors, operators], clock, state: drain });
      for (const step of undo) step();
      presence.close();
      await registers.flush();
      await broadcasts.close();
      await autoAssign.idle();
      await closeConnections({ io, httpServer: deps.httpServer, clients, clock });
    },
  };
}
