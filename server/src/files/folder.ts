/** Files in a folder of this machine: `SITE/CONVERSATION/FILE/` holds `bytes` and `about.json`. */
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { isCoded, ParleyError } from '../lib/errors.ts';
import { randomId } from '../lib/ids.ts';
import { type FileKey, type Files, type FilesOf, type FoundFile, pathOf, type StoredFile } from './files.ts';

/** No site has a dot in its id. */
const DRAFTS = '.drafts';
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);
const TAKEN = new Set(['EEXIST', 'ENOTEMPTY']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

function coded(cause: unknown): unknown {
  if (isCoded(cause)) return cause;
  return FULL.has(codeOf(cause)) ? new ParleyError('disk_full', { cause }) : cause;
}

/** Writes a new file down to the disk. */
async function write(path: string, bytes: Readable | string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename in a folder last. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  await folder.sync().finally(() => folder.close());
}

async function readAbout(path: string): Promise<StoredFile | null> {
  try {
    return JSON.parse(await readFile(join(path, 'about.json'), 'utf8')) as StoredFile;
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return null;
    throw error;
  }
}

/**
 * Files of one process.
 * @param folder made when it is not there; what a process that was killed left half written in it is removed
 */
export async function createFolderFiles({ folder }: { readonly folder: string }): Promise<Files> {
  const drafts = join(folder, DRAFTS);
  const place = (key: FilesOf & { readonly fileId?: string }) => join(folder, pathOf(key));
  await rm(drafts, { recursive: true, force: true });
  await mkdir(drafts, { recursive: true, mode: 0o700 });

  /** A draft becomes the file by one rename, which fails when there is one: whole or not at all, and the first one stays. */
  const settle = async (draft: string, target: string, sha256: string) => {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    try {
      await rename(draft, target);
      await syncFolder(dirname(target));
    } catch (error) {
      if (!TAKEN.has(codeOf(error))) throw error;
      if ((await readAbout(target))?.sha256 !== sha256) throw new ParleyError('conflict');
    }
  };
  const list = async (conversation: FilesOf): Promise<readonly string[]> => {
    const path = place(conversation);
    const there = await access(path).then(
      () => true,
      () => false,
    );
    return there ? readdir(path) : [];
  };
  return {
    list,
    async put(key, stored, bytes) {
      const draft = join(drafts, randomId());
      try {
        await mkdir(draft, { mode: 0o700 });
        await write(join(draft, 'bytes'), bytes);
        await write(join(draft, 'about.json'), JSON.stringify(stored));
        await settle(draft, place(key), stored.sha256);
      } catch (error) {
        throw coded(error);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    },
    async get(key: FileKey): Promise<FoundFile | null> {
      const path = place(key);
      const stored = await readAbout(path);
      return stored && { ...stored, open: async (range) => (await open(join(path, 'bytes'))).createReadStream(range) };
    },
    async removeFiles(conversation, goes) {
      const gone = (await list(conversation)).filter(goes ?? (() => true));
      await Promise.all(gone.map((fileId) => rm(place({ ...conversation, fileId }), { recursive: true, force: true })));
      // Without files a conversation has no folder either.
      if (!goes) await rm(place(conversation), { recursive: true, force: true });
    },
    close: async () => {},
  };
}
