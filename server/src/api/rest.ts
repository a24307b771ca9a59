import type { OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { createAccess } from './access.ts';
import { installDeskRoutes } from './desk-routes.ts';
import { installIdentityRoutes } from './identity-routes.ts';
import { createInvitations } from './invitations.ts';
import { installNumbersRoutes } from './numbers-routes.ts';
import type { People } from './people.ts';
import { requireOwnOrigin } from './requests.ts';
import { createGiveRole } from './roles.ts';
import { installSearchRoutes } from './search-routes.ts';
import { createSignIn, installSessionRoutes } from './session-routes.ts';
import { installSiteRoutes } from './site-routes.ts';
import { installTeamRoutes } from './team-routes.ts';

export interface RestDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly people: People;
  readonly secret: string;
  readonly publicUrl: string | null;
  readonly siteChanged: (siteId: SiteId) => Promise<void>;
  readonly endSession: (tokenHash: string) => Promise<void>;
  readonly endOperator: (operatorId: OperatorId) => Promise<void>;
}

/** Everything under /api, in a scope of its own: what other sites' pages may ask (the widget's requests) is not in it. */
export async function installRest(app: FastifyInstance, deps: RestDeps): Promise<void> {
  const access = createAccess(deps);
  const giveRole = createGiveRole(deps.store);
  const invitations = createInvitations({ ...deps, giveRole });
  await app.register(async (api) => {
    requireOwnOrigin(api, deps.publicUrl);
    api.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    installSessionRoutes(api, { ...deps, access });
    installSiteRoutes(api, { ...deps, access, giveRole });
    installDeskRoutes(api, { ...deps, access });
    installIdentityRoutes(api, { ...deps, access });
    installNumbersRoutes(api, { ...deps, access });
    installSearchRoutes(api, { ...deps, access });
    installTeamRoutes(api, { ...deps, access, invitations, signIn: createSignIn(deps.publicUrl) });
  });
}
