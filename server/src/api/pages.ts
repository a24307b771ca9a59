import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ParleyError } from '../lib/errors.ts';
import { ownUrl } from './requests.ts';
import { fillIn } from './templates.ts';

interface PagesDeps {
  /** Folders that vite built. */
  readonly widgetDist: string;
  readonly inboxDist: string;
  /** Folder of the pages for readers. */
  readonly docs: string;
  /** The site of the landing page. */
  readonly siteId: string;
  readonly publicUrl: string | null;
}

/** The npm package changes with an update only, and its address does not. */
const PACKAGE_CACHE = { maxAge: 300_000, immutable: false } as const;
const DAYS_365 = 31_536_000_000;

function allowAnyPage(reply: FastifyReply): void {
  reply.headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' });
}

/** The guides are Markdown, which reads well as it is. */
function asText(reply: { header(name: string, value: string): unknown }): void {
  reply.header('content-type', 'text/plain; charset=utf-8');
}

/** The pages: `/` is the landing page, which is the first site's own, `/inbox/` the inbox; `/setup/`, `/invite/` and `/recover/TOKEN` let an operator in. */
export async function installPages(app: FastifyInstance, { widgetDist, inboxDist, docs, siteId, publicUrl }: PagesDeps): Promise<void> {
  const page = (file: string) => (request: FastifyRequest, reply: FastifyReply) => {
    if (!existsSync(file)) throw new ParleyError('unavailable', { detail: 'the pages are not built' });
    const html = fillIn(readFileSync(file, 'utf8'), { __SITE_ID__: siteId, __ORIGIN__: ownUrl(request, publicUrl) });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html);
  };
  const assets = (folder: string, prefix: string, decorateReply: boolean) =>
    app.register(staticFiles, {
      root: join(folder, 'assets'),
      prefix,
      decorateReply,
      immutable: true,
      maxAge: DAYS_365,
      index: false,
      dotfiles: 'ignore',
      // Pages of other origins import the widget's chunks.
      ...(prefix === '/parley/assets/' ? { preCompressed: true, setHeaders: allowAnyPage } : {}),
    });
  await assets(widgetDist, '/parley/assets/', true);
  await assets(inboxDist, '/inbox/assets/', false);
  // Built: the rest of the gallery is a folder of the examples.
  app.get('/examples/gallery/gallery.js', (_request, reply) => reply.sendFile('gallery.js', widgetDist, PACKAGE_CACHE));
  app.get('/parley/sdk.tgz', (_request, reply) => {
    if (!existsSync(join(widgetDist, 'sdk.tgz'))) throw new ParleyError('unavailable', { detail: 'the npm package is not built' });
    return reply.sendFile('sdk.tgz', widgetDist, PACKAGE_CACHE);
  });
  await app.register(staticFiles, { root: docs, prefix: '/docs/', decorateReply: false, index: false, setHeaders: asText });
  app.get('/', page(join(inboxDist, 'home.html')));
  app.get('/inbox', (_request, reply) => reply.redirect('/inbox/'));
  // Each conversation and each page of a site has an address; the inbox itself reads it.
  app.get('/inbox/*', page(join(inboxDist, 'index.html')));
  app.get('/inbox/login', page(join(inboxDist, 'login.html')));
  app.get('/setup/:token', page(join(inboxDist, 'setup.html')));
  app.get('/invite/:token', page(join(inboxDist, 'invite.html')));
  app.get('/recover/:token', page(join(inboxDist, 'recover.html')));
}
