import type { InstallAnswer, SiteAnswer, SiteInfo, SitesAnswer } from '@parley/shared-types/http.ts';
import { DEFAULT_DESK, DEFAULT_SETTINGS, type Operator, type Role, type Site, type SiteId } from '@parley/shared-types/model.ts';
import { allowOrigin, MAX_ALLOWED, newSite, siteChange } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { randomId } from '../lib/ids.ts';
import { createLines } from '../lib/lines.ts';
import { normaliseOrigin } from '../lib/origins.ts';
import type { SitePatch, Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { createAllowance, ownUrl, parseBody } from './requests.ts';
import { type GiveRole, roleOf } from './roles.ts';
import type { EndSockets } from './sockets.ts';

export interface SiteRoutesDeps {
  readonly store: Pick<Store, 'sites'>;
  readonly clock: Clock;
  readonly access: Access;
  readonly giveRole: GiveRole;
  readonly publicUrl: string | null;
  /** Tells every process that caches the settings of a site to read them again. */
  readonly siteChanged: (siteId: SiteId) => Promise<void>;
  readonly sockets: EndSockets;
}

const infoOf = ({ id, name, allowedOrigins, settings }: Site, role: Role): SiteInfo => ({
  siteId: id,
  name,
  role,
  allowedOrigins,
  settings,
});

/** The sites of an operator, oldest first. */
async function sitesOf(store: Pick<Store, 'sites'>, operator: Operator): Promise<readonly Site[]> {
  const found = await Promise.all(Object.keys(operator.roles).map((siteId) => store.sites.get(siteId as SiteId)));
  return found.filter((site) => site !== null).sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));
}

/** What was typed, as exact origins without repeats. @throws ParleyError `origin_invalid` with a word for each entry refused */
function readOrigins(typed: readonly string[]): readonly string[] {
  const read = typed.map((entry) => [entry, normaliseOrigin(entry)] as const);
  const problems = Object.fromEntries(read.flatMap(([entry, result]) => ('why' in result ? [[entry, result.why]] : [])));
  if (Object.keys(problems).length > 0) throw new ParleyError('origin_invalid', { problems });
  const origins = new Set(read.flatMap(([, result]) => ('origin' in result ? [result.origin] : [])));
  const extra = [...origins].slice(MAX_ALLOWED);
  const tooMany = `A site takes at most ${MAX_ALLOWED} addresses.`;
  if (extra.length > 0) throw new ParleyError('origin_invalid', { problems: Object.fromEntries(extra.map((origin) => [origin, tooMany])) });
  return [...origins];
}

/** The script tag, and what a page's content security policy has to allow for it; `ws:` is named because not every browser infers it. */
function installOf(url: string, siteId: SiteId): { snippet: string; csp: readonly string[] } {
  const origin = new URL(url).origin;
  return {
    snippet: `<script async src="${url}/parley/${siteId}.js"></script>`,
    csp: [`script-src ${origin}`, `connect-src ${origin} ${origin.replace(/^http/, 'ws')}`],
  };
}

async function install(store: Pick<Store, 'sites'>, site: Site, url: string): Promise<InstallAnswer> {
  const notes = await store.sites.origins(site.id);
  const allowed = new Set([...site.allowedOrigins, new URL(url).origin]);
  const seen = notes.find(({ refused }) => !refused);
  return {
    ok: true,
    ...installOf(url, site.id),
    seen: seen ? { origin: seen.origin, at: seen.lastAt } : null,
    refused: notes.filter(({ origin, refused }) => refused && !allowed.has(origin)).map(({ origin, lastAt }) => ({ origin, at: lastAt })),
  };
}

/** Adds a site to the operator's account; they own it. @throws ParleyError `forbidden` unless they own a site of the account */
async function addSite({ store, clock, giveRole }: SiteRoutesDeps, operator: Operator, name: string): Promise<Site> {
  const owned = (await sitesOf(store, operator)).filter((site) => roleOf(operator, site.id) === 'owner');
  if (!owned.some(({ accountId }) => accountId === operator.accountId)) throw new ParleyError('forbidden');
  const id = randomId().slice(0, 16) as SiteId;
  const site = {
    id,
    accountId: operator.accountId,
    name,
    allowedOrigins: [],
    settings: DEFAULT_SETTINGS,
    desk: DEFAULT_DESK,
    createdAt: clock.now(),
  };
  await store.sites.add(site);
  await giveRole(operator.id, id, 'owner');
  return site;
}

/** Returns what changes a site by what it is just then, and tells whoever caches it: two changes at the same moment both stay. */
function createUpdate({ store, siteChanged }: SiteRoutesDeps) {
  const inLine = createLines();
  return ({ id }: Site, role: Role, patchOf: (site: Site) => SitePatch) =>
    inLine(id, async (): Promise<SiteAnswer> => {
      const before = await store.sites.get(id);
      if (!before) throw new ParleyError('not_found');
      await store.sites.update(id, patchOf(before));
      await siteChanged(id);
      return { ok: true, site: infoOf((await store.sites.get(id)) ?? before, role) };
    });
}

/** Sites of the signed-in operator: list, add, change, install (shared-types/src/http.ts). */
export function installSiteRoutes(app: FastifyInstance, deps: SiteRoutesDeps): void {
  const { store, access, publicUrl, sockets } = deps;
  const mayChange = createAllowance(60, 60);
  const mayAdd = createAllowance(20, 3_600);
  const update = createUpdate(deps);

  app.get('/api/sites', async (request): Promise<SitesAnswer> => {
    const operator = await access.operator(request);
    const sites = await sitesOf(store, operator);
    return { ok: true, sites: sites.map((site) => infoOf(site, roleOf(operator, site.id) ?? 'agent')) };
  });
  app.post('/api/sites', async (request): Promise<SiteAnswer> => {
    const operator = await access.operator(request);
    const { name } = parseBody(newSite, request.body);
    await mayAdd(operator.id);
    const site = await addSite(deps, operator, name);
    await sockets.operatorChanged(operator);
    return { ok: true, site: infoOf(site, 'owner') };
  });
  app.patch('/api/sites/:site', async (request): Promise<SiteAnswer> => {
    const { operator, site, role } = await access.member(request, 'admin');
    const { allowedOrigins, ...change } = parseBody(siteChange, request.body);
    await mayChange(operator.id);
    const patch = { ...change, ...(allowedOrigins && { allowedOrigins: readOrigins(allowedOrigins) }) };
    return update(site, role, () => patch);
  });
  app.post('/api/sites/:site/origins', async (request): Promise<SiteAnswer> => {
    const { operator, site, role } = await access.member(request, 'admin');
    const { origin } = parseBody(allowOrigin, request.body);
    await mayChange(operator.id);
    return update(site, role, ({ allowedOrigins }) => ({ allowedOrigins: readOrigins([...allowedOrigins, origin]) }));
  });
  app.get('/api/sites/:site/install', async (request): Promise<InstallAnswer> => {
    const { site } = await access.member(request, 'agent');
    return install(store, site, ownUrl(request, publicUrl));
  });
}
