import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { ParleyError } from '../../lib/errors.ts';

export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly logFile: string;
  /** Rejects or answers false until the service can be used. */
  readonly ready: () => Promise<boolean>;
  readonly readyMs?: number;
}

export interface Service {
  readonly name: string;
  readonly pid: number;
  /** All processes that it needs, each the leader of a group. */
  readonly pids: readonly number[];
  readonly exited: Promise<void>;
  /** Signals the service with all it spawned: each has a process group of its own. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, after 20 s SIGKILL; resolves when it has ended. */
  stop(): Promise<void>;
}

const STOP_MS = 20_000;

/** Below the ports that Linux gives to outgoing connections (32768 and up). */
const PORTS = { from: 10_240, to: 32_767 } as const;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * An unused port of the loopback interface. No outgoing connection is ever given it, so it is still free when what listened there
 * was killed and comes back.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to + 1);
    if (await isFree(port)) return port;
  }
}

/** True when something listens on the port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/** Asks until the answer is true. @throws ParleyError `service_failed` after `timeoutMs` */
export async function poll(
  what: string,
  ask: () => Promise<boolean>,
  { timeoutMs, everyMs = 100 }: { timeoutMs: number; everyMs?: number },
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ask().catch(() => false))) {
    if (Date.now() > deadline) throw new ParleyError('service_failed', { detail: `${what} after ${timeoutMs / 1_000} s` });
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** The end of a log, for a message that says why something failed; '' when there is none. */
export function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
  } catch {
    return '';
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? 0), signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Starts a service in a process group of its own and waits until it can be used. @throws ParleyError `service_failed` with its last words */
export async function startService(spec: ServiceSpec): Promise<Service> {
  const log = openSync(spec.logFile, 'a');
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: { ...process.env, ...spec.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const kill = (signal: NodeJS.Signals) => (ended ? undefined : signalGroup(child, signal));
  const stop = async () => {
    kill('SIGTERM');
    const late = setTimeout(() => kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(late);
  };
  try {
    await poll(`${spec.name} is not ready`, async () => ended || (await spec.ready()), { timeoutMs: spec.readyMs ?? 60_000 });
    if (ended) throw new ParleyError('service_failed', { detail: spec.name });
  } catch (cause) {
    await stop();
    throw new ParleyError('service_failed', { detail: `${spec.name}\n${lastLines(spec.logFile)}`, cause });
  }
  const pid = child.pid ?? 0;
  return { name: spec.name, pid, pids: [pid], exited, kill, stop };
}
