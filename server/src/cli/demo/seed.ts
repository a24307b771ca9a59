import type { ClientMsgId, EntryId } from '@parley/shared-types/model.ts';
import { randomId, sha256, sortableId } from '../../lib/ids.ts';
import { hashPassword } from '../../lib/passwords.ts';
import { audienceOf } from '../../lib/view.ts';
import type { NewEntry, Store } from '../../store/store.ts';
import { bodyHash, projectionOf, type Submitted } from '../../workers/persist/plan.ts';
import { createChance, type Made, makeConversation } from './make.ts';
import { ACCOUNT, OPERATORS, SETTINGS_OF, SITES } from './people.ts';

const SEED = 20_261_124;
/** So many conversations are one commit. */
const BATCH = 50;

interface SeedDeps {
  readonly store: Store;
  readonly conversations: number;
  readonly now: number;
  /** The moment that the store stamps from now on. */
  readonly setClock: (at: number) => void;
}

function entriesOf({ siteId, conversationId, lines }: Made): NewEntry[] {
  return lines.map(({ author, body, at }, index) => ({
    id: sortableId() as EntryId,
    siteId,
    conversationId,
    seq: index + 1,
    clientMsgId: sha256(`${conversationId}:${index}`).slice(0, 32) as ClientMsgId,
    author,
    audience: audienceOf(body),
    body,
    acceptedAt: at,
    storedAt: at,
    hash: bodyHash(body),
  }));
}

const lastMoment = ({ lines }: Made) => lines.at(-1)?.at ?? 0;

async function seedConversations({ store, conversations, now, setClock }: SeedDeps): Promise<void> {
  const chance = createChance(SEED);
  const made = Array.from({ length: conversations }, () => makeConversation(chance, now)).sort((a, b) => lastMoment(a) - lastMoment(b));
  for (let from = 0; from < made.length; from += BATCH) {
    const batch = made.slice(from, from + BATCH);
    setClock(lastMoment(batch.at(-1) as Made));
    const writes = batch.map((one) => {
      const entries = entriesOf(one);
      const { siteId, conversationId } = one;
      return store.append(entries, [projectionOf({ siteId, conversationId, entries, cause: {} as Submitted })]);
    });
    await Promise.all(writes);
    const readBy = (one: Made, side: 'visitor' | 'operators') => {
      const delivered = one.lines.length;
      return { siteId: one.siteId, conversationId: one.conversationId, side, register: { delivered, read: delivered } };
    };
    await store.conversations.raise(batch.flatMap((one) => [readBy(one, 'visitor'), ...(one.isRead ? [readBy(one, 'operators')] : [])]));
  }
}

async function seedPeople({ store, now }: SeedDeps, password: string): Promise<void> {
  const createdAt = now - 91 * 86_400_000;
  await store.sites.addAccount({ id: ACCOUNT, name: 'Demo', createdAt });
  // The site of the page that `up` shows is one of them.
  for (const [index, site] of SITES.entries()) {
    const id = index === 0 ? await store.meta.ensure('firstSite', site.id) : site.id;
    await store.sites.add({
      id: id as typeof site.id,
      accountId: ACCOUNT,
      name: site.name,
      allowedOrigins: [],
      settings: SETTINGS_OF(site),
      createdAt: createdAt + index,
    });
    await store.sites.update(site.id, { desk: site.desk });
  }
  const hash = await hashPassword(password);
  for (const [index, operator] of OPERATORS.entries())
    await store.people.addOperator({ ...operator, accountId: ACCOUNT, createdAt: createdAt + index }, hash);
}

/**
 * Fills an empty store with the account of the demo; a store that has it already is left as it is.
 * @returns the password of all its operators
 */
export async function seedDemo(deps: SeedDeps): Promise<string> {
  const password = await deps.store.meta.ensure('demo.password', randomId().slice(0, 12));
  if ((await deps.store.people.countOperators()) > 0) return password;
  await seedConversations(deps);
  // The operators last: who is there says that all the rest is.
  await seedPeople(deps, password);
  return password;
}
