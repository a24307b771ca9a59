import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ParleyError } from '../lib/errors.ts';

interface PagesDeps {
  /** Folders that vite built. */
  readonly widgetDist: string;
  readonly inboxDist: string;
  /** The site of the demo page. */
  readonly siteId: string;
}

const DAYS_365 = 31_536_000_000;

/** The plain pages: `/` is the demo page of the first site, `/inbox/` the inbox, `/setup/TOKEN` makes the owner. */
export async function installPages(app: FastifyInstance, { widgetDist, inboxDist, siteId }: PagesDeps): Promise<void> {
  const page = (file: string) => (reply: FastifyReply) => {
    if (!existsSync(file)) throw new ParleyError('unavailable', { detail: 'the pages are not built' });
    const html = readFileSync(file, 'utf8').replaceAll('__SITE_ID__', siteId);
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
    });
  await assets(widgetDist, '/parley/assets/', true);
  await assets(inboxDist, '/inbox/assets/', false);
  const demo = page(join(widgetDist, 'index.html'));
  const inbox = page(join(inboxDist, 'index.html'));
  const login = page(join(inboxDist, 'login.html'));
  const setup = page(join(inboxDist, 'setup.html'));
  app.get('/', (_request, reply) => demo(reply));
  app.get('/inbox', (_request, reply) => reply.redirect('/inbox/'));
  app.get('/inbox/', (_request, reply) => inbox(reply));
  app.get('/inbox/login', (_request, reply) => login(reply));
  app.get('/setup/:token', (_request, reply) => setup(reply));
}
