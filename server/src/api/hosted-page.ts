import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS, type ErrorCode } from '@parley/shared-types/errors.ts';
import type { HostedSettings } from '@parley/shared-types/http.ts';
import { isVerified } from '@parley/shared-types/model.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { isCoded, ParleyError } from '../lib/errors.ts';
import type { Grants } from '../lib/grants.ts';
import type { Links } from '../lib/links.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import { readBuilt, settingsOf } from './widget-script.ts';

interface HostedPageDeps {
  /** Folder that widget/build.ts wrote. */
  readonly widgetDist: string;
  readonly sites: SiteSettings;
  readonly links: Links;
  readonly grants: Grants;
  readonly clock: Clock;
}

/** Whoever has the address has the conversation: it is told to nobody, kept nowhere and found by no search. */
const HEADERS = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' } as const;

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
/** JSON that cannot end the script element it stands in. */
const inScript = (value: object) => JSON.stringify(value).replaceAll('<', '\\u003c');

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/c/page.css">
<title>${escaped(title)}</title>
</head>
<body>
${body}
</body>
</html>
`;
}

function refused(code: ErrorCode): string {
  const { message, mend } = ERRORS[code];
  const title = message.replace(/\.$/, '');
  const words = `<h1>${escaped(title)}</h1>\n<p>${escaped(mend)}</p>\n<p><small>Code: ${code}</small></p>`;
  return page(title, `<main>\n${words}\n</main>`);
}

/** `/c/TOKEN`, the link of a mail: the conversation it names, full page, in any browser. */
export function installHostedPage(app: FastifyInstance, { widgetDist, sites, links, grants, clock }: HostedPageDeps): void {
  const css = readFileSync(join(import.meta.dirname, 'hosted-page.css'), 'utf8');
  const open = async (token: string): Promise<string> => {
    const link = links.read(token, clock.now());
    const site = await sites.get(link.siteId);
    if (!site) throw new ParleyError('link_invalid');
    const { chunks } = readBuilt(widgetDist);
    // Only a token gives a verified visitor more time than the link has.
    const grant = grants.sign(isVerified(link.visitorId) ? link : grants.mint(link, clock.now()));
    const settings: HostedSettings = { ...settingsOf(site, chunks), siteId: site.id, grant, conversationId: link.conversationId };
    const data = `<script type="application/json" id="parley">${inScript(settings)}</script>`;
    return page(
      site.name,
      `<noscript>This chat needs JavaScript.</noscript>\n${data}\n<script type="module" src="/parley/assets/${chunks.hosted}"></script>`,
    );
  };
  const send = (reply: FastifyReply, status: number, html: string) =>
    reply.code(status).type('text/html; charset=utf-8').headers(HEADERS).send(html);
  app.get('/c/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'max-age=3600').send(css));
  app.get('/c/:token', async (request, reply) => {
    try {
      return await send(reply, 200, await open((request.params as { token: string }).token));
    } catch (error) {
      if (!isCoded(error, 'link_invalid', 'link_expired')) throw error;
      return send(reply, ERRORS[error.code].status, refused(error.code));
    }
  });
}
