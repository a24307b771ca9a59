import type { Server } from 'node:http';
import { ERRORS } from '@parley/shared-types/errors.ts';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import { isCoded, ParleyError, refusalOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { Readiness } from './readiness.ts';

export interface HttpDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: () => Promise<Readiness>;
  readonly trustedProxies: readonly string[];
  /** Brings gauges up to date before they are read. */
  readonly beforeMetrics: () => Promise<void>;
}

/** Headers of every answer: nothing may frame us, guess types or learn where our visitors came from. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

function installErrors(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
    const coded = isCoded(error)
      ? error
      : status < 500
        ? new ParleyError(status === 413 ? 'too_long' : 'invalid', { cause: error })
        : error;
    if (!isCoded(coded)) logger.error({ err: error, requestId: request.id }, 'request failed');
    const refusal = refusalOf(coded);
    void reply.code(ERRORS[refusal.code].status).send(refusal);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(refusalOf(new ParleyError('not_found'))));
}

/** Health, readiness and metrics: every process has them, whatever its roles. */
function installOperation(app: FastifyInstance, { metrics, readiness, beforeMetrics }: HttpDeps): void {
  app.get('/healthz', () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const state = await readiness();
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  app.get('/metrics', async (_request, reply) => {
    await beforeMetrics();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

/**
 * Makes the HTTP server of a process, not yet listening.
 * @returns the fastify instance, and node's server for Socket.IO to share
 */
export function createHttp(deps: HttpDeps): { app: FastifyInstance; server: Server } {
  const app = fastify({
    logger: false,
    bodyLimit: 65_536,
    trustProxy: [...deps.trustedProxies],
    forceCloseConnections: true,
    // Signed links are longer than the 100 characters that fastify takes.
    routerOptions: { maxParamLength: 1_024 },
  });
  // Only JSON is read: a form of another site cannot make one without asking first (X6).
  app.removeContentTypeParser('text/plain');
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  installErrors(app, deps.logger);
  installOperation(app, deps);
  return { app, server: app.server };
}
