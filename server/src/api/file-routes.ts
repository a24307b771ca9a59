import type { IncomingMessage } from 'node:http';
import type { UploadAnswer, UploadLimitsAnswer } from '@parley/shared-types/http.ts';
import type { ConversationId, Site, SiteId } from '@parley/shared-types/model.ts';
import { clientMsgId, conversationId, fileId } from '@parley/shared-types/schemas/model.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Files, FilesOf } from '../files/files.ts';
import type { Uploads } from '../files/uploads.ts';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import type { FileTokens } from '../lib/file-tokens.ts';
import type { Grants } from '../lib/grants.ts';
import { requireIdentity } from '../lib/identity.ts';
import type { Store } from '../store/store.ts';
import { createAccess } from './access.ts';
import { createAllowance, requireOwnOrigin } from './requests.ts';
import { sendFile } from './send-file.ts';

export interface FileRoutesDeps {
  readonly files: Files | null;
  readonly uploads: Uploads;
  readonly tokens: FileTokens;
  readonly grants: Grants;
  readonly store: Store;
  readonly clock: Clock;
  readonly publicUrl: string | null;
  /** The site that a page asks about. @throws ParleyError `unknown_site`, `origin_refused` */
  readonly requirePage: (request: FastifyRequest) => Promise<Site>;
}

/** In ten minutes, of one conversation or one address. */
const MOST_UPLOADS = 60;
/** In a minute, of one address: a long conversation shows many pictures at once. */
const MOST_READS = 600;

const paramsOf = (request: FastifyRequest) => request.params as { site: SiteId; conversation: string; upload: string; file: string };

/** The bytes of an upload are its body, whatever it says that they are; nothing is read before it is wanted. */
function takeAnyBody(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

/** @throws ParleyError `invalid` when the request has no body, no usable id or no name */
function uploadOf(request: FastifyRequest) {
  const id = clientMsgId.safeParse(paramsOf(request).upload);
  const { name } = request.query as { name?: unknown };
  const bytes = request.body as IncomingMessage | undefined;
  if (!id.success || typeof name !== 'string' || name.length > 2_000 || !bytes) throw new ParleyError('invalid');
  const length = request.headers['content-length'];
  return { id: id.data, name, bytes, length: length === undefined ? null : Number(length) };
}

async function answerFile(files: Files | null, where: Omit<FilesOf, 'conversationId'>, request: FastifyRequest, reply: FastifyReply) {
  const { conversation, file } = paramsOf(request);
  const [of, id] = [conversationId.safeParse(conversation), fileId.safeParse(file)];
  const found = of.success && id.success ? await files?.get({ ...where, conversationId: of.data, fileId: id.data }) : null;
  if (!found) throw new ParleyError('not_found');
  return sendFile(request, reply, found);
}

function bearerOf({ headers }: FastifyRequest): string {
  return /^Bearer (\S{1,1024})$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** For the widget: any allowed page may ask, without cookies; the grant says who writes, the key who reads. */
function installVisitorFiles(scope: FastifyInstance, deps: FileRoutesDeps): void {
  const { files, uploads, tokens, grants, clock, requirePage } = deps;
  const [mayAsk, mayRead] = [createAllowance(120, 60), createAllowance(MOST_READS, 60)];
  const [mayUpload, mayFill] = [createAllowance(MOST_UPLOADS, 600), createAllowance(MOST_UPLOADS, 600)];
  scope.addHook('onRequest', async (_request, reply) => {
    void reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'no-store' });
  });
  scope.options('/parley/:site/files/:upload', async (request, reply) => {
    await mayAsk(request.ip);
    await requirePage(request);
    const headers = { 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': 'authorization, content-type' };
    return reply
      .code(204)
      .headers({ ...headers, 'access-control-max-age': '600' })
      .send();
  });
  scope.get('/parley/:site/files', async (request): Promise<UploadLimitsAnswer> => {
    await mayAsk(request.ip);
    const { settings } = await requirePage(request);
    return { ok: true, ...(settings.files ? uploads.limits() : { most: 0, types: [] }) };
  });
  scope.put('/parley/:site/files/:upload', async (request): Promise<UploadAnswer> => {
    const site = await requirePage(request);
    const grant = grants.read(site.id, bearerOf(request));
    grants.requireFresh(grant, clock.now());
    requireIdentity(site, grant.visitorId);
    if (!site.settings.files) throw new ParleyError('files_unavailable');
    const upload = uploadOf(request);
    await mayUpload(request.ip);
    await mayFill(grant.conversationId);
    return uploads.take({ ...upload, where: grant, sender: `visitor:${grant.visitorId}` });
  });
  scope.get('/parley/:site/files/:conversation/:file', async (request, reply) => {
    await mayRead(request.ip);
    const { site: siteId, conversation } = paramsOf(request);
    const { key } = request.query as { key?: unknown };
    tokens.requireKey({ siteId, conversationId: conversation as ConversationId }, typeof key === 'string' ? key : '', clock.now());
    return answerFile(files, { siteId }, request, reply);
  });
}

/** For the inbox: operators with a role on the site, by their session. */
function installOperatorFiles(scope: FastifyInstance, { files, uploads, store, clock, publicUrl }: FileRoutesDeps): void {
  const access = createAccess({ store, clock, publicUrl });
  const mayUpload = createAllowance(MOST_UPLOADS, 600);
  requireOwnOrigin(scope, publicUrl);
  scope.put('/api/sites/:site/conversations/:conversation/files/:upload', async (request, reply): Promise<UploadAnswer> => {
    void reply.header('cache-control', 'no-store');
    const { operator, site } = await access.member(request, 'agent');
    const asked = conversationId.safeParse(paramsOf(request).conversation);
    const where = asked.success ? { siteId: site.id, conversationId: asked.data } : null;
    if (!where || !(await store.conversations.get(where))) throw new ParleyError('not_found');
    const upload = uploadOf(request);
    await mayUpload(operator.id);
    return uploads.take({ ...upload, where, sender: `operator:${operator.id}` });
  });
  scope.get('/api/sites/:site/conversations/:conversation/files/:file', async (request, reply) => {
    const { site } = await access.member(request, 'agent');
    return answerFile(files, { siteId: site.id }, request, reply);
  });
}

/** Files over HTTP, for visitors and operators (shared-types/src/http.ts, SPEC X10). */
export function installFileRoutes(app: FastifyInstance, deps: FileRoutesDeps): void {
  for (const install of [installVisitorFiles, installOperatorFiles])
    void app.register((scope, _options, done) => {
      takeAnyBody(scope);
      install(scope, deps);
      done();
    });
}
