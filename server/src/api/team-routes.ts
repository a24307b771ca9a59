import type { InvitationAnswer, InvitationsAnswer, InvitedAnswer, TeamAnswer } from '@parley/shared-types/http.ts';
import type { OperatorId, Role } from '@parley/shared-types/model.ts';
import { acceptInvitation, linkToken, newInvitation, newPerson, roleChange } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ParleyError } from '../lib/errors.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import type { Invitations } from './invitations.ts';
import type { People } from './people.ts';
import { createAllowance, ownUrl, parseBody } from './requests.ts';
import { type Roles, roleOf } from './roles.ts';
import type { EndSockets } from './sockets.ts';

export interface TeamRoutesDeps {
  readonly store: Pick<Store, 'people'>;
  readonly access: Access;
  readonly people: People;
  readonly invitations: Invitations;
  readonly roles: Pick<Roles, 'changeRole'>;
  readonly publicUrl: string | null;
  /** Answers that somebody is signed in now. */
  readonly signIn: (reply: FastifyReply, token: string) => FastifyReply;
  readonly sockets: EndSockets;
}

function tokenOf(request: FastifyRequest): string {
  const token = linkToken.safeParse((request.params as { token?: string }).token);
  if (!token.success) throw new ParleyError('link_invalid');
  return token.data;
}

/** Who answers for a site, and with which role. */
function installMembers(app: FastifyInstance, { store, access, roles, sockets }: TeamRoutesDeps): void {
  const mayChange = createAllowance(60, 60);
  const change = async (request: FastifyRequest, roleOfBody: () => Role | null): Promise<{ ok: true }> => {
    const { operator: by, site } = await access.member(request, 'admin');
    await mayChange(by.id);
    const operatorId = (request.params as { operator: OperatorId }).operator;
    const before = await roles.changeRole({ siteId: site.id, operatorId, role: roleOfBody(), by });
    await sockets.operatorChanged(before);
    return { ok: true };
  };
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
  app.patch('/api/sites/:site/team/:operator', (request) => change(request, () => parseBody(roleChange, request.body).role));
  app.delete('/api/sites/:site/team/:operator', (request) => change(request, () => null));
}

/** Links that are out, for those who may make them. */
function installInvitations(app: FastifyInstance, { store, access, invitations, publicUrl }: TeamRoutesDeps): void {
  const mayInvite = createAllowance(30, 3_600);
  app.post('/api/sites/:site/invitations', async (request): Promise<InvitationAnswer> => {
    const { operator, site } = await access.member(request, 'admin');
    const { role } = parseBody(newInvitation, request.body);
    await mayInvite(operator.id);
    const { token, expiresAt } = await invitations.invite({ siteId: site.id, role, by: operator.id });
    return { ok: true, url: `${ownUrl(request, publicUrl)}/invite/${token}`, expiresAt };
  });
  app.get('/api/sites/:site/invitations', async (request): Promise<InvitationsAnswer> => {
    const { site } = await access.member(request, 'admin');
    const pending = await invitations.pending(site.id);
    const names = await Promise.all(pending.map(async ({ by }) => (await store.people.operator(by))?.name ?? ''));
    return {
      ok: true,
      invitations: pending.map(({ id, role, createdAt, expiresAt }, index) => ({ id, role, by: names[index] ?? '', createdAt, expiresAt })),
    };
  });
  app.delete('/api/sites/:site/invitations/:id', async (request): Promise<{ ok: true }> => {
    const { site } = await access.member(request, 'admin');
    await invitations.revoke(site.id, (request.params as { id: string }).id);
    return { ok: true };
  });
}

/** For whoever holds a link. */
function installJoining(app: FastifyInstance, { access, people, invitations, signIn, sockets }: TeamRoutesDeps): void {
  const mayLook = createAllowance(60, 60);
  const mayJoin = createAllowance(10, 60);
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
    if (!operator) {
      const joined = await invitations.join(invitation, parseBody(newPerson, body));
      return signIn(reply, await people.openSession(joined, request.headers['user-agent']));
    }
    await invitations.accept(invitation, operator);
    await sockets.operatorChanged(operator);
    return reply.send({ ok: true });
  });
}

/** The team of a site, and how one joins it (shared-types/src/http.ts). */
export function installTeamRoutes(app: FastifyInstance, deps: TeamRoutesDeps): void {
  installMembers(app, deps);
  installInvitations(app, deps);
  installJoining(app, deps);
}
