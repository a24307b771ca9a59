import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { carryAssets } from './assets.ts';
import { layoutOf } from './layout.ts';
import { withLock } from './lock.ts';
import { keptSettings, readSettings, writeSettings } from './target-file.ts';
import { startUnit, stopUnit } from './unit.ts';
import { livingOf, readUnit, recordProcess } from './unit-record.ts';

function setUpFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const RECORD = join(import.meta.dirname, 'unit-record.ts');

/** A unit with one sleeping process, which says that it is ready, or ends instead. */
function setUpUnit(afterRecord: string) {
  const dir = setUpFolder();
  const main = join(dir, 'main.ts');
  writeFileSync(
    main,
    `import { spawn } from 'node:child_process';
import { recordProcess, writeUnit } from ${JSON.stringify(RECORD)};
const child = spawn('sleep', ['600'], { stdio: 'ignore' });
const tell = (ended) => writeUnit(${JSON.stringify(dir)}, { processes: [recordProcess('child', child.pid)], told: { key: process.env.KEY ?? '' }, ended });
process.on('SIGTERM', () => {
  child.once('exit', (code, signal) => { tell([{ name: 'child', code, signal, ms: 1 }]); process.exit(0); });
  child.kill('SIGTERM');
});
tell(null);
${afterRecord}
`,
  );
  return { dir, spec: { name: 'unit', dir, cwd: dir, node: process.execPath, main, env: { PATH: process.env.PATH ?? '', KEY: 'value' } } };
}

it('[O11] a unit outlives its starter, tells what it looks after, and stops it when asked', async () => {
  const { dir, spec } = setUpUnit('process.send({ ready: true });');
  const record = await startUnit(spec);
  expect(record.told).toEqual({ key: 'value' });
  expect(livingOf(record).map(({ name }) => name)).toEqual(['main', 'child']);
  const stopped = await stopUnit(dir);
  expect(stopped).toMatchObject({ killed: [], record: { ended: [{ name: 'child', signal: 'SIGTERM' }] } });
  expect(livingOf(record)).toEqual([]);
});

it('[O11] what a unit looked after is stopped also when the unit itself was killed', async () => {
  const { dir, spec } = setUpUnit('process.send({ ready: true });');
  const record = await startUnit(spec);
  process.kill(record.main.pid, 'SIGKILL');
  expect(await stopUnit(dir)).toMatchObject({ killed: [], record: { ended: null } });
  expect(livingOf(record)).toEqual([]);
});

it('[O11] a unit that ends before it is ready is an error with its last words, and nothing of it runs on', async () => {
  const { dir, spec } = setUpUnit("console.error('no luck today'); process.exit(3);");
  await expect(startUnit(spec)).rejects.toMatchObject({ code: 'service_failed', detail: expect.stringContaining('no luck today') });
  const record = readUnit(dir);
  expect(record && livingOf(record)).toEqual([]);
});

it('[O11] a pid that belongs to another process by now is never signalled', async () => {
  const dir = setUpFolder();
  const mine = { ...recordProcess('main', process.pid), startTime: '1' };
  writeFileSync(join(dir, 'unit.json'), JSON.stringify({ main: mine, processes: [{ ...mine, name: 'other' }], told: {}, ended: null }));
  // This very test runs under the pid.
  expect(await stopUnit(dir)).toMatchObject({ killed: [] });
});

it('[O11] one command at a time changes a target; one that was killed holds nothing', async () => {
  const layout = layoutOf(setUpFolder());
  await withLock(layout, 'first', async () => {
    await expect(withLock(layout, 'second', async () => {})).rejects.toMatchObject({ code: 'deploy_running' });
  });
  writeFileSync(layout.lock, JSON.stringify({ ...recordProcess('killed', process.pid), startTime: '1' }));
  expect(await withLock(layout, 'third', async () => 'done')).toBe('done');
  expect(existsSync(layout.lock)).toBe(false);
});

it('[O11] a target keeps the settings it was started with, but decides itself where it listens and lies', () => {
  const layout = layoutOf(setUpFolder());
  const kept = keptSettings({ SLACK_CHANNEL: '#help me', PORT: '1', ROLES: 'api', DATA_DIR: '/x', CI: 'true', AMQP_URL_FILE: '/secret' });
  writeSettings(layout, kept);
  expect(readSettings(layout)).toEqual({ SLACK_CHANNEL: '#help me', AMQP_URL_FILE: '/secret' });
  expect(() => writeSettings(layout, { SLACK_CHANNEL: 'a\nPORT=1' })).toThrow('config_invalid');
});

it('[O11] the chunks of the release before stay served, those of earlier ones go, and none is overwritten', () => {
  const folder = setUpFolder();
  const put = (release: string, name: string, text: string) => {
    const assets = join(folder, release, 'widget', 'dist', 'assets');
    mkdirSync(assets, { recursive: true });
    writeFileSync(join(assets, name), text);
  };
  const names = (release: string) => readdirSync(join(folder, release, 'widget', 'dist', 'assets')).sort();
  for (const [release, name] of [
    ['1', 'a.js'],
    ['2', 'b.js'],
    ['3', 'c.js'],
  ] as const) {
    put(release, name, release);
    put(release, 'same.js', release);
  }
  carryAssets(join(folder, '1'), join(folder, '2'));
  carryAssets(join(folder, '2'), join(folder, '3'));
  expect(names('2')).toEqual(['a.js', 'b.js', 'same.js']);
  expect(names('3')).toEqual(['b.js', 'c.js', 'same.js']);
  expect(readFileSync(join(folder, '3', 'widget', 'dist', 'assets', 'same.js'), 'utf8')).toBe('3');
  // back to 2: pages of 3 still find their chunk
  carryAssets(join(folder, '3'), join(folder, '2'));
  expect(names('2')).toEqual(['a.js', 'b.js', 'c.js', 'same.js']);
});
