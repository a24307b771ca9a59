import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { z } from 'zod';
import { readCookie, sessionCookie, sessionCookieName } from '../lib/cookies.ts';
import { ParleyError } from '../lib/errors.ts';
import { isOwnOrigin } from '../lib/origins.ts';
import { type People, SESSION_DAYS } from './people.ts';

interface SessionRoutesDeps {
  readonly people: People;
  readonly publicUrl: string | null;
  /** Closes the sockets of a session on every gateway. */
  readonly endSession: (tokenHash: string) => Promise<void>;
}

const email = z.email().max(254);
const password = z.string().min(10, 'at least 10 characters').max(200);
const setupBody = z.strictObject({ token: z.string().max(64), name: z.string().trim().min(1).max(100), email, password });
const loginBody = z.strictObject({ email, password: z.string().max(200) });

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ParleyError('invalid', { detail: `${issue?.path.join('.')}: ${issue?.message}` });
}

/** Refuses requests that another site's page could have made (X6). */
function requireOwnOrigin(request: FastifyRequest, publicUrl: string | null): void {
  if (!isOwnOrigin(request.headers.origin, request.headers.host, publicUrl)) throw new ParleyError('origin_refused');
}

/** Set-up, sign-in and sign-out. */
export function installSessionRoutes(app: FastifyInstance, { people, publicUrl, endSession }: SessionRoutesDeps): void {
  const secure = publicUrl?.startsWith('https:') ?? false;
  const guesses = new RateLimiterMemory({ points: 10, duration: 60 });
  const spend = async (key: string) => {
    try {
      await guesses.consume(key);
    } catch (spent) {
      throw new ParleyError('rate_limited', { retryAfterMs: (spent as { msBeforeNext?: number }).msBeforeNext ?? 60_000 });
    }
  };
  const answer = (reply: FastifyReply, token: string) =>
    reply.header('set-cookie', sessionCookie(token, SESSION_DAYS * 86_400, secure)).send({ ok: true });
  app.addHook('onRequest', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') requireOwnOrigin(request, publicUrl);
  });

  app.post('/api/setup', async (request, reply) => {
    await spend(`setup ${request.ip}`);
    return answer(reply, await people.setUp(parse(setupBody, request.body)));
  });
  app.post('/api/session', async (request, reply) => {
    const body = parse(loginBody, request.body);
    await spend(`ip ${request.ip}`);
    await spend(`address ${body.email.toLowerCase()}`);
    return answer(reply, await people.signIn(body));
  });
  app.delete('/api/session', async (request, reply) => {
    const token = readCookie(request.headers.cookie, sessionCookieName(secure));
    if (token) await endSession(await people.signOut(token));
    return reply.header('set-cookie', sessionCookie('', 0, secure)).send({ ok: true });
  });
}
