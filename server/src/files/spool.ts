/** Where an upload is while it comes: a file of this machine, so that a slow sender holds nothing else, and a cut one leaves nothing. */
import { createHash } from 'node:crypto';
import { mkdir, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { randomId } from '../lib/ids.ts';
import { createTextCheck } from './sniff.ts';

/** A whole upload. */
export interface Spooled {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** Nothing in it that a text cannot have. */
  readonly isText: boolean;
}

interface Space {
  readonly free: number;
  readonly total: number;
}

export interface SpoolDeps {
  readonly folder: string;
  readonly clock: Clock;
  /** Of the disk; the real one when it is not said. */
  readonly space?: () => Promise<Space>;
}

/** Part of the disk that uploads leave free: messages go on when they are refused. */
const KEPT_FREE = 0.1;
const SILENT_MS = 30_000;

async function diskSpace(folder: string): Promise<Space> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

/** Chunks of a stream that is left open when the reader stops, so that its sender can still be answered. */
async function* chunksOf(bytes: Readable, clock: Clock): AsyncGenerator<Buffer> {
  const wait = () => clock.after(SILENT_MS, () => bytes.destroy(new Error('nothing came for long')));
  let undo = wait();
  try {
    for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      undo();
      yield chunk;
      undo = wait();
    }
  } catch (cause) {
    throw new ParleyError('file_incomplete', { cause });
  } finally {
    undo();
  }
}

/** @param folder of this process alone: emptied, since a killed process may have left something in it */
export async function createSpool({ folder, clock, space = () => diskSpace(folder) }: SpoolDeps) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });

  const write = async (path: string, bytes: Readable, most: number): Promise<Omit<Spooled, 'path'>> => {
    const hash = createHash('sha256');
    const check = createTextCheck();
    let size = 0;
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of chunksOf(bytes, clock)) {
        size += chunk.length;
        if (size > most) throw new ParleyError('file_too_large');
        hash.update(chunk);
        check.add(chunk);
        await file.write(chunk);
      }
    } finally {
      await file.close();
    }
    return { size, sha256: hash.digest('hex'), isText: check.isText() };
  };
  return {
    /**
     * Takes an upload, gives it to `use`, and forgets it.
     * @param length what its sender says that comes; null when they do not say
     * @throws ParleyError `file_too_large` as soon as it is, `file_incomplete`, `disk_full`; what `use` throws
     */
    async take<Result>(
      { bytes, length, most }: { readonly bytes: Readable; readonly length: number | null; readonly most: number },
      use: (spooled: Spooled) => Promise<Result>,
    ): Promise<Result> {
      if ((length ?? 0) > most) throw new ParleyError('file_too_large');
      const { free, total } = await space();
      if (free - (length ?? most) < total * KEPT_FREE) throw new ParleyError('disk_full');
      const path = join(folder, randomId());
      try {
        return await use({ path, ...(await write(path, bytes, most)) });
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new ParleyError('disk_full', { cause: error }) : error;
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}
export type Spool = Awaited<ReturnType<typeof createSpool>>;
