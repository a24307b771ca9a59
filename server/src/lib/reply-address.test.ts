import { expect, it } from 'vitest';
import { createReplyAddresses, type ReplyFor } from './reply-address.ts';

const REPLY = { siteId: 's1', conversationId: 'c'.repeat(64), side: 'visitor', id: 'u_1' } as unknown as ReplyFor;

function createKept() {
  const values = new Map<string, string>();
  let reads = 0;
  return {
    values,
    reads: () => reads,
    async ensure(name: string, value: string) {
      if (!values.has(name)) values.set(name, value);
      return values.get(name) ?? value;
    },
    async get(name: string) {
      reads += 1;
      return values.get(name) ?? null;
    },
  };
}

it('[E5] an address fits into a mail, tells no id, is the same after a restart, and is read in any case', async () => {
  const kept = createKept();
  const make = () => createReplyAddresses({ secret: 'secret', domain: 'Reply.shop.example', kept });
  const address = await make().addressOf(REPLY);
  expect(address).toMatch(/^reply\+[a-z2-7]{52}@Reply\.shop\.example$/);
  expect(address.indexOf('@')).toBeLessThanOrEqual(64);
  expect(await make().addressOf(REPLY)).toBe(address);
  expect(await make().read(address.toUpperCase())).toEqual(REPLY);
  const other = await make().addressOf({ ...REPLY, side: 'operator', id: 'u_1' } as unknown as ReplyFor);
  expect(other).not.toBe(address);
  expect(await make().read(other)).toMatchObject({ side: 'operator' });
});

it('[E5] what is guessed, changed, of another domain or of another secret is nobody, and costs the store nothing', async () => {
  const kept = createKept();
  const ours = createReplyAddresses({ secret: 'secret', domain: 'reply.example', kept });
  const address = await ours.addressOf(REPLY);
  const [token = ''] = /\+([a-z2-7]+)/.exec(address)?.slice(1) ?? [];
  const guesses = [
    `reply+${'a'.repeat(52)}@reply.example`,
    `reply+${token.slice(0, 26)}${'a'.repeat(26)}@reply.example`,
    `reply+${'a'.repeat(26)}${token.slice(26)}@reply.example`,
    `reply+${token}@other.example`,
    `reply+${token}@reply.example@other.example`,
    `${token}@reply.example`,
    '',
  ];
  for (const guess of guesses) expect(await ours.read(guess), guess).toBeNull();
  const foreign = createReplyAddresses({ secret: 'other', domain: 'reply.example', kept });
  expect(await foreign.read(address)).toBeNull();
  expect(kept.reads()).toBe(0);
});
