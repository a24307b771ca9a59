/** How a release takes the place of another: it is up and consuming, the proxy sends everybody to it, then the other one drains. */
import { join } from 'node:path';
import { ParleyError } from '../../lib/errors.ts';
import { poll } from '../services/child.ts';
import type { Layout } from './layout.ts';
import { type History, liveOf } from './plan.ts';
import { createProxyControl, otherColour, type Route, SLOTS, writeProxyConfig } from './proxy.ts';
import { gatewaysOf, namesIn, readSettings, routeOf, type Target, writeTarget } from './target-file.ts';
import { plainEnvironment, startUnit, stopUnit } from './unit.ts';
import { type EndedProcess, livingOf, readUnit, type UnitRecord } from './unit-record.ts';

const READY_MS = 30_000;

type Log = (line: string) => void;

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
}

/** True when no worker of the process rests: each consumes its queues. */
async function consumes(url: string): Promise<boolean> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) })).text();
  const resting = [...text.matchAll(/^parley_worker_paused\{[^}]*\} (\S+)$/gm)].map((match) => Number(match[1]));
  return resting.every((count) => count === 0);
}

/** Starts a release beside the live one. @throws ParleyError `release_failed`; then nothing of it runs */
async function startRelease(layout: Layout, name: string, target: Target): Promise<UnitRecord> {
  const folder = layout.release(name);
  const services = readUnit(layout.keeper)?.told ?? {};
  const settings = { PUBLIC_URL: target.url, TRUSTED_PROXIES: '127.0.0.1', ...services, ...readSettings(layout) };
  try {
    const unit = await startUnit({
      name,
      dir: layout.run(name),
      cwd: folder,
      node: join(folder, 'node_modules', '.bin', 'node'),
      main: join(folder, 'server', 'src', 'cli', 'deploy', 'serve.ts'),
      env: { ...plainEnvironment(), ...settings, DATA_DIR: layout.run(name), PORT: '0', NODE_ENV: 'production' },
    });
    const good = async () => {
      const answers = await Promise.all(unit.processes.flatMap(({ url }) => [isReady(url), consumes(url)]));
      return answers.every(Boolean);
    };
    await poll(`${name} is not ready`, good, { timeoutMs: READY_MS });
    const gateways = gatewaysOf(layout, name).length;
    if (gateways === 0 || gateways > SLOTS) throw new ParleyError('service_failed', { detail: `${gateways} gateways` });
    return unit;
  } catch (cause) {
    await stopUnit(layout.run(name));
    throw new ParleyError('release_failed', { detail: (cause as Error).message, cause });
  }
}

/** Tells how the processes of a release ended. @throws ParleyError `drain_failed` when one had to be killed or failed */
async function drainRelease(layout: Layout, name: string, log: Log): Promise<void> {
  const stopped = await stopUnit(layout.run(name));
  const ended = stopped?.record.ended ?? [];
  for (const { name: role, code, signal, ms } of ended) log(`drained ${role}: exit ${code ?? signal} after ${(ms / 1_000).toFixed(1)} s`);
  const bad = [...(stopped?.killed ?? []), ...ended.filter(({ code }) => code !== 0).map(({ name: role }: EndedProcess) => role)];
  if (bad.length > 0) throw new ParleyError('drain_failed', { detail: `${name}: ${bad.join(', ')}` });
}

function runs(layout: Layout, name: string): boolean {
  const unit = readUnit(layout.run(name));
  return unit !== null && livingOf(unit).length > 0;
}

/**
 * Puts right what a command that was killed left behind: the proxy sends everybody to the live release, and no other one runs.
 */
export async function reconcile(layout: Layout, target: Target, log: Log): Promise<void> {
  const live = liveOf(target.history);
  if (live === null) return;
  const others = namesIn(layout.runs).filter((name) => name !== live && runs(layout, name));
  if (others.length === 0) return;
  const proxy = createProxyControl(layout.proxySocket);
  await proxy.open(routeOf(layout, target));
  await proxy.drain({ colour: otherColour(target.colour), urls: [] });
  for (const name of others) {
    log(`stopping ${name}, which an unfinished deploy left behind`);
    await stopUnit(layout.run(name));
  }
  await proxy.rest(otherColour(target.colour));
}

/** Moves the traffic; when it cannot, the old release has it again and the new one is stopped. */
async function moveTraffic(layout: Layout, before: Target, after: Target): Promise<void> {
  const proxy = createProxyControl(layout.proxySocket);
  const [from, to]: readonly Route[] = [routeOf(layout, before), routeOf(layout, after)];
  if (!from || !to) return;
  try {
    await proxy.open(to);
    // What is written first holds when this command is killed: reconcile() ends what began.
    writeTarget(layout, after);
    writeProxyConfig(layout, after.bind, to);
    if (from.urls.length > 0) await proxy.drain(from);
  } catch (cause) {
    writeTarget(layout, before);
    writeProxyConfig(layout, before.bind, from);
    if (from.urls.length > 0) await proxy.open(from).catch(() => {});
    await proxy.rest(to.colour).catch(() => {});
    throw new ParleyError('release_failed', { detail: (cause as Error).message, cause });
  }
}

/**
 * Makes a release live: starts it, waits until it is ready and its workers consume, moves the traffic, drains the one before.
 * @param history with the release as its last
 * @throws ParleyError `release_failed` while the old one is live, `drain_failed` when the new one is
 */
export async function goLive(layout: Layout, target: Target, history: History, log: Log): Promise<UnitRecord> {
  const name = liveOf(history);
  if (name === null) throw new Error('a history ends with the live release');
  const before = liveOf(target.history);
  log(`starting ${name}`);
  const unit = await startRelease(layout, name, target);
  const colour = otherColour(target.colour);
  try {
    await moveTraffic(layout, target, { ...target, history, colour, siteId: unit.told.siteId ?? '' });
  } catch (error) {
    await stopUnit(layout.run(name));
    throw error;
  }
  log(`${name} is live`);
  try {
    if (before !== null && before !== name) await drainRelease(layout, before, log);
  } finally {
    await createProxyControl(layout.proxySocket).rest(target.colour);
  }
  return unit;
}
