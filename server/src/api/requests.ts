/** What the routes of the inbox share: bodies are parsed, writing needs an origin of our own, and nobody asks too often. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { z } from 'zod';
import { ParleyError } from '../lib/errors.ts';
import { isOwnOrigin } from '../lib/origins.ts';

/** Reads a body. @throws ParleyError `invalid` with a word for each field that is wrong */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const problems = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message]).reverse());
  throw new ParleyError('invalid', { detail: parsed.error.issues[0]?.message ?? '', problems });
}

/** Refuses requests that another site's page could have made (X6), for all routes of this instance. */
export function requireOwnOrigin(app: FastifyInstance, publicUrl: string | null): void {
  app.addHook('onRequest', async ({ method, headers }) => {
    if (method === 'GET' || method === 'HEAD' || isOwnOrigin(headers.origin, headers.host, publicUrl)) return;
    throw new ParleyError('origin_refused');
  });
}

/** Address under which the browser that asks reaches us. @throws ParleyError `invalid` when it names no host */
export function ownUrl(request: FastifyRequest, publicUrl: string | null): string {
  const url = publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
  if (!URL.canParse(url)) throw new ParleyError('invalid');
  return url;
}

/** Lets a key be used `points` times in `seconds`. @returns what throws ParleyError `rate_limited` beyond that */
export function createAllowance(points: number, seconds: number): (key: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (key) => {
    try {
      await limiter.consume(key);
    } catch (spent) {
      throw new ParleyError('rate_limited', { retryAfterMs: (spent as { msBeforeNext?: number }).msBeforeNext ?? seconds * 1_000 });
    }
  };
}
