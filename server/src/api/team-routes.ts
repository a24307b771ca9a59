import type { InvitationAnswer, InvitedAnswer, TeamAnswer } from '@parley/shared-types/http.ts';
import type { OperatorId } from '@parley/shared-types/model.ts';
import { acceptInvitation, linkToken, newInvitation, newPerson } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ParleyError } from '../lib/errors.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import type { Invitations } from './invitations.ts';
import type { People } from './people.ts';
import { createAllowance, ownUrl, parseBody } from './requests.ts';
import { roleOf } from './roles.ts';

export interface TeamRoutesDeps {
  readonly store: Pick<Store, 'people'>;
  readonly access: Access;
  readonly people: People;
  readonly invitations: Invitations;
  readonly publicUrl: string | null;
  /** Answers that somebody is signed in now. */
  readonly signIn: (reply: FastifyReply, token: string) => FastifyReply;
  /** Closes the sockets of an operator on every gateway: they come back with the roles of now. */
  readonly endOperator: (operatorId: OperatorId) => Promise<void>;
}

function tokenOf(request: FastifyRequest): string {
  const token = linkToken.safeParse((request.params as { token?: string }).token);
  if (!token.success) throw new ParleyError('link_invalid');
  return token.data;
}

/** The team of a site, and how one joins it (shared-types/src/http.ts). */
export function installTeamRoutes(app: FastifyInstance, deps: TeamRoutesDeps): void {
  const { store, access, people, invitations, publicUrl, signIn, endOperator } = deps;
  const mayInvite = createAllowance(30, 3_600);
  const mayLook = createAllowance(60, 60);
  const mayJoin = createAllowance(10, 60);

  app.get('/api/sites/:site/team', async (request): Promise<TeamAnswer> => {
    const { site } = await access.member(request, 'agent');
    const operators = await store.people.ofSite(site.id);
    return {
      ok: true,
      operators: operators.map((operator) => {
        const { id, name, email } = operator;
        return { id, name, email, role: roleOf(operator, site.id) ?? 'agent' };
      }),
    };
  });
  app.post('/api/sites/:site/invitations', async (request): Promise<InvitationAnswer> => {
    const { operator, site } = await access.member(request, 'admin');
    const { role } = parseBody(newInvitation, request.body);
    await mayInvite(operator.id);
    const { token, expiresAt } = invitations.invite(site.id, role);
    return { ok: true, url: `${ownUrl(request, publicUrl)}/invite/${token}`, expiresAt };
  });
  app.get('/api/invitations/:token', async (request): Promise<InvitedAnswer> => {
    await mayLook(request.ip);
    const { site, role } = await invitations.read(tokenOf(request));
    return { ok: true, siteName: site.name, role };
  });
  app.post('/api/invitations/:token', async (request, reply) => {
    await mayJoin(request.ip);
    const body = parseBody(acceptInvitation, request.body);
    const invitation = await invitations.read(tokenOf(request));
    const operator = Object.keys(body).length === 0 ? await access.operator(request) : null;
    if (!operator) return signIn(reply, await people.openSession(await invitations.join(invitation, parseBody(newPerson, body))));
    await invitations.accept(invitation, operator);
    await endOperator(operator.id);
    return reply.send({ ok: true });
  });
}
