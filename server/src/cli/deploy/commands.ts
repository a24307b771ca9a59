/** What the commands that change a target do, step by step. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../../config.ts';
import { ParleyError } from '../../lib/errors.ts';
import { ROOT } from '../paths.ts';
import { isListening } from '../services/child.ts';
import { ensureServices } from '../services/install.ts';
import { carryAssets } from './assets.ts';
import { goLive, reconcile } from './go-live.ts';
import { type Layout, layoutOf } from './layout.ts';
import { withLock } from './lock.ts';
import { deployed, liveOf, reverted, stale } from './plan.ts';
import { createProxyControl, writeProxyConfig } from './proxy.ts';
import { findCommit, makeRelease } from './release.ts';
import { keptSettings, namesIn, readTarget, requireTarget, routeOf, type Target, writeSettings } from './target-file.ts';
import { plainEnvironment, startUnit, stopUnit } from './unit.ts';
import { livingOf, readUnit, type UnitRecord } from './unit-record.ts';

type Log = (line: string) => void;

/** Removes what no revert can need any more, and what releases that never went live left to read. */
function prune(layout: Layout, { history }: Target): void {
  for (const name of stale(history, [...namesIn(layout.releases), ...namesIn(layout.runs)])) {
    rmSync(layout.release(name), { recursive: true, force: true });
    rmSync(layout.run(name), { recursive: true, force: true });
  }
}

/** Services and proxy, which outlive every release. @throws ParleyError `service_failed` */
async function startKeeper(layout: Layout, { port }: Config): Promise<void> {
  const services = ['AMQP_URL', 'MONGODB_URL', 'REDIS_URL', 'SINGLE_GATEWAY'];
  const given = Object.fromEntries(Object.entries(keptSettings(process.env)).filter(([name]) => services.includes(name)));
  await startUnit({
    name: 'services and proxy',
    dir: layout.keeper,
    cwd: layout.root,
    node: process.execPath,
    main: join(ROOT, 'server', 'src', 'cli', 'deploy', 'keep.ts'),
    env: { ...plainEnvironment(), ...given, DATA_DIR: layout.keeper, PORT: String(port) },
  });
}

/** Makes a release of a commit and makes it live. */
async function release(layout: Layout, target: Target, commit: string, log: Log): Promise<UnitRecord> {
  const sha = await findCommit(commit);
  log(`making a release of ${sha.slice(0, 8)}`);
  const name = await makeRelease(layout, sha, new Date());
  const live = liveOf(target.history);
  try {
    if (live !== null) carryAssets(layout.release(live), layout.release(name));
    const unit = await goLive(layout, target, deployed(target.history, name), log);
    prune(layout, requireTarget(layout));
    return unit;
  } catch (error) {
    const isLive = liveOf(readTarget(layout)?.history ?? []) === name;
    if (!isLive) rmSync(layout.release(name), { recursive: true, force: true });
    throw error;
  }
}

/** Where the proxy listens, in HAProxy's words, and where browsers find it. */
function addressOf({ host, port, publicUrl, targetCertificate }: Config): Pick<Target, 'url' | 'bind'> {
  const name = host === '0.0.0.0' ? 'localhost' : host;
  if (targetCertificate === null) return { bind: `${host}:${port}`, url: publicUrl ?? `http://${name}:${port}` };
  return { bind: `${host}:${port} ssl crt "${targetCertificate}" alpn http/1.1`, url: publicUrl ?? `https://${name}:${port}` };
}

async function bootTarget(layout: Layout, config: Config, log: Log): Promise<UnitRecord> {
  if (await isListening(config.port)) throw new ParleyError('port_in_use', { detail: `${config.host}:${config.port}` });
  const { missing } = await ensureServices({ want: ['haproxy', ...(config.bus ? [] : (['rabbitmq', 'redis', 'mongo'] as const))], log });
  if (missing.length > 0)
    throw new ParleyError('service_missing', { detail: missing.map(({ name, how }) => `${name}: ${how}`).join('; ') });
  const before = readTarget(layout);
  const target: Target = { ...addressOf(config), siteId: '', history: [], colour: 'a' };
  writeSettings(layout, keptSettings(process.env));
  writeProxyConfig(layout, target.bind, { colour: 'a', urls: [] });
  log('starting services and proxy');
  await startKeeper(layout, config);
  try {
    const last = liveOf(before?.history ?? []);
    if (before && last !== null && existsSync(layout.release(last))) return await goLive(layout, target, before.history, log);
    return await release(layout, target, 'HEAD', log);
  } catch (error) {
    await stopUnit(layout.keeper);
    throw error;
  }
}

/**
 * Starts a target: services, proxy, and the release that was live last, or one of this checkout's commit.
 * @throws ParleyError `target_running`, `port_in_use`, `service_missing`, `service_failed`, `release_failed`
 */
export async function targetUp(log: Log): Promise<{ target: Target; unit: UnitRecord }> {
  const config = readConfig(process.env);
  const layout = layoutOf(config.targetDir);
  return withLock(layout, 'target up', async () => {
    const keeper = readUnit(layout.keeper);
    if (keeper && livingOf(keeper).length > 0) throw new ParleyError('target_running', { detail: layout.root });
    const unit = await bootTarget(layout, config, log);
    return { target: requireTarget(layout), unit };
  });
}

/** Stops every release, then proxy and services. The releases stay on the disk, and so does what was said. */
export async function targetDown(log: Log): Promise<void> {
  const layout = layoutOf(readConfig(process.env).targetDir);
  await withLock(layout, 'target down', async () => {
    if (!readUnit(layout.keeper)) throw new ParleyError('target_not_running', { detail: layout.root });
    for (const name of namesIn(layout.runs)) await stopUnit(layout.run(name));
    log('releases are down');
    await stopUnit(layout.keeper);
    rmSync(join(layout.keeper, 'unit.json'), { force: true });
  });
}

/** Replaces the live release by one of a commit. @throws ParleyError see goLive */
export async function deploy(commit: string, log: Log): Promise<Target> {
  const layout = layoutOf(readConfig(process.env).targetDir);
  return withLock(layout, 'deploy', async () => {
    const target = requireTarget(layout);
    await reconcile(layout, target, log);
    await release(layout, target, commit, log);
    return requireTarget(layout);
  });
}

/** Puts the release that was live before back. @throws ParleyError `no_previous_release`, and see goLive */
export async function revert(log: Log): Promise<Target> {
  const layout = layoutOf(readConfig(process.env).targetDir);
  return withLock(layout, 'revert', async () => {
    const target = requireTarget(layout);
    await reconcile(layout, target, log);
    const history = reverted(target.history, namesIn(layout.releases));
    const [from, to] = [liveOf(target.history), liveOf(history ?? [])];
    if (history === null || from === null || to === null) throw new ParleyError('no_previous_release', { detail: layout.releases });
    carryAssets(layout.release(from), layout.release(to));
    await goLive(layout, target, history, log);
    return requireTarget(layout);
  });
}

/** What runs, as `target status` prints it. */
export async function targetStatus() {
  const layout = layoutOf(readConfig(process.env).targetDir);
  const target = requireTarget(layout);
  const live = liveOf(target.history);
  const unit = live === null ? null : readUnit(layout.run(live));
  const running = new Set((unit ? livingOf(unit) : []).map(({ pid }) => pid));
  return {
    url: target.url,
    siteId: target.siteId,
    live,
    releases: namesIn(layout.releases),
    before: target.history.slice(0, -1),
    processes: (unit?.processes ?? []).map(({ name, pid, url }) => ({ name, pid, url, running: running.has(pid) })),
    proxy: Object.fromEntries([...(await createProxyControl(layout.proxySocket).states())].filter(([, state]) => state !== 'MAINT')),
    route: routeOf(layout, target).urls,
  };
}
