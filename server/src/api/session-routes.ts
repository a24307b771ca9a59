import { recovery, setUp, signIn } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sessionCookie } from '../lib/cookies.ts';
import type { Access } from './access.ts';
import { type People, SESSION_DAYS } from './people.ts';
import { createAllowance, parseBody } from './requests.ts';
import type { EndSockets } from './sockets.ts';

export interface SessionRoutesDeps {
  readonly people: People;
  readonly access: Access;
  readonly publicUrl: string | null;
  readonly sockets: EndSockets;
}

/** Returns what answers that somebody is signed in now: `{ok: true}` and the cookie; an empty token signs out. */
export function createSignIn(publicUrl: string | null): (reply: FastifyReply, token: string) => FastifyReply {
  const secure = publicUrl?.startsWith('https:') ?? false;
  return (reply, token) =>
    reply.header('set-cookie', sessionCookie(token, token === '' ? 0 : SESSION_DAYS * 86_400, secure)).send({ ok: true });
}

/** Set-up, sign-in, sign-out and recovery. */
export function installSessionRoutes(app: FastifyInstance, { people, access, publicUrl, sockets }: SessionRoutesDeps): void {
  const mayGuess = createAllowance(10, 60);
  const answer = createSignIn(publicUrl);

  app.post('/api/setup', async (request, reply) => {
    await mayGuess(`setup ${request.ip}`);
    return answer(reply, await people.setUp(parseBody(setUp, request.body), request.headers['user-agent']));
  });
  app.post('/api/session', async (request, reply) => {
    const body = parseBody(signIn, request.body);
    await mayGuess(`ip ${request.ip}`);
    await mayGuess(`address ${body.email.toLowerCase()}`);
    return answer(reply, await people.signIn(body, request.headers['user-agent']));
  });
  app.delete('/api/session', async (request, reply) => {
    const [token, operator] = [access.token(request), await access.signedIn(request)];
    if (token && operator) await sockets.sessionsEnded(operator, [await people.signOut(token)]);
    return answer(reply, '');
  });
  app.post('/api/recovery', async (request, reply) => {
    await mayGuess(`recovery ${request.ip}`);
    const { token, operator, ended } = await people.recover(parseBody(recovery, request.body), request.headers['user-agent']);
    await sockets.sessionsEnded(operator, ended);
    return answer(reply, token);
  });
}
