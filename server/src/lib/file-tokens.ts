import { createHmac } from 'node:crypto';
import type { ConversationId, FileRef, SiteId } from '@parley/shared-types/model.ts';
import type { FileKey } from '@parley/shared-types/socket.ts';
import { ParleyError } from './errors.ts';
import { createSigner } from './signed.ts';

interface Where {
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
}

/** What is signed about files, so that no gateway has to ask whoever keeps them. */
export interface FileTokens {
  /** Id of an upload's file: the same one each time, and not to be guessed. */
  idOf(where: Where, sender: string, upload: string): string;
  /** Says that a file is of this conversation; to be sent with a message. */
  sign(where: Where, file: FileRef, now: number): string;
  /** @throws ParleyError `file_invalid` when it is not ours, of another conversation, or older than 30 days */
  read(where: Where, token: string, now: number): FileRef;
  /** Opens the files of a conversation for 10 minutes. */
  key(where: Where, now: number): FileKey;
  /** @throws ParleyError `link_invalid` when it is not ours or of another conversation, `link_expired` */
  requireKey(where: Where, key: string, now: number): void;
}

/** A message may lie in the outbox of a browser for as long. */
const TOKEN_MS = 30 * 86_400_000;
const KEY_MS = 600_000;

export function createFileTokens(secret: string): FileTokens {
  const files = createSigner(secret, 'file');
  const keys = createSigner(secret, 'file-key');
  const isOf = ({ siteId, conversationId }: Where, words: readonly string[]) => words[0] === siteId && words[1] === conversationId;
  return {
    idOf({ siteId, conversationId }, sender, upload) {
      const hmac = createHmac('sha256', secret).update(`file-id:${siteId}:${conversationId}:${sender}:${upload}`);
      return hmac.digest('hex').slice(0, 32);
    },
    sign({ siteId, conversationId }, file, now) {
      return files.sign([siteId, conversationId, Buffer.from(JSON.stringify(file)).toString('base64url')], now + TOKEN_MS);
    },
    read(where, token, now) {
      let words: readonly string[];
      try {
        ({ words } = files.read(token, 3, now));
      } catch (cause) {
        throw new ParleyError('file_invalid', { cause });
      }
      if (!isOf(where, words)) throw new ParleyError('file_invalid');
      return JSON.parse(Buffer.from(words[2] ?? '', 'base64url').toString()) as FileRef;
    },
    key({ siteId, conversationId }, now) {
      const expiresAt = now + KEY_MS;
      return { key: keys.sign([siteId, conversationId], expiresAt), expiresAt };
    },
    requireKey(where, key, now) {
      if (!isOf(where, keys.read(key, 2, now).words)) throw new ParleyError('link_invalid');
    },
  };
}
