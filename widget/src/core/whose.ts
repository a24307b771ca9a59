import { createOutbox, type Outbox } from './outbox.ts';
import type { KeyValue } from './storage.ts';
import type { Timers } from './time.ts';
import { HAS_USERS } from './users.ts';
import type { VisitorBody } from './visitor-session.ts';

/** Whose things these are, by an id or a grant, which begins with one: '' of an anonymous visitor, `u_...:` of a user. */
export function ownerOf(words: string | null): string {
  return HAS_USERS && words?.startsWith('u_') ? `${words.split('.')[0]}:` : '';
}

/** The user whom a token is of, in its own words. Not checked: only to be compared with that of another token. */
export function userOf(token: string): unknown {
  try {
    return JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))).sub;
  } catch {
    return token;
  }
}

/** Kept for each visitor apart: what is not sent, and the draft. */
const OWN = /^(u_\w+:)?(out:|draft$)/;

interface WhoseDeps {
  readonly storage: KeyValue;
  readonly prefix: string;
  readonly timers: Timers;
}

/**
 * Whose the things in the storage of this browser are (SPEC W6): nothing of one visitor is shown to, or sent as, another one. What an
 * anonymous visitor or another user has left goes when a user comes; a user who was only away too long finds it again.
 */
export function createWhose({ storage, prefix, timers }: WhoseDeps) {
  const grantKey = `${prefix}grant`;
  const kept = () => ownerOf(storage.get(grantKey));
  const outboxOf = (of: string): Outbox<VisitorBody> => createOutbox(storage, `${prefix}${of}out:`);
  let owner = kept();
  /** Since then somebody is expected, and what is written is theirs. */
  let since: number | null = null;
  const settle = (to: string) => {
    owner = to;
    since = null;
  };
  return {
    owner: () => owner,
    outbox: () => outboxOf(owner),
    isPending: () => since !== null,
    /** A token was given: who they are is answered later, and nothing of the one before is theirs. */
    expect() {
      since ??= timers.now();
      owner = '';
    },
    /** Somebody was let in. @returns whether it is another one than before */
    become(visitorId: string): boolean {
      if (!HAS_USERS) return false;
      const next = ownerOf(visitorId);
      const theirs = outboxOf('')
        .all()
        .filter(({ createdAt }) => since !== null && createdAt >= since);
      const isAnother = next !== owner;
      settle(next);
      if (!isAnother || !next) return isAnother;
      for (const item of theirs) outboxOf(next).put(item);
      for (const key of storage.keys(prefix)) {
        const name = key.slice(prefix.length);
        if (OWN.test(name) && !name.startsWith(next)) storage.remove(key);
      }
      return true;
    },
    /** Another tab knows better. */
    look: () => settle(kept()),
    /** Forgets everything that this browser keeps. */
    clear() {
      for (const key of [grantKey, ...storage.keys(prefix)]) storage.remove(key);
      settle('');
    },
  };
}
