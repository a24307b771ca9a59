/** The composition root: opens the ports, starts the roles of this process, and undoes it all in reverse order. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteId } from '@parley/shared-types/model.ts';
import { EFFECT_WORKERS, type EffectWorker } from '@parley/shared-types/topics.ts';
import type { FastifyInstance } from 'fastify';
import { reachableHost } from './api/addresses.ts';
import type { ChannelTests } from './api/channel-routes.ts';
import { installExamples } from './api/examples.ts';
import { installFileRoutes } from './api/file-routes.ts';
import { ensureFirstSite } from './api/first-site.ts';
import type { HookTools } from './api/hook-routes.ts';
import { installHostedPage } from './api/hosted-page.ts';
import { installPages } from './api/pages.ts';
import { createPeople, type People } from './api/people.ts';
import { createQueueGauges } from './api/queue-gauges.ts';
import { createReadiness } from './api/readiness.ts';
import { installRest, type RestDeps } from './api/rest.ts';
import { createHttp } from './api/server.ts';
import { createRequirePage, installWidgetRoutes, type WidgetRoutesDeps } from './api/widget-routes.ts';
import type { Bus } from './bus/bus.ts';
import { openBus } from './bus/open.ts';
import { type Commands, listenForCommands } from './cli/control.ts';
import { createHooksCommand } from './cli/hooks-command.ts';
import { DOCS, EXAMPLES, INBOX_DIST, WIDGET_DIST } from './cli/paths.ts';
import { type Config, installedEffects } from './config.ts';
import type { Fanout } from './fanout/fanout.ts';
import { openFanout } from './fanout/open.ts';
import type { Files } from './files/files.ts';
import { openFiles } from './files/open.ts';
import { createSpool } from './files/spool.ts';
import { createUploads } from './files/uploads.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { newTrace } from './gateway/trace.ts';
import { type Clock, createClock } from './lib/clock.ts';
import { ParleyError } from './lib/errors.ts';
import { createFileTokens } from './lib/file-tokens.ts';
import { createGrants } from './lib/grants.ts';
import { randomId } from './lib/ids.ts';
import { createLinks } from './lib/links.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { createMetrics, type Metrics } from './lib/metrics.ts';
import { createShutdown, type Shutdown } from './lib/shutdown.ts';
import { openSqlite, type Sqlite } from './lib/sqlite.ts';
import { openStore } from './store/open.ts';
import { createOriginNotes } from './store/origin-notes.ts';
import { createSiteSettings, type SiteSettings } from './store/site-settings.ts';
import type { Store } from './store/store.ts';
import type { Worker } from './worker/index.ts';
import { createMailTest, startEmail } from './workers/email/index.ts';
import { startInboundMail } from './workers/inbound-mail/index.ts';
import { startPersist } from './workers/persist/index.ts';
import { startRetention } from './workers/retention/index.ts';
import { startSearch } from './workers/search/index.ts';
import { createSlackTest, startSlack } from './workers/slack/index.ts';
import { createHooksByHand, rotateSecrets, startWebhooks } from './workers/webhooks/index.ts';

export interface RunningInfo {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly siteId: SiteId;
  /** null once there is an owner. */
  readonly setupUrl: string | null;
  readonly roles: readonly string[];
}

export interface Running {
  readonly info: RunningInfo;
  /** Drains and stops; resolves within 30 s. May be called twice. */
  close(): Promise<void>;
}

/** For fault tests: replaces a port by a wrapped one, to crash at a named point or to switch a guard off. */
export interface Decorate {
  readonly bus?: (bus: Bus) => Bus;
  readonly store?: (store: Store) => Store;
  readonly fanout?: (fanout: Fanout) => Fanout;
}

interface Base {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly shutdown: Shutdown;
}
interface Ports extends Base {
  readonly bus: Bus;
  readonly store: Store;
  readonly fanout: Fanout;
  /** null where files cannot be kept: several gateways without FILES_URL. */
  readonly files: Files | null;
  /** Some site has a webhook from now on. */
  readonly onHookMade: () => void;
}

function openDatabase(config: Config): Sqlite | null {
  if (config.store !== null) return null;
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new ParleyError('data_dir_unusable', { detail: config.dataDir, cause });
  }
  return openSqlite(join(config.dataDir, 'parley.db'));
}

async function openPorts(base: Base, decorate: Decorate): Promise<Ports> {
  const { config, logger, shutdown } = base;
  const sqlite = openDatabase(config);
  if (sqlite) shutdown.add('database', () => sqlite.close());
  const opened = await openStore({ ...base, sqlite });
  shutdown.add('store', () => opened.store.close());
  const installed = new Set(installedEffects(config));
  const { bus, adapter: busAdapter } = await openBus({ ...base, sqlite, installed });
  shutdown.add('bus', () => bus.close());
  // Embedded a queue costs each message two writes: while no site has a webhook, the worker's stays empty.
  if (sqlite && !(await opened.store.hooks.any())) installed.delete('webhooks');
  const { fanout, adapter: fanoutAdapter } = await openFanout(base);
  shutdown.add('fanout', () => fanout.close());
  const kept = await openFiles(base);
  if (kept) shutdown.add('files', () => kept.files.close());
  const adapters = { bus: busAdapter, store: opened.adapter, fanout: fanoutAdapter, files: kept?.adapter ?? 'none' };
  logger.info({ roles: [...config.roles], ...adapters }, 'ports open');
  const [wrapBus, wrapStore, wrapFanout] = [decorate.bus, decorate.store, decorate.fanout];
  return {
    ...base,
    bus: wrapBus ? wrapBus(bus) : bus,
    store: wrapStore ? wrapStore(opened.store) : opened.store,
    fanout: wrapFanout ? wrapFanout(fanout) : fanout,
    files: kept?.files ?? null,
    onHookMade: () => void installed.add('webhooks'),
  };
}

async function startStoring(ports: Ports): Promise<void> {
  const { config, shutdown } = ports;
  if (!config.roles.has('persist')) return;
  const persist = await startPersist({ ...ports, shards: config.shards });
  shutdown.add('persist', () => persist.close());
  const retention = startRetention(ports);
  shutdown.add('retention', () => retention.close());
}

interface EffectDeps extends Ports {
  readonly secret: string;
  /** Where the pages are. */
  readonly url: string;
}

/** How each effect worker starts; null when its settings are missing. */
const EFFECTS: Readonly<Record<EffectWorker, (deps: EffectDeps) => Promise<Worker> | null>> = {
  slack: (deps) => deps.config.slack && startSlack({ ...deps, settings: deps.config.slack }),
  email: (deps) => deps.config.mail && startEmail({ ...deps, settings: deps.config.mail }),
  search: (deps) => startSearch({ ...deps, hasQueue: deps.config.store !== null }),
  webhooks: (deps) => startWebhooks({ ...deps, settings: deps.config.hooks }),
};

async function startEffects(deps: EffectDeps): Promise<void> {
  const { config, shutdown, logger } = deps;
  for (const name of EFFECT_WORKERS.filter((worker) => config.roles.has(worker))) {
    const worker = await EFFECTS[name](deps);
    if (worker) shutdown.add(name, () => worker.close());
    else logger.info(`${name} is not configured: its role rests`);
  }
}

/** Receives answers to our mails; it has a spool of its own, since each is emptied by who opens it. */
async function startReceiving({ files, ...ports }: Ports, secret: string): Promise<void> {
  const { config, shutdown, clock, logger } = ports;
  if (!config.roles.has('inbound-mail') || !config.inboundMail) return;
  const spool = await createSpool({ folder: join(config.dataDir, 'incoming-mail'), clock });
  const uploads = createUploads({ files, spool, tokens: createFileTokens(secret), clock, limits: config.files });
  const from = /@([^\s>]+)/.exec(config.mail?.from ?? '')?.[1]?.toLowerCase();
  const ownDomains = [config.inboundMail.domain, ...(from === undefined ? [] : [from])];
  const shared = config.bus !== null;
  const receiver = await startInboundMail({ ...ports, logger, uploads, settings: config.inboundMail, shared, secret, ownDomains });
  shutdown.add('inbound-mail', () => receiver.close());
}

interface Listening {
  readonly people: People;
  readonly info: RunningInfo;
  readonly drain: () => Promise<void>;
}

/** What the owner can test in the inbox: the workers' own clients, with the settings of this process. */
function channelTests({ mail, slack, roles, inboundMail }: Config): ChannelTests {
  const port = roles.has('inbound-mail') ? (inboundMail?.port ?? null) : null;
  return {
    email: mail && { place: mail.from, send: createMailTest(mail), replies: { domain: mail.replyDomain, port } },
    slack: slack && { place: slack.channel, send: createSlackTest(slack) },
  };
}

function hookTools({ store, clock, config, onHookMade }: Ports): HookTools {
  return { ...createHooksByHand({ store, clock, settings: config.hooks }), rotate: rotateSecrets, onMade: onHookMade };
}

type Signals = Pick<RestDeps, 'endSession' | 'endOperator' | 'lookAgain' | 'siteChanged' | 'submit'>;

/** What the API tells the others. A process that only has the API reaches the gateways by the bus. */
function signals(bus: Bus, gateway: Gateway | null, sites: SiteSettings): Signals {
  const nobody = async () => {};
  return {
    endSession: gateway?.endSession ?? nobody,
    endOperator: gateway?.endOperator ?? nobody,
    lookAgain: (siteId, operatorId) => bus.broadcast([{ type: 'operator.changed', siteId, operatorId }]),
    submit: (message) => bus.publish([{ message, trace: newTrace() }]),
    async siteChanged(siteId) {
      sites.drop(siteId);
      await bus.broadcast([{ type: 'site.changed', siteId }]);
    },
  };
}

/** Files over HTTP. What is on its way in lies in the data folder, which is this process's own. */
async function installFiles(app: FastifyInstance, ports: Ports, deps: Omit<WidgetRoutesDeps, 'store'> & { readonly secret: string }) {
  const { config, files, store, clock } = ports;
  const tokens = createFileTokens(deps.secret);
  const spool = await createSpool({ folder: join(config.dataDir, 'incoming'), clock });
  const uploads = createUploads({ files, spool, tokens, clock, limits: config.files });
  const { publicUrl } = config;
  installFileRoutes(app, { files, uploads, tokens, grants: deps.grants, store, clock, publicUrl, requirePage: createRequirePage(deps) });
}

async function listen(ports: Ports, secret: string, siteId: SiteId): Promise<Listening> {
  const { config, shutdown, store, clock, logger } = ports;
  const { publicUrl } = config;
  const sites = createSiteSettings(store, clock);
  const origins = createOriginNotes(store, clock, logger);
  const policy = { publicUrl, allowsLoopback: config.store === null };
  let draining = false;
  const readiness = createReadiness({ ...ports, isDraining: () => draining });
  const { app, server } = createHttp({
    ...ports,
    readiness,
    trustedProxies: config.trustedProxies,
    beforeMetrics: createQueueGauges(ports),
  });
  const people = createPeople({ store, clock, secret });
  const gateway = config.roles.has('gateway')
    ? await createGateway({ ...ports, httpServer: server, secret, publicUrl, sites, origins, policy })
    : null;
  if (config.roles.has('api')) {
    const widget = { widgetDist: WIDGET_DIST, sites, grants: createGrants(secret, config.grantDays), clock };
    installWidgetRoutes(app, { ...widget, store, origins, policy });
    await installFiles(app, ports, { ...widget, origins, policy, secret });
    installHostedPage(app, { ...widget, links: createLinks(secret) });
    const channels = channelTests(config);
    const more = { channels, hooks: hookTools(ports), ...signals(ports.bus, gateway, sites) };
    await installRest(app, { store, clock, people, secret, publicUrl, ...more });
    const own = { siteId, publicUrl };
    await installPages(app, { widgetDist: WIDGET_DIST, inboxDist: INBOX_DIST, docs: DOCS, ...own });
    installExamples(app, { folder: EXAMPLES, ...own });
  }
  shutdown.add('http', () => app.close());
  await bindPort(() => app.listen({ port: config.port, host: config.host }), config);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const info = await describe(config, port, siteId, people);
  const drain = async () => {
    draining = true;
    await gateway?.drain();
  };
  return { info, people, drain };
}

async function bindPort(listenNow: () => Promise<unknown>, config: Config): Promise<void> {
  try {
    await listenNow();
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw taken ? new ParleyError('port_in_use', { detail: `${config.host}:${config.port}`, cause }) : cause;
  }
}

async function describe(config: Config, port: number, siteId: SiteId, people: People): Promise<RunningInfo> {
  const url = config.publicUrl ?? `http://${reachableHost(config.host)}:${port}`;
  const setupUrl = (await people.needsOwner()) ? `${url}/setup/${people.setupToken()}` : null;
  return { pid: process.pid, port, url, siteId, setupUrl, roles: [...config.roles] };
}

function createLinkFor(people: People, url: string): Commands['linkFor'] {
  return async (email) => {
    if (email !== null) return `${url}/recover/${await people.recoveryToken(email)}`;
    if (await people.needsOwner()) return `${url}/setup/${people.setupToken()}`;
    throw new ParleyError('owner_exists');
  };
}

/** Once at start, where operators sign in (DESIGN §5.18). */
function warnOfPlainHttp({ roles, publicUrl }: Config, url: string, logger: Logger): void {
  if (!roles.has('api') || publicUrl?.startsWith('https:')) return;
  logger.warn(
    { url },
    'operators sign in over plain http, so their cookie is not Secure: set PUBLIC_URL to an https address for other networks',
  );
}

/**
 * Starts the roles of one process.
 * @throws ParleyError with an `exit` code; whatever was opened is closed again
 */
export async function start(config: Config, decorate: Decorate = {}): Promise<Running> {
  const logger = createLogger(config.logLevel, [...config.roles].join('+'));
  const shutdown = createShutdown(logger);
  const base: Base = { config, logger, metrics: createMetrics(), clock: createClock(), shutdown };
  try {
    const ports = await openPorts(base, decorate);
    const secret = await ports.store.meta.ensure('secret', `${randomId()}${randomId()}`);
    const siteId = await ensureFirstSite(ports.store, base.clock);
    await startStoring(ports);
    const { info, people, drain } = await listen(ports, secret, siteId);
    const hooks = createHooksCommand(ports.store, hookTools(ports));
    const commands = { bus: ports.bus, linkFor: createLinkFor(people, info.url), hooks };
    shutdown.add('commands', await listenForCommands(config.dataDir, commands));
    await startEffects({ ...ports, secret, url: info.url });
    await startReceiving(ports, secret);
    shutdown.add('drain', drain);
    warnOfPlainHttp(config, info.url, logger);
    logger.info({ url: info.url, roles: info.roles }, 'ready');
    return { info, close: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}
