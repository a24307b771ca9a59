import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '../lib/errors.ts';
import type { RunningInfo } from '../start.ts';
import { ROOT } from './paths.ts';
import { lastLines } from './services/child.ts';

export interface RoleSpec {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Another main module; the fault lab has one that crashes at named points. */
  readonly main?: string;
}

export interface RoleProcess {
  readonly name: string;
  readonly info: RunningInfo;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Sends a signal to this very process. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL after 40 s. */
  stop(): Promise<void>;
}

const STOP_MS = 40_000;

function whenReady(child: ChildProcess, spec: RoleSpec): Promise<RunningInfo> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { ready: RunningInfo }).ready));
    child.once('error', (cause) => reject(new ParleyError('service_failed', { detail: spec.name, cause })));
    child.once('exit', (code) =>
      reject(
        new ParleyError('service_failed', {
          detail: `${spec.name} ended with ${code}; ${spec.logFile} ends with\n${lastLines(spec.logFile)}`,
        }),
      ),
    );
  });
}

/** Starts one process of Parley and waits until it is ready. @throws ParleyError `service_failed` */
export async function startRole(spec: RoleSpec): Promise<RoleProcess> {
  const log = openSync(spec.logFile, 'a');
  const main = spec.main ?? join(ROOT, 'server', 'src', 'main.ts');
  const child = spawn(process.execPath, [main], { cwd: ROOT, env: { ...process.env, ...spec.env }, stdio: ['ignore', log, log, 'ipc'] });
  const exited = new Promise<Awaited<RoleProcess['exited']>>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const info = await whenReady(child, spec);
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return {
    name: spec.name,
    info,
    exited,
    kill,
    async stop() {
      kill('SIGTERM');
      const late = setTimeout(() => kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(late);
    },
  };
}

interface Supervision {
  readonly delayMs: number;
  readonly onExit: (name: string) => void;
  /** After another process took the place of one that ended. */
  readonly onStart?: () => void;
}

/**
 * Keeps a role running: when its process ends without being asked, the next one is started after `delayMs`.
 * @returns the process of now, and `stop` which ends it for good
 */
export async function superviseRole(spec: RoleSpec, { delayMs, onExit, onStart = () => {} }: Supervision) {
  let current = await startRole(spec);
  let stopping = false;
  let starting: Promise<void> = Promise.resolve();
  const startAgain = async () => {
    while (!stopping) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      try {
        if (stopping) return;
        current = await startRole(spec);
        onStart();
        return watch();
      } catch {
        onExit(spec.name);
      }
    }
  };
  const watch = () => {
    void current.exited.then(() => {
      if (stopping) return;
      onExit(spec.name);
      starting = startAgain();
    });
  };
  watch();
  return {
    name: spec.name,
    current: () => current,
    async stop() {
      stopping = true;
      await starting;
      await current.stop();
    },
    /** Replaces the process, as after a change of its code. */
    async restart() {
      current.kill('SIGTERM');
      await current.exited;
    },
  };
}
export type Supervised = Awaited<ReturnType<typeof superviseRole>>;
