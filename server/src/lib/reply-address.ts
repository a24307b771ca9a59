/** Addresses that answers to our mails come back to: `reply+TOKEN@domain`. Who has one may speak as one person in one conversation. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ConversationId, OperatorId, SiteId, VisitorId } from '@parley/shared-types/model.ts';

/** Whose answer a mail to an address is, and in which conversation. */
export type ReplyFor = { readonly siteId: SiteId; readonly conversationId: ConversationId } & (
  | { readonly side: 'visitor'; readonly id: VisitorId }
  | { readonly side: 'operator'; readonly id: OperatorId }
);

/** The part of the store that they are kept in. */
interface Kept {
  ensure(name: string, value: string): Promise<string>;
  get(name: string): Promise<string | null>;
}

export interface ReplyAddresses {
  /** The same for the same person and conversation, for ever. @throws ParleyError `unavailable` */
  addressOf(reply: ReplyFor): Promise<string>;
  /** null when it is not of our making: nothing was read then. @throws ParleyError `unavailable` */
  read(address: string): Promise<ReplyFor | null>;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const BYTES = 16;
const ADDRESS = /^reply\+([a-z2-7]{26})([a-z2-7]{26})@([^@]+)$/;

/** RFC 4648 base32 in lower case: servers on the way may change the case of an address. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/**
 * A local part may have 64 characters, which is too few for three ids and a signature. So it has a name of 128 bits, under which the
 * store keeps the ids, and a signature of 128 bits, by which a guess is refused without a read. Neither tells an id.
 */
export function createReplyAddresses({ secret, domain, kept }: { readonly secret: string; readonly domain: string; readonly kept: Kept }) {
  const sealed = (text: string) => base32(createHmac('sha256', secret).update(text).digest().subarray(0, BYTES));
  const keyOf = (name: string) => `reply:${name}`;
  const addresses: ReplyAddresses = {
    async addressOf(reply) {
      const { siteId, conversationId, side, id } = reply;
      const name = sealed(`reply-name:${siteId}:${conversationId}:${side}:${id}`);
      await kept.ensure(keyOf(name), JSON.stringify({ siteId, conversationId, side, id }));
      return `reply+${name}${sealed(`reply:${name}`)}@${domain}`;
    },
    async read(address) {
      const [, name, signature, at] = ADDRESS.exec(address.toLowerCase()) ?? [];
      if (name === undefined || signature === undefined || at !== domain.toLowerCase()) return null;
      if (!timingSafeEqual(Buffer.from(sealed(`reply:${name}`)), Buffer.from(signature))) return null;
      const value = await kept.get(keyOf(name));
      return value === null ? null : (JSON.parse(value) as ReplyFor);
    },
  };
  return addresses;
}
