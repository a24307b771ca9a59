/**
 * `node tests/guards/widget.ts [CASE ...]`: takes each guard of rows.ts away, in a copy of HEAD, and expects its test to fail. First
 * each test has to pass with the guard. `7` runs 7a and 7b; without a word all rows run, which takes about twenty minutes.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GUARDS, type Guard } from './rows.ts';

const ROOT = join(import.meta.dirname, '../..');
const USAGE_EXIT = 64;
/** Waiting for what cannot come is most of the time of a run. */
const TEST_TIMEOUT_MS = 60_000;
const WIDTH = 160;

const start = promisify(execFile);
const run = (cwd: string, command: string, ...words: readonly string[]) => start(command, [...words], { cwd, maxBuffer: 1 << 26 });

interface TestResult {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}
interface Report {
  readonly testResults: readonly { readonly message: string; readonly assertionResults: readonly TestResult[] }[];
}

/** Clones HEAD and installs its packages, which come from the store of pnpm in seconds. */
async function fill(copy: string): Promise<void> {
  await run(ROOT, 'git', 'clone', '--quiet', '--local', '.', copy);
  await run(copy, './parley', 'build');
}

/** Runs tests of one file by parts of their titles; returns those that ran. @throws when a part names none, or none could run */
async function runTests(copy: string, file: string, titles: readonly string[]): Promise<readonly TestResult[]> {
  const pattern = titles.map((title) => title.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  const output = join(copy, 'guards.json');
  rmSync(output, { force: true });
  const words = ['--project', 'e2e', `tests/e2e/${file}`, '-t', pattern, `--testTimeout=${TEST_TIMEOUT_MS}`];
  // It fails when a test does: the report says more.
  await run(copy, 'node_modules/.bin/vitest', 'run', ...words, '--reporter=json', `--outputFile=${output}`).catch(() => {});
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const ran = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => /^(passed|failed)$/.test(status));
  const missing = titles.find((title) => !ran.some((test) => test.title.includes(title)));
  if (missing) throw new Error(`${file}: "${missing}" did not run. ${testResults.map(({ message }) => message).join(' ')}`);
  return ran;
}

/** Where a test fails with its guard, the row says nothing. @returns the tests that do */
async function failingNow(copy: string, guards: readonly Guard[]): Promise<readonly string[]> {
  const failing: string[] = [];
  for (const file of new Set(guards.map(({ test }) => test))) {
    const titles = new Set(guards.filter(({ test }) => test === file).map(({ title }) => title));
    const ran = await runTests(copy, file, [...titles]);
    failing.push(...ran.filter(({ status }) => status === 'failed').map(({ title }) => title));
  }
  return failing;
}

/** @returns the first words with which the test notices; null when it does not */
async function runWithout(copy: string, { id, file, find, replace, test, title }: Guard): Promise<string | null> {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`row ${id}: what is to be replaced stands ${places} times in ${file}, not once`);
  try {
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
    await run(copy, './parley', 'build');
    const [failed] = (await runTests(copy, test, [title])).filter(({ status }) => status === 'failed');
    return failed ? (failed.failureMessages[0]?.split('\n')[0] ?? 'it fails') : null;
  } finally {
    writeFileSync(path, source);
  }
}

/** Prints a row. @returns whether its test noticed */
async function tryRow(copy: string, guard: Guard): Promise<boolean> {
  const began = performance.now();
  let isNoticed = false;
  let words = 'does not notice';
  try {
    const noticed = await runWithout(copy, guard);
    isNoticed = noticed !== null;
    words = noticed ?? words;
  } catch (error) {
    words = `could not be tried: ${(error as Error).message}`;
  }
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(`${isNoticed ? 'ok  ' : 'FAIL'}  ${guard.id.padEnd(4)} without: ${guard.guard} (${seconds} s)`);
  console.log(`      ${guard.test}: ${guard.title}`);
  console.log(`      ${words.slice(0, WIDTH)}`);
  return isNoticed;
}

async function main(words: readonly string[]): Promise<number> {
  const guards = GUARDS.filter(({ id }) => words.length === 0 || words.includes(id) || words.includes(String(Number.parseInt(id, 10))));
  if (guards.length === 0) {
    console.error(`no such case: ${words.join(' ')}; there are ${GUARDS.map(({ id }) => id).join(' ')}`);
    return USAGE_EXIT;
  }
  const copy = mkdtempSync(join(tmpdir(), 'parley-guards-'));
  let noticed = 0;
  try {
    await fill(copy);
    const failing = await failingNow(copy, guards);
    for (const title of failing) console.log(`FAIL  fails with its guard as well: ${title}`);
    if (failing.length > 0) return 1;
    for (const guard of guards) if (await tryRow(copy, guard)) noticed += 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`${noticed} of ${guards.length} guards are missed when they are gone`);
  return noticed === guards.length ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
