import { join } from 'node:path';
import { readRunFile } from '@parley/server/src/cli/run-file.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Backend, FREE_LIMITS, readLogs, storeDeps } from '../faults/backend.ts';
import { isClean, judge } from '../faults/checker.ts';
import { createLab, type Lab } from '../faults/lab.ts';
import { type Checkout, createOrigin, type Origin } from './origin.ts';

let origin: Origin;
let checkout: Checkout;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  origin = await createOrigin();
  checkout = await origin.clone('checkout');
  settings = { DATA_DIR: join(origin.folder, 'data'), PORT: String(await freePort()), LOG_LEVEL: 'warn', ...FREE_LIMITS };
});
afterAll(async () => {
  await checkout?.parley(['down'], settings);
  origin?.remove();
});

const dataDir = () => settings.DATA_DIR ?? '';

function backendOf(url: string, siteId: string): Backend {
  return {
    urls: [url],
    siteId,
    exits: () => 0,
    kill: () => {},
    stop: async () => void (await checkout.parley(['down'], settings)),
    close: async () => {},
    async read(conversations) {
      const sqlite = openSqlite(join(dataDir(), 'parley.db'));
      try {
        return await readLogs(createSqliteStore({ sqlite, ...storeDeps }), siteId, conversations);
      } finally {
        await sqlite.close();
      }
    },
  };
}

/** Visitors who write all the time; `stop` resolves when every message of theirs is stored. */
async function startWriting(lab: Lab): Promise<{ stop(): Promise<boolean> }> {
  const clients = await Promise.all(Array.from({ length: 4 }, (_, index) => lab.addClient(`v${index}`)));
  let sent = 0;
  const timer = setInterval(() => clients[sent % 4]?.send(`message ${sent++}`), 25);
  return {
    async stop() {
      clearInterval(timer);
      return lab.drained(60_000);
    },
  };
}

it('[O10] an update pulls, installs, builds and restarts in the same mode while a visitor writes: nothing lost, nothing twice', async () => {
  const told = JSON.parse(
    (await checkout.parley(['up', '--detach', '--json'], settings)).said.split('\n').find((line) => line.startsWith('{')) ?? '',
  );
  const lab = createLab(backendOf(told.url, told.siteId));
  try {
    const writing = await startWriting(lab);
    const before = readRunFile(dataDir());
    const news = await origin.push('widget/src/core/time.ts', '\n// A later version.\n');
    // action: update with other settings around it; expected: the new process has those of the old one
    const ran = await checkout.parley(['update'], { DATA_DIR: dataDir(), PORT: '1' });
    expect(ran.said).toContain(`the new version runs at ${told.url}`);
    expect(ran.code).toBe(0);
    expect(await checkout.head()).toBe(news);
    const after = readRunFile(dataDir());
    expect(after?.pid).not.toBe(before?.pid);
    expect(after?.info.port).toBe(before?.info.port);
    // a version that cannot start: the one that runs goes on, and the checkout is where it was
    await origin.push('server/src/start.ts', "\nthrow new Error('a version that cannot start');\n");
    const failed = await checkout.parley(['update'], settings);
    expect(failed.said).toContain('parley: update_failed: ');
    expect(failed.said).toContain('a version that cannot start');
    expect(failed.code).toBe(70);
    expect(await checkout.head()).toBe(news);
    expect(readRunFile(dataDir())?.pid).toBe(after?.pid);
    await origin.forget();
    // a version whose pages cannot be built
    await origin.push('widget/src/core/time.ts', '\nthis is not TypeScript\n');
    const unbuilt = await checkout.parley(['update'], settings);
    expect(unbuilt.said).toContain('vite build of widget');
    expect(await checkout.head()).toBe(news);
    expect((await fetch(`${told.url}/`)).status).toBe(200);
    expect(readRunFile(dataDir())?.pid).toBe(after?.pid);
    await origin.forget();
    // a version that fails only when it takes over: the one from before takes its place again
    await origin.push('server/src/cli/up.ts', "\nthrow new Error('a version that fails late');\n");
    const late = await checkout.parley(['update'], settings);
    expect(late.said).toContain('a version that fails late');
    expect(late.said).toContain(`the version from before is back: ${told.url}`);
    expect(late.code).toBe(70);
    expect(await checkout.head()).toBe(news);
    expect(await writing.stop()).toBe(true);
    const verdict = judge(await lab.evidence());
    expect(verdict.details).toEqual([]);
    expect(isClean(verdict)).toBe(true);
    expect(verdict.stored).toBeGreaterThan(100);
  } finally {
    await lab.close();
  }
}, 180_000);

it('[O10] what stands in the way of an update is a code with its mend, and nothing has moved', async () => {
  const other = await origin.clone('other');
  const refusal = async () => {
    const { said, code } = await other.parley(['update'], settings);
    return `${/parley: (\w+):/.exec(said)?.[1]} ${code}`;
  };
  const head = await other.head();
  await other.git('branch', '--unset-upstream');
  expect(await refusal()).toBe('no_upstream 65');
  await other.git('branch', '--set-upstream-to=origin/main');
  await other.git('commit', '--quiet', '--allow-empty', '--message', 'mine');
  await other.git('reset', '--quiet', '--hard', 'HEAD');
  await origin.push('CHANGELOG.md', '\nMore.\n');
  expect(await refusal()).toBe('branch_diverged 65');
  await other.git('remote', 'set-url', 'origin', join(origin.folder, 'nowhere.git'));
  expect(await refusal()).toBe('pull_failed 69');
  await other.git('rm', '--quiet', 'CHANGELOG.md');
  expect(await refusal()).toBe('checkout_dirty 65');
  expect((await other.git('rev-parse', 'HEAD~1')).trim()).toBe(head);
}, 120_000);
