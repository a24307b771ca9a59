import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { createAccess } from './access.ts';
import { type ChannelTests, installChannelRoutes } from './channel-routes.ts';
import { installDeskRoutes } from './desk-routes.ts';
import { type HookTools, installHookRoutes } from './hook-routes.ts';
import { installIdentityRoutes } from './identity-routes.ts';
import { createInvitations } from './invitations.ts';
import { installMeRoutes } from './me-routes.ts';
import { installNumbersRoutes } from './numbers-routes.ts';
import type { People } from './people.ts';
import { requireOwnOrigin } from './requests.ts';
import { createRoles } from './roles.ts';
import { installSearchRoutes } from './search-routes.ts';
import { createSignIn, installSessionRoutes } from './session-routes.ts';
import { installSiteRoutes } from './site-routes.ts';
import { createEndSockets, type SocketSignals } from './sockets.ts';
import { installTeamRoutes } from './team-routes.ts';
import { installVisitorDataRoutes } from './visitor-data-routes.ts';

export interface RestDeps extends SocketSignals {
  readonly store: Store;
  readonly clock: Clock;
  readonly people: People;
  readonly secret: string;
  readonly publicUrl: string | null;
  readonly channels: ChannelTests;
  readonly hooks: HookTools;
  readonly siteChanged: (siteId: SiteId) => Promise<void>;
  readonly submit: (message: MessageSubmitted) => Promise<void>;
}

/** Everything under /api, in a scope of its own: what other sites' pages may ask (the widget's requests) is not in it. */
export async function installRest(app: FastifyInstance, given: RestDeps): Promise<void> {
  const roles = createRoles(given.store);
  const { giveRole } = roles;
  const deps = { ...given, access: createAccess(given), sockets: createEndSockets(given), roles, giveRole };
  await app.register(async (api) => {
    requireOwnOrigin(api, deps.publicUrl);
    api.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    installSessionRoutes(api, deps);
    installMeRoutes(api, deps);
    installSiteRoutes(api, deps);
    installDeskRoutes(api, deps);
    installIdentityRoutes(api, deps);
    installNumbersRoutes(api, deps);
    installSearchRoutes(api, deps);
    installTeamRoutes(api, { ...deps, invitations: createInvitations(deps), signIn: createSignIn(deps.publicUrl) });
    installChannelRoutes(api, deps);
    installHookRoutes(api, deps);
    installVisitorDataRoutes(api, deps);
  });
}
