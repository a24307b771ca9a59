/** Takes files: what a browser sends, or what came by a channel, becomes a file of a conversation, with a token for the message that will carry it. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { UploadAnswer, UploadLimits } from '@parley/shared-types/http.ts';
import type { FileRef } from '@parley/shared-types/model.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import type { FileTokens } from '../lib/file-tokens.ts';
import type { Files, FilesOf } from './files.ts';
import { KINDS } from './kinds.ts';
import { fileNameOf } from './names.ts';
import { sniff } from './sniff.ts';
import type { Spool, Spooled } from './spool.ts';

export interface UploadsDeps {
  /** null where files cannot be kept. */
  readonly files: Files | null;
  readonly spool: Spool;
  readonly tokens: FileTokens;
  readonly clock: Clock;
  readonly limits: Pick<Config['files'], 'maxBytes' | 'perConversation'>;
}

export interface Upload {
  readonly where: FilesOf;
  /** Whose upload ids these are: those of others are not found by guessing. */
  readonly sender: string;
  /** Made once by the sender. */
  readonly id: string;
  readonly name: string;
  readonly bytes: Readable;
  /** What the sender says that comes; null when they do not say. */
  readonly length: number | null;
}

export interface Uploads {
  limits(): UploadLimits;
  /**
   * @throws ParleyError `files_unavailable`, `file_quota`, `file_too_large`, `file_type_refused`, `file_incomplete`, `disk_full`,
   * `unavailable`; `conflict` when the id was used for other bytes
   */
  take(upload: Upload): Promise<Extract<UploadAnswer, { ok: true }>>;
}

/** Counts what is on its way into each conversation: files that come at once must not pass the limit together. */
function createUnderWay() {
  const counts = new Map<string, number>();
  return async <Result>({ siteId, conversationId }: FilesOf, work: (before: number) => Promise<Result>): Promise<Result> => {
    const key = `${siteId}:${conversationId}`;
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    try {
      return await work(before);
    } finally {
      const left = (counts.get(key) ?? 1) - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    }
  };
}

/** What is known of a whole upload. @throws ParleyError `file_type_refused`, `file_too_large` */
async function describe({ path, size, isText }: Spooled, { id, name }: { readonly id: string; readonly name: string }): Promise<FileRef> {
  const { kind, ...shape } = await sniff(path, { name, isText });
  return { id, name: fileNameOf(name, kind), type: kind.type, size, ...shape };
}

export function createUploads({ files, spool, tokens, clock, limits }: UploadsDeps): Uploads {
  const { maxBytes, perConversation } = limits;
  const underWay = createUnderWay();
  const keep = async (store: Files, { where, name }: Upload, id: string, spooled: Spooled): Promise<FileRef> => {
    const before = await store.get({ ...where, fileId: id });
    if (before && before.sha256 !== spooled.sha256) throw new ParleyError('conflict');
    if (before) return before.file;
    const file = await describe(spooled, { id, name });
    await store.put({ ...where, fileId: id }, { file, sha256: spooled.sha256 }, createReadStream(spooled.path));
    return file;
  };
  return {
    limits: () => (files ? { most: maxBytes, types: KINDS.map(({ type }) => type) } : { most: 0, types: [] }),
    take(upload) {
      const { where, sender, bytes, length } = upload;
      if (!files) throw new ParleyError('files_unavailable');
      const id = tokens.idOf(where, sender, upload.id);
      return underWay(where, async (others) => {
        const there = await files.list(where);
        if (!there.includes(id) && there.length + others >= perConversation) throw new ParleyError('file_quota');
        const file = await spool.take({ bytes, length, most: maxBytes }, (spooled) => keep(files, upload, id, spooled));
        return { ok: true, file, token: tokens.sign(where, file, clock.now()) };
      });
    },
  };
}
