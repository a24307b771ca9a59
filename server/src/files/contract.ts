import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import type { FileKey, Files, StoredFile } from './files.ts';

export interface FilesSubject {
  readonly files: Files;
  /** The same place, opened again: by another gateway, or after a restart. */
  reopen(): Promise<Files>;
  /** Paths of everything that is kept, finished or not. */
  everything(): Promise<readonly string[]>;
  teardown(): Promise<void>;
}

const CONVERSATION = { siteId: 'shop' as SiteId, conversationId: 'c1' as ConversationId };
const KEY: FileKey = { ...CONVERSATION, fileId: 'f1' };
const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));

const about = (bytes: Buffer, id = 'f1'): StoredFile => ({
  file: { id, name: 'Größe \u{1F600} مرحبا.png', type: 'image/png', size: bytes.length, width: 4, height: 3 },
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
const put = (files: Files, key: FileKey, bytes: Buffer) => files.put(key, about(bytes, key.fileId), Readable.from([bytes]));

/** What every place for files keeps to. */
export function registerFilesContract(name: string, setup: () => Promise<FilesSubject>): void {
  describe(`files contract: ${name}`, () => {
    let subject: FilesSubject;
    beforeEach(async () => {
      subject = await setup();
    });
    afterEach(() => subject.teardown());
    const read = async (files: Files, key: FileKey, range?: { start: number; end: number }) => {
      const found = await files.get(key);
      return found && buffer(await found.open(range));
    };

    it('[X10] what was put is got, bytes and what is said of it, also by who opens the same place', async () => {
      await put(subject.files, KEY, BYTES);
      const other = await subject.reopen();
      for (const files of [subject.files, other]) {
        const { file, sha256 } = (await files.get(KEY)) as StoredFile;
        expect({ file, sha256 }).toEqual(about(BYTES));
        expect(BYTES.equals((await read(files, KEY)) ?? Buffer.of())).toBe(true);
      }
      await other.close();
    });

    it('[X10] a part is got by its first and last byte', async () => {
      await put(subject.files, KEY, BYTES);
      const part = await read(subject.files, KEY, { start: 65_530, end: 131_080 });
      expect(part && BYTES.subarray(65_530, 131_081).equals(part)).toBe(true);
      expect(await read(subject.files, KEY, { start: 199_999, end: 199_999 })).toEqual(BYTES.subarray(-1));
    });

    it('[X10] a file that breaks off leaves nothing, and can be put again', async () => {
      const broken = Readable.from(
        (async function* () {
          yield BYTES.subarray(0, 100_000);
          throw new ParleyError('file_incomplete');
        })(),
      );
      await expect(subject.files.put(KEY, about(BYTES), broken)).rejects.toMatchObject({ code: 'file_incomplete' });
      expect(await subject.files.get(KEY)).toBeNull();
      expect(await subject.files.list(CONVERSATION)).toEqual([]);
      expect(await subject.everything()).toEqual([]);
      await put(subject.files, KEY, BYTES);
      expect(BYTES.equals((await read(subject.files, KEY)) ?? Buffer.of())).toBe(true);
    });

    it('[X10] the same file again is one file; other bytes under its key are a conflict and change nothing', async () => {
      await put(subject.files, KEY, BYTES);
      await put(subject.files, KEY, BYTES);
      expect(await subject.files.list(CONVERSATION)).toEqual(['f1']);
      await expect(put(subject.files, KEY, Buffer.from('other'))).rejects.toMatchObject({ code: 'conflict' });
      expect(BYTES.equals((await read(subject.files, KEY)) ?? Buffer.of())).toBe(true);
    });

    it('[X10] a conversation lists and removes its own files only', async () => {
      const neighbour = { ...CONVERSATION, conversationId: 'c10' as ConversationId };
      const foreign = { ...CONVERSATION, siteId: 'blog' as SiteId };
      for (const key of [KEY, { ...KEY, fileId: 'f2' }, { ...neighbour, fileId: 'f3' }, { ...foreign, fileId: 'f4' }])
        await put(subject.files, key, Buffer.from(key.fileId));
      expect([...(await subject.files.list(CONVERSATION))].sort()).toEqual(['f1', 'f2']);
      expect(await subject.files.get({ ...foreign, fileId: 'f1' })).toBeNull();
      await subject.files.removeFiles(CONVERSATION, (id) => id !== 'f2');
      expect(await subject.files.list(CONVERSATION)).toEqual(['f2']);
      await subject.files.removeFiles(CONVERSATION);
      await subject.files.removeFiles(CONVERSATION);
      expect(await subject.files.get(KEY)).toBeNull();
      expect([await subject.files.list(CONVERSATION), await subject.files.list(neighbour)]).toEqual([[], ['f3']]);
      expect((await subject.everything()).filter((path) => path.includes('/c1/') && !path.includes('blog'))).toEqual([]);
      expect(await read(subject.files, { ...foreign, fileId: 'f4' })).toEqual(Buffer.from('f4'));
    });

    it('[X10] an id that is none leads nowhere', async () => {
      for (const fileId of ['..', '../../c1/f1', 'a/b', '', 'x'.repeat(65), 'a\0b'])
        await expect(put(subject.files, { ...KEY, fileId }, BYTES)).rejects.toThrow();
      expect(await subject.everything()).toEqual([]);
    });
  });
}
