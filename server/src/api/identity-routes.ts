import { randomBytes } from 'node:crypto';
import type { IdentityAnswer } from '@parley/shared-types/http.ts';
import type { IdentitySecret, SiteId } from '@parley/shared-types/model.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { createLines } from '../lib/lines.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { createAllowance } from './requests.ts';

export interface IdentityRoutesDeps {
  readonly store: Pick<Store, 'sites'>;
  readonly clock: Clock;
  readonly access: Access;
  /** Tells every process that caches the site to read it again. */
  readonly siteChanged: (siteId: SiteId) => Promise<void>;
}

/** As HS256 wants it, in letters that survive every settings file. */
const newSecret = () => randomBytes(32).toString('base64url');

/** The secrets that sign tokens of a site's users: the only answers that have them (shared-types/src/http.ts). */
export function installIdentityRoutes(app: FastifyInstance, { store, clock, access, siteChanged }: IdentityRoutesDeps): void {
  const mayChange = createAllowance(20, 3_600);
  const inLine = createLines();
  const read = async (siteId: SiteId): Promise<readonly IdentitySecret[]> => {
    const site = await store.sites.get(siteId);
    if (!site) throw new ParleyError('not_found');
    return site.identitySecrets ?? [];
  };
  const change = (siteId: SiteId, next: (secrets: readonly IdentitySecret[]) => readonly IdentitySecret[]) =>
    inLine(siteId, async (): Promise<IdentityAnswer> => {
      await store.sites.update(siteId, { identitySecrets: next(await read(siteId)) });
      await siteChanged(siteId);
      return { ok: true, secrets: await read(siteId) };
    });
  app.get('/api/sites/:site/identity', async (request): Promise<IdentityAnswer> => {
    const { site } = await access.member(request, 'admin');
    return { ok: true, secrets: await read(site.id) };
  });
  app.post('/api/sites/:site/identity', async (request): Promise<IdentityAnswer> => {
    const { operator, site } = await access.member(request, 'admin');
    await mayChange(operator.id);
    return change(site.id, ([newest]) => [{ secret: newSecret(), createdAt: clock.now() }, ...(newest ? [newest] : [])]);
  });
  app.delete('/api/sites/:site/identity/old', async (request): Promise<IdentityAnswer> => {
    const { operator, site } = await access.member(request, 'admin');
    await mayChange(operator.id);
    return change(site.id, (secrets) => secrets.slice(0, 1));
  });
}
