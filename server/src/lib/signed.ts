import { createHmac, timingSafeEqual } from 'node:crypto';
import { ParleyError } from './errors.ts';

/** Tokens of links for one purpose: words in clear, when they end, a signature. Nothing of them is stored. */
export interface Signer {
  /** @param words ids without dots; `expiresAt` in milliseconds since 1970 */
  sign(words: readonly string[], expiresAt: number): string;
  /** @throws ParleyError `link_invalid` when it is not ours, of another purpose or not of `count` words; `link_expired` */
  read(token: string, count: number, now: number): { readonly words: readonly string[]; readonly expiresAt: number };
}

/** A token that was signed for one purpose is worth nothing for another one. */
export function createSigner(secret: string, purpose: string): Signer {
  const signature = (text: string) => createHmac('sha256', secret).update(`${purpose}:${text}`).digest('base64url');
  return {
    sign(words, expiresAt) {
      const text = [...words, expiresAt.toString(36)].join('.');
      return `${text}.${signature(text)}`;
    },
    read(token, count, now) {
      const parts = token.split('.');
      const found = Buffer.from(parts.at(-1) ?? '');
      const expected = Buffer.from(signature(parts.slice(0, -1).join('.')));
      const isOurs = expected.length === found.length && timingSafeEqual(expected, found);
      if (parts.length !== count + 2 || !isOurs) throw new ParleyError('link_invalid');
      const expiresAt = Number.parseInt(parts[count] ?? '', 36);
      if (expiresAt < now) throw new ParleyError('link_expired');
      return { words: parts.slice(0, count), expiresAt };
    },
  };
}
