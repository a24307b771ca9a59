import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ClientMsgId, EntryId, Side } from '@parley/shared-types/model.ts';
import type { Files } from '../../files/files.ts';
import { bodyHash } from '../../lib/body-hash.ts';
import { ParleyError } from '../../lib/errors.ts';
import { randomId, sha256, sortableId } from '../../lib/ids.ts';
import { hashPassword } from '../../lib/passwords.ts';
import { audienceOf } from '../../lib/view.ts';
import type { NewEntry, RegisterRaise, Store } from '../../store/store.ts';
import { projectionOf, type Submitted } from '../../workers/persist/plan.ts';
import { createChance, type Made, makeConversation } from './make.ts';
import { INVOICE, PICTURE } from './papers.ts';
import { ACCOUNT, OPERATORS, SETTINGS_OF, SITES } from './people.ts';

const SEED = 20_261_124;
/** So many conversations are one commit. */
const BATCH = 50;
const MAILS_FAILED = 4;

interface SeedDeps {
  readonly store: Store;
  readonly files: Files;
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

/** Puts the bytes of a conversation's files where its messages say they are. */
async function putFiles(files: Files, { siteId, conversationId, lines }: Made): Promise<void> {
  const refs = lines.flatMap(({ body }) => (body.kind === 'message' ? (body.files ?? []) : []));
  for (const file of refs) {
    const { bytes } = [PICTURE, INVOICE].find((paper) => paper.file.name === file.name) ?? PICTURE;
    const stored = { file, sha256: createHash('sha256').update(bytes).digest('hex') };
    await files.put({ siteId, conversationId, fileId: file.id }, stored, Readable.from([bytes]));
  }
}

/** A mail to some visitors who had left did not get there. */
async function failMails(store: Store, made: readonly Made[], now: number): Promise<void> {
  const away = made.filter(({ lines }) => lines.some(({ body }) => body.kind === 'profile' && body.email));
  const answered = away.filter(({ lines, seen }) => seen < lines.length);
  const wants = answered.slice(-MAILS_FAILED).map(({ siteId, conversationId, lines }) => ({
    ...{ siteId, conversationId, worker: 'email', target: 'visitor' },
    wantedSeq: lines.length,
    dueAt: now,
  }));
  await store.effects.want(wants);
  const rows = await store.effects.lease({ worker: 'email', owner: 'demo', now, ttlMs: 60_000, limit: MAILS_FAILED });
  for (const row of rows) {
    const failed = { doneSeq: row.wantedSeq, failedSeq: row.wantedSeq, lastError: 'mail_refused: RCPT TO: SMTP 550 5.1.1', release: true };
    await store.effects.update(row, failed, now);
  }
}

function readsOf({ siteId, conversationId, lines, seen, isRead }: Made): readonly RegisterRaise[] {
  const by = (side: Side, upTo: number) => ({ siteId, conversationId, side, register: { delivered: upTo, read: upTo } });
  return [by('visitor', seen), ...(isRead ? [by('operators', lines.length)] : [])];
}

const lastMoment = ({ lines }: Made) => lines.at(-1)?.at ?? 0;

async function seedConversations({ store, files, conversations, now, setClock }: SeedDeps): Promise<void> {
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
    await Promise.all([...writes, ...batch.map((one) => putFiles(files, one))]);
    await store.conversations.raise(batch.flatMap(readsOf));
  }
  await failMails(store, made, now);
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
 * @throws ParleyError `not_a_demo` when the store has another account; nothing was written
 */
export async function seedDemo(deps: SeedDeps): Promise<string> {
  const { store } = deps;
  const sites = await store.sites.list();
  if (sites.some(({ accountId }) => accountId !== ACCOUNT)) throw new ParleyError('not_a_demo');
  const password = await store.meta.ensure('demo.password', randomId().slice(0, 12));
  if (sites.length > 0) return password;
  await seedConversations(deps);
  await seedPeople(deps, password);
  return password;
}
