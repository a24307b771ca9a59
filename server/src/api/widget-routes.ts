import { ERRORS } from '@parley/shared-types/errors.ts';
import type { CheckAnswer, UnreadAnswer } from '@parley/shared-types/http.ts';
import type { Entry, Site, SiteId } from '@parley/shared-types/model.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Clock } from '../lib/clock.ts';
import { isCoded, ParleyError, refusalWithMend } from '../lib/errors.ts';
import type { Grants } from '../lib/grants.ts';
import { requireIdentity } from '../lib/identity.ts';
import { type ChatPolicy, mayChat, originOf } from '../lib/origins.ts';
import { summaryOf } from '../lib/said.ts';
import type { OriginNotes } from '../store/origin-notes.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import type { ConversationKey, Store } from '../store/store.ts';
import { createWidgetScripts, unknownSiteScript, type WidgetScript } from './widget-script.ts';

export interface WidgetRoutesDeps {
  /** Folder that widget/build.ts wrote. */
  readonly widgetDist: string;
  readonly store: Store;
  readonly sites: SiteSettings;
  readonly origins: OriginNotes;
  readonly grants: Grants;
  readonly policy: ChatPolicy;
  readonly clock: Clock;
}

type SiteRequest = FastifyRequest<{ Params: { site: SiteId } }>;

const MOST_UNREAD = 99;
const EXCERPT = 140;
const CACHE = 'public, max-age=60, stale-while-revalidate=86400';

function sendScript(request: FastifyRequest, reply: FastifyReply, script: WidgetScript) {
  reply
    .type('text/javascript; charset=utf-8')
    .headers({ 'cache-control': CACHE, etag: script.etag, vary: 'accept-encoding', 'cross-origin-resource-policy': 'cross-origin' });
  if (request.headers['if-none-match']?.includes(script.etag)) return reply.code(304).send();
  const accepted = `${request.headers['accept-encoding']}`;
  const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity';
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.send(script[encoding]);
}

function installScript(app: FastifyInstance, { widgetDist, sites, origins, policy }: WidgetRoutesDeps): void {
  const scriptOf = createWidgetScripts(widgetDist);
  app.get('/parley/:site(^[\\w-]+).js', async (request: SiteRequest, reply) => {
    const site = await sites.get(request.params.site);
    if (!site) {
      const headers = { 'cache-control': 'no-cache', 'cross-origin-resource-policy': 'cross-origin' };
      return reply.code(404).type('text/javascript; charset=utf-8').headers(headers).send(unknownSiteScript());
    }
    const origin = originOf(request.headers.referer);
    origins.note(site.id, origin, !mayChat({ origin, host: request.headers.host }, site.allowedOrigins, policy));
    return sendScript(request, reply, await scriptOf(site));
  });
}

/** How many answers the visitor has not read, and the last of them. */
async function readUnread({ store }: WidgetRoutesDeps, key: ConversationKey): Promise<UnreadAnswer> {
  const [position] = await store.conversations.positions([key]);
  const read = position?.registers.visitor.read ?? 0;
  const isAnswer = ({ author, body, audience }: Entry) =>
    (author.kind === 'operator' || author.kind === 'bot') && body.kind === 'message' && audience === 'all';
  // The newest page is enough: more than 99 answers are told as 99.
  const answers = (await store.log.before(key, Number.MAX_SAFE_INTEGER, 2 * MOST_UNREAD)).filter(
    (entry) => entry.seq > read && isAnswer(entry),
  );
  const [last] = answers;
  const text = last?.body.kind === 'message' ? summaryOf(last.body).slice(0, EXCERPT) : '';
  return { ok: true, unread: Math.min(answers.length, MOST_UNREAD), last: last ? { text, name: last.author.name ?? null } : null };
}

/** Returns what finds the site that a page asks about. It throws ParleyError `unknown_site`, `origin_refused`. */
export function createRequirePage({ sites, origins, policy }: Pick<WidgetRoutesDeps, 'sites' | 'origins' | 'policy'>) {
  return async (request: FastifyRequest): Promise<Site> => {
    const site = await sites.get((request as SiteRequest).params.site);
    if (!site) throw new ParleyError('unknown_site');
    const { host, referer } = request.headers;
    // A page of our own origin sends no Origin with a GET.
    const origin = request.headers.origin ?? originOf(referer);
    const refused = !mayChat({ origin, host }, site.allowedOrigins, policy);
    origins.note(site.id, originOf(origin), refused);
    if (refused) throw new ParleyError('origin_refused');
    return site;
  };
}

/** What the owner of a refused page has to do, by its origin. */
function mendOrigin(header: string | undefined): string {
  const origin = originOf(header);
  return origin === undefined
    ? 'Open the page from a web server: a file has no origin that could be allowed.'
    : `Add ${origin} to the allowed origins in the inbox under Install.`;
}

/** Asked by pages of other origins, without cookies; text/plain is read here and nowhere else, so that no preflight is needed. */
function installQuestions(app: FastifyInstance, deps: WidgetRoutesDeps): void {
  const { grants, clock } = deps;
  const asked = new RateLimiterMemory({ points: 60, duration: 60 });
  const requirePage = createRequirePage(deps);
  app.addContentTypeParser('text/plain', { parseAs: 'string', bodyLimit: 2_048 }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', async (request, reply) => {
    // Without credentials there is nothing in the answer that is not the asker's own; a refused page has to read why.
    reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' });
    await asked.consume(request.ip).catch((spent: { msBeforeNext?: number }) => {
      throw new ParleyError('rate_limited', { retryAfterMs: spent.msBeforeNext ?? 60_000 });
    });
  });
  app.get('/parley/:site/check', async (request, reply): Promise<CheckAnswer> => {
    try {
      await requirePage(request);
      return { ok: true };
    } catch (error) {
      // What is no fault of the page goes where all faults are logged.
      if (!isCoded(error, 'origin_refused', 'unknown_site')) throw error;
      void reply.code(ERRORS[error.code].status);
      return refusalWithMend(error, error.code === 'origin_refused' ? mendOrigin(request.headers.origin) : undefined);
    }
  });
  app.post('/parley/:site/unread', async (request): Promise<UnreadAnswer> => {
    const site = await requirePage(request);
    if (typeof request.body !== 'string') throw new ParleyError('invalid');
    const grant = grants.read(site.id, request.body);
    grants.requireFresh(grant, clock.now());
    requireIdentity(site, grant.visitorId);
    return readUnread(deps, { siteId: site.id, conversationId: grant.conversationId });
  });
}

/** What the widget asks of the api: its script, whether its page may chat, and whether there is an answer. */
export function installWidgetRoutes(app: FastifyInstance, deps: WidgetRoutesDeps): void {
  installScript(app, deps);
  void app.register((scope, _options, done) => {
    installQuestions(scope, deps);
    done();
  });
}
