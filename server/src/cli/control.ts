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
import { type LetterLine, type Sifting, sifting, siftLetters } from './dead-letters.ts';

const jobBody = z.strictObject({ kind: z.string(), payload: z.unknown() });
const hooksBody = z.strictObject({ verb: z.enum(['list', 'log', 'redeliver']), hook: z.string().max(64), delivery: z.string().max(64) });
const linkBody = z.strictObject({ email: z.string().max(254).nullable() });

/** What a process does for commands. */
export interface Commands {
  readonly bus: Pick<Bus, 'publish' | 'siftDead'>;
  /** The set-up link, or with an address the recovery link of that operator. @throws ParleyError `owner_exists`, `unknown_operator` */
  readonly linkFor: (email: string | null) => Promise<string>;
  /** What `hooks` prints, a line each. @throws ParleyError `not_found`, `hook_*` */
  readonly hooks: (asked: HooksCommand) => Promise<readonly string[]>;
}
export type HooksCommand = z.output<typeof hooksBody>;

/** Listens for commands; returns its undo. */
export async function listenForCommands(dataDir: string, { bus, linkFor, hooks }: Commands): Promise<() => Promise<void>> {
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
  app.post('/dead-letters', async (incoming) => ({ ok: true, lines: await siftLetters(bus, sifting.parse(incoming.body)) }));
  app.post('/links', async (incoming) => ({ ok: true, url: await linkFor(linkBody.parse(incoming.body).email) }));
  app.post('/hooks', async (incoming) => ({ ok: true, lines: await hooks(hooksBody.parse(incoming.body)) }));
  await app.listen({ path });
  chmodSync(path, 0o600);
  return () => app.close();
}

/** Sends a job through the process whose folder this is; returns its id. @throws ParleyError what it answered, or `not_running` */
export async function commandJob(dataDir: string, kind: string, payload: unknown): Promise<string> {
  return (await post<{ id: string }>(dataDir, '/jobs', { kind, payload })).id;
}

/** Asks the process whose folder this is for a link (Commands.linkFor). @throws ParleyError what it answered, or `not_running` */
export async function commandLink(dataDir: string, email: string | null): Promise<string> {
  return (await post<{ url: string }>(dataDir, '/links', { email })).url;
}

/** Looks at dead letters in the process whose folder this is, and does with them what is asked. @throws ParleyError what it answered, or `not_running` */
export async function commandSift(dataDir: string, asked: Sifting): Promise<readonly LetterLine[]> {
  return (await post<{ lines: readonly LetterLine[] }>(dataDir, '/dead-letters', asked)).lines;
}

/** Asks the process whose folder this is about webhooks. @throws ParleyError what it answered, or `not_running` */
export async function commandHooks(dataDir: string, asked: HooksCommand): Promise<readonly string[]> {
  return (await post<{ lines: readonly string[] }>(dataDir, '/hooks', asked)).lines;
}

async function post<Answer extends object>(dataDir: string, path: string, body: unknown): Promise<Answer> {
  const answer = await exchange<Answer>(join(dataDir, 'control.sock'), path, body);
  if (answer.ok) return answer;
  throw new ParleyError(answer.code, answer.detail === undefined ? {} : { detail: answer.detail });
}

type ControlAnswer<Answer extends object> = ({ readonly ok: true } & Answer) | (Refusal & { readonly detail?: string });

function exchange<Answer extends object>(socketPath: string, path: string, body: unknown): Promise<ControlAnswer<Answer>> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, method: 'POST', headers: { 'content-type': 'application/json' } }, async (response) => {
      try {
        resolve(JSON.parse(Buffer.concat(await response.toArray()).toString()) as ControlAnswer<Answer>);
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on('error', (cause) => reject(new ParleyError('not_running', { detail: socketPath, cause })));
    outgoing.end(JSON.stringify(body));
  });
}
