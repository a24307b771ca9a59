/** A target with real services and HAProxy; `deploy` and `revert` as jobs of .gitlab-ci.yml, while visitors write through the proxy. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { layoutOf } from '@parley/server/src/cli/deploy/layout.ts';
import { namesIn } from '@parley/server/src/cli/deploy/target-file.ts';
import { plainEnvironment } from '@parley/server/src/cli/deploy/unit.ts';
import { livingOf, readUnit } from '@parley/server/src/cli/deploy/unit-record.ts';
import { ROOT } from '@parley/server/src/cli/paths.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { ensureServices } from '@parley/server/src/cli/services/install.ts';
import { randomId } from '@parley/server/src/lib/ids.ts';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { launch } from '../e2e/parley.ts';
import { until } from '../faults/lab.ts';
import { type Checkout, createOrigin, type Origin, type Ran } from './origin.ts';

const execute = promisify(execFile);
const MINUTE = 60_000;

interface Status {
  readonly url: string;
  readonly live: string;
  readonly releases: readonly string[];
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly running: boolean }[];
  readonly proxy: Readonly<Record<string, string>>;
}

let origin: Origin;
/** Where the team's commands are typed. */
let admin: Checkout;
/** Where the runner checks out. */
let runner: Checkout;
let settings: Readonly<Record<string, string>>;

const parley = (...words: readonly string[]) => admin.parley(words, settings);
const status = async () => JSON.parse((await parley('target', 'status')).said) as Status;
const layout = () => layoutOf(settings.TARGET_DIR ?? '');

/** Services that this run was given; without them the target boots its own. */
function givenServices(): Readonly<Record<string, string>> {
  const { TEST_SERVICES_GIVEN, TEST_AMQP_URL = '', TEST_REDIS_URL = '', TEST_MONGODB_URL = '' } = process.env;
  if (!TEST_SERVICES_GIVEN) return {};
  const MONGODB_URL = TEST_MONGODB_URL.replace('/parley', `/deploy_${randomId().slice(0, 8)}`);
  return { AMQP_URL: TEST_AMQP_URL, REDIS_URL: TEST_REDIS_URL, MONGODB_URL };
}

beforeAll(async () => {
  const { missing } = await ensureServices({ want: ['haproxy', 'rsync'], log: console.log });
  expect(missing).toEqual([]);
  origin = await createOrigin();
  [admin, runner] = [await origin.clone('admin'), await origin.clone('runner')];
  settings = { TARGET_DIR: join(origin.folder, 'target'), PORT: String(await freePort()), LOG_LEVEL: 'warn', ...givenServices() };
  const up = await parley('target', 'up');
  expect(up.said).toContain('The target is up');
}, 4 * MINUTE);
afterAll(async () => {
  await admin?.parley(['target', 'down'], settings);
  origin?.remove();
}, 2 * MINUTE);

/** Reads GitLab's pipeline file as the runner of the target would. */
async function gitlab(...words: readonly string[]): Promise<Ran> {
  const env = { ...plainEnvironment(), CI: 'true' };
  try {
    const { stdout, stderr } = await execute(join(ROOT, 'node_modules', '.bin', 'gitlab-ci-local'), ['--home', origin.folder, ...words], {
      cwd: runner.root,
      env,
    });
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout + stderr };
  }
}

/** Runs one job on what is at the tip of `production`. */
async function runJob(job: string): Promise<Ran> {
  await runner.git('fetch', '--quiet');
  await runner.git('checkout', '--quiet', '-B', 'production', 'origin/production');
  return gitlab('--force-shell-executor', '--variable', `TARGET_DIR=${settings.TARGET_DIR}`, job);
}

/** Starts `./parley probe`; `end` lets it finish and returns what it printed. */
async function startProbe() {
  const [stop, log] = [join(origin.folder, 'stop'), join(origin.folder, 'probe.log')];
  const to = openSync(log, 'a');
  const child = spawn(join(admin.root, 'parley'), ['probe', '--rate', '50', '--seconds', '300', '--until-file', stop], {
    cwd: admin.root,
    env: { ...plainEnvironment(), ...settings },
    stdio: ['ignore', to, to],
  });
  closeSync(to);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = () => readFileSync(log, 'utf8');
  expect(await until(() => said().includes('sending'), MINUTE)).toBe(true);
  return {
    async end(): Promise<Ran> {
      writeFileSync(stop, '');
      return { code: (await ended) ?? 1, said: said() };
    },
  };
}

/** A visitor in a browser with the chat open, who notes whether the bar that says `Offline` was ever there. */
async function openVisitor(url: string) {
  const browser = await launch();
  const page = await browser.newPage();
  await page.goto(`${url}/#chat`);
  const chat = page.getByRole('log', { name: 'Conversation' });
  const write = async (text: string) => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
    await chat.getByText(text).waitFor();
    await chat.getByText(/^(Sent|Delivered|Read)$/).waitFor();
  };
  await write('before the deploy');
  await page.evaluate(`
    window.sawOffline = false;
    const isOffline = (root) => [...root.querySelectorAll('*')].some((each) => each.matches('.offline') || (each.shadowRoot && isOffline(each.shadowRoot)));
    setInterval(() => { window.sawOffline ||= isOffline(document); }, 50);
  `);
  return { write, sawOffline: () => page.evaluate('window.sawOffline'), close: () => browser.close() };
}

/** Hashed chunks of the widget that a release serves. */
const chunksOf = (release: string) => readdirSync(join(layout().release(release), 'widget', 'dist', 'assets'));

it('[O11] the pipeline deploys the branch production only, after everything else, and reverts only when asked', async () => {
  const jobs = async () =>
    (await gitlab('--list-csv')).said.split('\n').filter((line) => /^[a-z-]+;/.test(line) && !line.startsWith('name;'));
  const onMain = await jobs();
  expect(onMain.map((line) => line.split(';')[0])).toEqual(['checks', 'unit', 'on-services', 'browser', 'build']);
  await runner.git('checkout', '--quiet', '-b', 'production');
  const onProduction = await jobs();
  expect(onProduction.slice(0, onMain.length)).toEqual(onMain);
  expect(onProduction.slice(onMain.length).map((line) => line.split(';').slice(0, 3))).toEqual([
    ['deploy', 'deploy', 'on_success'],
    ['revert', 'revert', 'manual'],
  ]);
});

it(
  '[O11] deploy and revert by their jobs at 50 messages a second: no failed send, nothing lost, nothing twice, no visible gap',
  async () => {
    const first = await status();
    const chunks = chunksOf(first.live);
    const probe = await startProbe();
    const visitor = await openVisitor(first.url);
    onTestFinished(() => visitor.close());
    // action: merge to production, the job runs; expected: the new commit is live, on other processes
    const news = await origin.push(
      'widget/src/core/time.ts',
      "\n(globalThis as { later?: string }).later = 'a later version';\n",
      'production',
    );
    const deployed = await runJob('deploy');
    expect(deployed.said).toMatch(/drained gateway-1: exit 0/);
    expect(deployed.said).toMatch(/drained persist: exit 0/);
    expect(deployed.code).toBe(0);
    const second = await status();
    expect(second.live).toContain(news.slice(0, 8));
    expect(second.processes.every(({ running }) => running)).toBe(true);
    // a page that was loaded before may still import its chunks, which this release does not have itself
    const carried = JSON.parse(readFileSync(join(layout().release(second.live), 'widget', 'dist', 'carried.json'), 'utf8')) as string[];
    expect(carried.length).toBeGreaterThan(0);
    expect(chunks).toEqual(expect.arrayContaining(carried));
    for (const name of chunks) expect((await fetch(`${first.url}/parley/assets/${name}`)).status).toBe(200);
    // action: a commit that cannot start; expected: the live release is untouched
    const broken = await origin.push('server/src/start.ts', "\nthrow new Error('a release that cannot start');\n", 'broken');
    await admin.git('fetch', '--quiet', 'origin', 'broken');
    const failed = await parley('deploy', broken);
    expect(failed.said).toContain('parley: release_failed: ');
    expect(failed.said).toContain('a release that cannot start');
    expect(failed.code).toBe(70);
    expect(await status()).toEqual(second);
    await origin.forget();
    // action: revert; expected: the release from before, without a build
    const reverted = await runJob('revert');
    expect(reverted.said).not.toContain('building');
    expect(reverted.code).toBe(0);
    expect((await status()).live).toBe(first.live);
    // refuted: that somebody with the chat open was shown any of it
    await visitor.write('after deploy and revert');
    expect(await visitor.sawOffline()).toBe(false);
    const { code, said } = await probe.end();
    expect(said).toContain('lost 0  duplicated 0  reordered 0  gaps 0  failed 0  unsettled 0');
    expect(said).toContain('probe: ok');
    expect(code).toBe(0);
  },
  8 * MINUTE,
);

/** Starts a deploy, and kills it when `ripe` says so. */
async function killDeploy(ripe: () => boolean): Promise<void> {
  const child: ChildProcess = spawn(join(admin.root, 'parley'), ['deploy'], {
    cwd: admin.root,
    env: { ...plainEnvironment(), ...settings },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  expect(await until(ripe, 3 * MINUTE)).toBe(true);
  child.kill('SIGKILL');
  await ended;
}

it(
  '[O11] after kill -9 of a deploy, of a gateway, of a release and of the proxy the target goes on, and the next deploy puts it right',
  async () => {
    const before = await status();
    const known = namesIn(layout().runs);
    const half = () => {
      const name = namesIn(layout().runs).find((run) => !known.includes(run));
      return name === undefined ? null : readUnit(layout().run(name));
    };
    // action: a deploy dies while its processes start; expected: the live release is untouched
    await killDeploy(() => (half()?.processes.length ?? 0) > 0);
    const [unfinished, running] = [half(), readUnit(layout().run(before.live))];
    expect((await status()).live).toBe(before.live);
    // action: a gateway is killed; expected: another one in its place, which the proxy finds
    const victim = before.processes.find(({ name }) => name === 'gateway-1');
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    const isReplaced = async () => {
      const now = await status();
      const same = now.processes.find(({ name }) => name === 'gateway-1');
      return same?.pid !== victim?.pid && same?.running === true && Object.values(now.proxy).every((state) => state.startsWith('UP'));
    };
    expect(await until(isReplaced, MINUTE)).toBe(true);
    // action: the proxy is killed; expected: it comes back with the same servers
    const haproxy = readUnit(layout().keeper)?.processes.find(({ name }) => name === 'haproxy');
    process.kill(haproxy?.pid ?? 0, 'SIGKILL');
    expect(await until(async () => (await fetch(`${before.url}/readyz`).catch(() => null))?.ok === true, MINUTE)).toBe(true);
    // action: what looks after the release is killed; expected: its processes serve on, and the next deploy drains them
    process.kill(running?.main.pid ?? 0, 'SIGKILL');
    expect((await fetch(`${before.url}/readyz`)).status).toBe(200);
    const deployed = await parley('deploy');
    expect(deployed.said).toContain('which an unfinished deploy left behind');
    expect(deployed.code).toBe(0);
    const after = await status();
    expect(after.live).not.toBe(before.live);
    expect(after.releases).toEqual([before.live, after.live]);
    expect(namesIn(layout().runs)).toEqual(after.releases);
    expect([unfinished, running].flatMap((unit) => (unit ? livingOf(unit) : []))).toEqual([]);
    expect((await fetch(`${before.url}/readyz`)).status).toBe(200);
  },
  8 * MINUTE,
);
