import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { run as check } from './check.ts';
import { runFaultRows } from './faults.ts';
import { buildPages } from './pages.ts';
import { ROOT } from './paths.ts';
import { areServicesGiven } from './services/boot.ts';
import { ensureServices, findServices, type ServiceName } from './services/install.ts';

const SUITES = ['unit', 'services', 'e2e', 'faults'] as const;
type Suite = (typeof SUITES)[number];

/** What each suite needs on the machine. */
const SERVICES = ['rabbitmq', 'redis', 'mongo'] as const satisfies readonly ServiceName[];
const NEEDS: Readonly<Record<Suite, readonly ServiceName[]>> = {
  unit: [],
  services: [...(areServicesGiven(process.env) ? [] : SERVICES), 'haproxy', 'rsync', 'chromium'],
  e2e: ['chromium', ...SERVICES],
  faults: SERVICES,
};

/** Without it only the tests that need it are left out, which says so: Firefox is one smoke run. */
const WANTS: Partial<Record<Suite, readonly ServiceName[]>> = { e2e: ['firefox'] };

interface Result {
  readonly suite: Suite;
  readonly passed: number;
  readonly failed: number;
  /** Why it could not run here, and how to get what it needs. */
  readonly missing?: string;
}

function spawnAndWait(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function runVitest(suite: Suite): Promise<Result> {
  const report = join(tmpdir(), `parley-${suite}-${process.pid}.json`);
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await spawnAndWait(process.execPath, [
    vitest,
    'run',
    '--project',
    suite,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  try {
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    // A file that cannot even be loaded fails the run without a failed test.
    return { suite, passed, failed: code === 0 ? failed : Math.max(1, failed) };
  } catch {
    return { suite, passed: 0, failed: 1 };
  } finally {
    rmSync(report, { force: true });
  }
}

async function runFaults(): Promise<Result> {
  const rows = await runFaultRows({ seconds: 15, guardsOff: false, ids: [] });
  return { suite: 'faults', passed: rows.filter((row) => row.ok).length, failed: rows.filter((row) => !row.ok).length };
}

async function ensureWanted(suite: Suite): Promise<void> {
  const log = (line: string) => console.log(`test: ${line}`);
  const want = WANTS[suite] ?? [];
  // A mirror that does not have it does not stop what can run.
  const { missing, paths } = await ensureServices({ want, log }).catch(() => findServices(want));
  for (const { name, how } of missing) console.log(`left out: what needs ${name} (${how})`);
  if (paths.firefox) process.env.FIREFOX = paths.firefox;
}

async function runSuite(suite: Suite): Promise<Result> {
  const { missing, paths } = await ensureServices({ want: NEEDS[suite], log: (line) => console.log(`test: ${line}`) });
  if (missing.length > 0) return { suite, passed: 0, failed: 0, missing: missing.map(({ name, how }) => `${name} (${how})`).join(', ') };
  if (paths.chromium) process.env.CHROMIUM = paths.chromium;
  await ensureWanted(suite);
  console.log(`\n== ${suite}`);
  return suite === 'faults' ? runFaults() : runVitest(suite);
}

function report(results: readonly Result[]): number {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const missing = results.filter((result) => result.missing !== undefined);
  console.log('');
  for (const { suite, missing: why } of missing) console.log(`could not run: ${suite} - needs ${why}`);
  if (missing.length > 0)
    console.log(`${missing.length} suite(s) could not run here${process.env.CI === 'true' ? ': with CI=true that is a failure' : ''}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || (missing.length > 0 && process.env.CI === 'true') ? 1 : 0;
}

/** `./parley test [SUITE ...]`: check, build and all suites, or only those named. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  const unknown = positionals.filter((word) => !(SUITES as readonly string[]).includes(word));
  if (unknown.length > 0) throw new ParleyError('usage', { detail: `no suite ${unknown.join(', ')}; there are ${SUITES.join(', ')}` });
  const suites = positionals.length > 0 ? SUITES.filter((suite) => positionals.includes(suite)) : SUITES;
  if (positionals.length === 0 && (await check([])) !== 0) return 1;
  await buildPages((line) => console.log(`test: ${line}`));
  const results: Result[] = [];
  for (const suite of suites) results.push(await runSuite(suite));
  return report(results);
}
