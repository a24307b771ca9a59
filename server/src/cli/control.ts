/**
 * How a command speaks to the processes that `up` started, without their secrets: HTTP over a socket file in DATA_DIR that only
 * this user may open.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Refusal } from '@parley/shared-types/errors.ts';
import { fastify } from 'fastify';
import { z } from 'zod';
import type { Bus } from '../bus/bus.ts';
import { isCoded, ParleyError, refusalOf } from '../lib/errors.ts';
import { sendJob } from '../worker/jobs.ts';

const jobBody = z.strictObject({ kind: z.string(), payload: z.unknown() });

/** Listens for commands; returns its undo. */
export async function listenForCommands(dataDir: string, bus: Bus): Promise<() => Promise<void>> {
  const path = join(dataDir, 'control.sock');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  const app = fastify({ logger: false });
  app.setErrorHandler(
    (error, _request, reply) => void reply.code(400).send({ ...refusalOf(error), detail: isCoded(error) ? error.detail : undefined }),
  );
  app.post('/jobs', async (incoming) => {
    const { kind, payload } = jobBody.parse(incoming.body);
    return { ok: true, id: await sendJob(bus, kind, payload) };
  });
  await app.listen({ path });
  chmodSync(path, 0o600);
  return () => app.close();
}

/** Sends a job through the process whose folder this is; returns its id. @throws ParleyError what it answered, or `not_running` */
export async function commandJob(dataDir: string, kind: string, payload: unknown): Promise<string> {
  const answer = await post(join(dataDir, 'control.sock'), '/jobs', { kind, payload });
  if (answer.ok) return answer.id;
  throw new ParleyError(answer.code, answer.detail === undefined ? {} : { detail: answer.detail });
}

type ControlAnswer = { ok: true; id: string } | (Refusal & { detail?: string });

function post(socketPath: string, path: string, body: unknown): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method: 'POST', headers: { 'content-type': 'application/json' } }, async (response) => {
      try {
        resolve(JSON.parse(Buffer.concat(await response.toArray()).toString()) as ControlAnswer);
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on('error', (cause) => reject(new ParleyError('not_running', { detail: socketPath, cause })));
    outgoing.end(JSON.stringify(body));
  });
}
