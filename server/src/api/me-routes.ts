import type { MeAnswer, SessionsAnswer } from '@parley/shared-types/http.ts';
import { DEFAULT_NOTICES, type Operator } from '@parley/shared-types/model.ts';
import { meChange, newPassword } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { sha256 } from '../lib/ids.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import type { People } from './people.ts';
import { createAllowance, parseBody } from './requests.ts';
import type { EndSockets } from './sockets.ts';

export interface MeRoutesDeps {
  readonly store: Pick<Store, 'people' | 'sessions'>;
  readonly clock: Clock;
  readonly access: Access;
  readonly people: Pick<People, 'changePassword'>;
  readonly sockets: EndSockets;
}

const meOf = ({ id, name, email, notices = DEFAULT_NOTICES }: Operator): MeAnswer => ({ ok: true, id, name, email, notices });

/** What a session is called outside: its hash opens nothing, but is nobody's business either. */
const publicId = (tokenHash: string) => sha256(`session ${tokenHash}`).slice(0, 32);

/** Who one is, and how one wants to be called. */
function installMe(app: FastifyInstance, { store, access, sockets }: MeRoutesDeps): void {
  const mayChange = createAllowance(60, 60);
  app.get('/api/me', async (request): Promise<MeAnswer> => meOf(await access.operator(request)));
  app.patch('/api/me', async (request): Promise<MeAnswer> => {
    const operator = await access.operator(request);
    const change = parseBody(meChange, request.body);
    await mayChange(operator.id);
    await store.people.change(operator.id, change);
    // What they say from now on has the new name: the gateways know them by their sockets.
    if (change.name !== undefined && change.name !== operator.name) await sockets.operatorChanged(operator);
    return meOf({ ...operator, ...change });
  });
}

/** The password, and where one is signed in. */
function installSessions(app: FastifyInstance, { store, clock, access, people, sockets }: MeRoutesDeps): void {
  const mayGuess = createAllowance(10, 60);
  const ownHash = (request: FastifyRequest) => sha256(access.token(request) ?? '');
  const endOthers = async (operator: Operator, end: () => Promise<readonly string[]>) => {
    const ended = await end();
    await sockets.sessionsEnded(operator, ended);
    return { ok: true as const, ended: ended.length };
  };
  app.post('/api/me/password', async (request) => {
    const operator = await access.operator(request);
    await mayGuess(operator.id);
    const body = parseBody(newPassword, request.body);
    return endOthers(operator, () => people.changePassword(operator, body, ownHash(request)));
  });
  app.get('/api/me/sessions', async (request): Promise<SessionsAnswer> => {
    const operator = await access.operator(request);
    const sessions = await store.sessions.of(operator.id, clock.now());
    return {
      ok: true,
      sessions: sessions.map(({ tokenHash, createdAt, lastSeenAt, agent }) => ({
        id: publicId(tokenHash),
        ...{ createdAt, lastSeenAt, agent },
        isThis: tokenHash === ownHash(request),
      })),
    };
  });
  app.delete('/api/me/sessions', async (request) => {
    const operator = await access.operator(request);
    return endOthers(operator, () => store.sessions.endAll(operator.id, ownHash(request)));
  });
  app.delete('/api/me/sessions/:session', async (request) => {
    const operator = await access.operator(request);
    const { session: asked } = request.params as { session: string };
    const found = (await store.sessions.of(operator.id, clock.now())).find(({ tokenHash }) => publicId(tokenHash) === asked);
    if (!found) throw new ParleyError('not_found');
    await store.sessions.end(found.tokenHash);
    await sockets.sessionsEnded(operator, [found.tokenHash]);
    return { ok: true };
  });
}

/** The signed-in operator's own account (shared-types/src/http.ts). */
export function installMeRoutes(app: FastifyInstance, deps: MeRoutesDeps): void {
  installMe(app, deps);
  installSessions(app, deps);
}
