import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { createClock } from '../lib/clock.ts';
import { createSpool } from './spool.ts';

/** A spool whose clock stands still until the test says that time has passed. */
async function setup(free = 0.5) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'left-over'), 'half');
  const waiting = new Set<() => void>();
  const after = (_ms: number, call: () => void) => {
    waiting.add(call);
    return () => void waiting.delete(call);
  };
  const space = async () => ({ free: free * 1_000, total: 1_000 });
  const spool = await createSpool({ folder: join(folder, 'in'), clock: { ...createClock(), after }, space });
  return { spool, waiting, files: () => readdirSync(join(folder, 'in')) };
}
const nobody = async () => {};

it('[X10] a whole upload is given once, with its hash, and forgotten; what a killed process left is gone', async () => {
  const { spool, files } = await setup();
  expect(files()).toEqual([]);
  const taken = await spool.take(
    { bytes: Readable.from([Buffer.from('ab'), Buffer.from('c')]), length: null, most: 3 },
    async (spooled) => ({
      ...spooled,
      said: readFileSync(spooled.path, 'utf8'),
    }),
  );
  expect(taken).toMatchObject({ size: 3, said: 'abc', isText: true, sha256: expect.stringMatching(/^ba7816bf/) });
  expect(files()).toEqual([]);
});

it('[X10] a sender who falls silent is let go', async () => {
  const { spool, waiting, files } = await setup();
  const bytes = new PassThrough();
  bytes.write('half');
  const taken = spool.take({ bytes, length: 8, most: 100 }, nobody);
  await expect.poll(() => waiting.size, { timeout: 10_000 }).toBe(1);
  for (const call of waiting) call();
  await expect(taken).rejects.toMatchObject({ code: 'file_incomplete' });
  expect(files()).toEqual([]);
});

it('[X10] one who sends too much can still be answered', async () => {
  const { spool } = await setup();
  const bytes = new PassThrough();
  bytes.write('too much');
  await expect(spool.take({ bytes, length: null, most: 4 }, nobody)).rejects.toMatchObject({ code: 'file_too_large' });
  expect(bytes.destroyed).toBe(false);
});

it('[X10] a tenth of the disk is kept free', async () => {
  const { spool } = await setup(0.15);
  const take = (length: number) => spool.take({ bytes: Readable.from([Buffer.from('x')]), length, most: 500 }, nobody);
  await take(50);
  await expect(take(51)).rejects.toMatchObject({ code: 'disk_full' });
});
