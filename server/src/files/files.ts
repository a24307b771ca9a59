/**
 * The port to where the files of messages are: bytes apart from the log, under their conversation. SPEC X10. Adapters: folder.ts,
 * s3.ts. Contract: contract.ts. All methods may throw ParleyError `unavailable` (try again later) or `disk_full`.
 */
import type { Readable } from 'node:stream';
import type { ConversationId, FileRef, SiteId } from '@parley/shared-types/model.ts';

export interface FilesOf {
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
}
export interface FileKey extends FilesOf {
  readonly fileId: string;
}

/** What is kept beside the bytes. */
export interface StoredFile {
  readonly file: FileRef;
  /** Of the bytes, in hex: tells a repeat from a conflict. */
  readonly sha256: string;
}

/** First and last byte, both inclusive and within the file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
export interface FoundFile extends StoredFile {
  /** The bytes, or a part of them. */
  open(range?: ByteRange): Promise<Readable>;
}

export interface Files {
  /**
   * Keeps a file, whole or not at all; resolves when it is durable. A repeat with the same hash changes nothing.
   * @throws ParleyError `conflict` when there are other bytes under this key; what `bytes` throws
   */
  put(key: FileKey, stored: StoredFile, bytes: Readable): Promise<void>;
  get(key: FileKey): Promise<FoundFile | null>;
  /** Ids of the files of a conversation, in no order. */
  list(conversation: FilesOf): Promise<readonly string[]>;
  /** Removes the files of a conversation: all, or those whose ids `goes` says; may be repeated. */
  removeFiles(conversation: FilesOf, goes?: (fileId: string) => boolean): Promise<void>;
  close(): Promise<void>;
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Where a conversation's files are, or one of them: ids only, so that no name can lead out of its place. @throws on anything else */
export function pathOf(key: FilesOf & { readonly fileId?: string }): string {
  const ids: readonly string[] = [key.siteId, key.conversationId, ...(key.fileId === undefined ? [] : [key.fileId])];
  if (!ids.every((id) => ID.test(id))) throw new Error('a key of a file has ids only');
  return ids.join('/');
}
