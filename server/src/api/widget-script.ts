import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { ERRORS } from '@parley/shared-types/errors.ts';
import type { ChosenSettings, WidgetSettings } from '@parley/shared-types/http.ts';
import { hasRules } from '@parley/shared-types/look.ts';
import type { Site, SiteId } from '@parley/shared-types/model.ts';
import { ParleyError } from '../lib/errors.ts';
import { lookOf } from '../lib/site-look.ts';

const zip = { gzip: promisify(gzip), brotli: promisify(brotliCompress) };
const MOST = 1_000;

type ShownSite = Pick<Site, 'name' | 'settings' | 'identitySecrets'>;

/** What widget/build.ts built: names of the chunks. */
export interface BuiltWidget {
  readonly chat: string;
  /** In the place of `chat` where the site signs in its users. */
  readonly users: string;
  readonly hosted: string;
  /** The optional chunks, by name. */
  readonly extras: Readonly<Record<string, string>>;
}

/** One site's `/parley/SITE.js`, in the three forms in which it is sent. */
export interface WidgetScript {
  readonly etag: string;
  readonly identity: Buffer;
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** Reads the built widget. @throws ParleyError `unavailable` when it is not built */
export function readBuilt(dist: string): { loader: string; chunks: BuiltWidget } {
  const manifest = join(dist, 'widget.json');
  if (!statSync(manifest, { throwIfNoEntry: false })) throw new ParleyError('unavailable', { detail: 'the widget is not built' });
  return {
    loader: readFileSync(join(dist, 'loader.js'), 'utf8'),
    chunks: JSON.parse(readFileSync(manifest, 'utf8')) as BuiltWidget,
  };
}

/** Whether visitors of a site may have to be told from its users. */
function hasUsers({ identitySecrets = [], settings }: ShownSite): boolean {
  return identitySecrets.length > 0 || settings.identity === 'required' || settings.cookieDomain !== '';
}

/** Whether the chunk `page` works on each page view: it decides, triggers or tells by the page. */
function isPageBusy(chosen: ChosenSettings): boolean {
  return hasRules(chosen) || Boolean(chosen.triggers || chosen.pages || chosen.liveVisitors);
}

export function settingsOf(site: ShownSite, { chat, users, extras }: BuiltWidget): WidgetSettings {
  const look = lookOf(site);
  const busy = isPageBusy(look.chosen) && { isPageBusy: true as const };
  return { ...look, chat: hasUsers(site) ? users : chat, page: extras.page ?? '', ...busy };
}

/** The script of one site. */
export function scriptFor(loader: string, chunks: BuiltWidget, site: ShownSite): string {
  return loader.replace('__PARLEY__', () => JSON.stringify(settingsOf(site, chunks)));
}

async function compress(script: string): Promise<WidgetScript> {
  const identity = Buffer.from(script);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: identity.length };
  const [gzip, br] = await Promise.all([zip.gzip(identity, { level: 9 }), zip.brotli(identity, { params })]);
  return { etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`, identity, gzip, br };
}

/** Puts the settings into the loader and compresses it, once for each site and change of its settings. */
export function createWidgetScripts(dist: string): (site: Site) => Promise<WidgetScript> {
  const made = new Map<SiteId, { text: string; script: Promise<WidgetScript> }>();
  let built: ReturnType<typeof readBuilt> | undefined;
  let builtAt: number | undefined;
  return (site) => {
    // A new build is served without a restart.
    const at = statSync(join(dist, 'widget.json'), { throwIfNoEntry: false })?.mtimeMs;
    if (!built || at !== builtAt) built = readBuilt(dist);
    builtAt = at;
    const text = scriptFor(built.loader, built.chunks, site);
    const known = made.get(site.id);
    if (known?.text === text) return known.script;
    if (made.size >= MOST) made.clear();
    const script = compress(text);
    made.set(site.id, { text, script });
    return script;
  };
}

/** What a page runs whose script tag names no site: one line for its owner. */
export function unknownSiteScript(): string {
  const { message, mend } = ERRORS.unknown_site;
  return `console.warn(${JSON.stringify(`parley: unknown_site - ${message} ${mend}`)});`;
}
