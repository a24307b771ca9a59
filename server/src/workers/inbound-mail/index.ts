import { Readable } from 'node:stream';
import { ERRORS } from '@parley/shared-types/errors.ts';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { Author, ClientMsgId, ConversationRow, FileRef } from '@parley/shared-types/model.ts';
import { MAX_FILES } from '@parley/shared-types/protocol.ts';
import type { Bus } from '../../bus/bus.ts';
import type { InboundMailConfig } from '../../config.ts';
import type { Uploads } from '../../files/uploads.ts';
import type { Clock } from '../../lib/clock.ts';
import { isCoded } from '../../lib/errors.ts';
import { sha256, sortableId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Metrics } from '../../lib/metrics.ts';
import { createReplyAddresses, type ReplyFor } from '../../lib/reply-address.ts';
import type { Store } from '../../store/store.ts';
import {
  bounceNote,
  filesOf,
  heldNote,
  isFromPerson,
  isShut,
  type LeftOut,
  type Outcome,
  outcomeOf,
  type Person,
  type Taken,
  textOf,
} from './decide.ts';
import { judgeLetter } from './judge.ts';
import { type Letter, readLetter } from './letter.ts';
import { type IncomingMail, type Receiver, startReceiver } from './receiver.ts';

export interface InboundMailDeps {
  readonly store: {
    readonly meta: Pick<Store['meta'], 'ensure' | 'get'>;
    readonly conversations: Pick<Store['conversations'], 'get' | 'raise'>;
    readonly effects: Pick<Store['effects'], 'of'>;
    readonly sites: Pick<Store['sites'], 'get'>;
    readonly people: Pick<Store['people'], 'operator'>;
  };
  readonly bus: Pick<Bus, 'publish'>;
  readonly uploads: Pick<Uploads, 'take'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly settings: InboundMailConfig;
  /** Several processes may receive on the same port. */
  readonly shared: boolean;
  readonly secret: string;
  /** Domains that our own mails are from. */
  readonly ownDomains: readonly string[];
}

/** A mail with what decides about it. */
interface InHand {
  readonly mail: IncomingMail;
  readonly letter: Letter;
  readonly row: ConversationRow;
  /** The same for the same mail, whenever it comes again. */
  readonly word: string;
}

const OURS: Author = { kind: 'system', id: 'email', name: 'E-mail' };

/** Entries as they go to the persister; all of a mail in one conversation, so that they stay in order. */
function submitted({ clock }: InboundMailDeps, { mail, word }: InHand, author: Author, { said, notes }: Outcome): MessageSubmitted[] {
  const { siteId, conversationId } = mail.reply;
  const all = [
    ...said.map((body) => ({ author, body })),
    ...notes.map((text) => ({ author: OURS, body: { kind: 'note', text } as const })),
  ];
  return all.map(({ author: by, body }, index) => ({
    ...{ id: sortableId(), type: 'message.submitted', v: 1, at: clock.now(), siteId, conversationId, mayCreate: false },
    ...{ clientMsgId: `mail-${word}-${index}` as ClientMsgId, author: by, body },
  }));
}

/** Who should have written, as the store knows them now. */
async function personOf({ store }: InboundMailDeps, { mail: { reply }, row }: InHand): Promise<Person> {
  if (reply.side === 'visitor') return { side: 'visitor', email: row.profile.email };
  return { side: 'operator', operator: await store.people.operator(reply.id) };
}

/** Takes the files of a mail by the rules of uploads. @throws what asks the sender to try again */
async function takeFiles({ uploads, store }: InboundMailDeps, { mail, letter, word }: InHand): Promise<Taken> {
  const { reply } = mail;
  const files: FileRef[] = [];
  const leftOut: LeftOut[] = [];
  const mayHave = reply.side === 'operator' || (await store.sites.get(reply.siteId))?.settings.files === true;
  for (const [index, { name, type, bytes }] of filesOf(letter).entries()) {
    const shown = name === '' ? type : name.replaceAll(/\s+/g, ' ').slice(0, 200);
    const leave = (why: string) => void leftOut.push({ name: shown, why });
    if (!mayHave) leave('this site takes no files');
    else if (files.length >= MAX_FILES) leave(`a message has at most ${MAX_FILES} files`);
    else {
      const sent = { name: name === '' ? 'file' : name, bytes: Readable.from([bytes]), length: bytes.length };
      try {
        const { file } = await uploads.take({ where: reply, sender: `${reply.side}:${reply.id}`, id: `mail-${word}-${index}`, ...sent });
        files.push(file);
      } catch (error) {
        if (!isCoded(error, 'file_type_refused', 'file_too_large', 'file_quota', 'files_unavailable', 'conflict')) throw error;
        leave(ERRORS[error.code].message);
      }
    }
  }
  return { files, leftOut };
}

/** Who answers a mail has read it: what was mailed counts as read, so that the next answer may be mailed at once. */
async function noteRead({ store }: InboundMailDeps, { mail: { reply } }: InHand): Promise<void> {
  if (reply.side !== 'visitor') return;
  const mailed = (await store.effects.of(reply)).find(({ worker, target }) => worker === 'email' && target === 'visitor')?.actedSeq ?? 0;
  if (mailed > 0) await store.conversations.raise([{ ...reply, side: 'visitor', register: { delivered: mailed, read: mailed } }]);
}

function authorOf(reply: ReplyFor, person: Person): Author {
  const name = person.side === 'operator' ? person.operator?.name : undefined;
  return { kind: reply.side, id: reply.id, ...(name !== undefined && { name }), via: 'email' };
}

/** A storm of bounces is told once a day. */
const dayOf = (clock: Clock) => Math.floor(clock.now() / 86_400_000);

type Result = 'taken' | 'held' | 'bounce' | 'blocked' | 'unknown' | `ignored_${string}`;

/** Decides about a mail and has what it becomes durable before it returns. */
async function handle(deps: InboundMailDeps, mail: IncomingMail): Promise<Result> {
  const { store, bus } = deps;
  const letter = await readLetter(mail.raw);
  const judgement = judgeLetter(letter, { sender: mail.sender, ownDomains: deps.ownDomains });
  if (judgement.is === 'ignored') return `ignored_${judgement.why}`;
  const row = await store.conversations.get(mail.reply);
  if (!row) return 'unknown';
  if (isShut(row, mail.reply)) return 'blocked';
  const identity = letter.messageId || sha256(mail.raw.toString('latin1'));
  const inHand = { mail, letter, row, word: sha256(`${mail.address.toLowerCase()}\n${identity}`).slice(0, 32) };
  const publish = (author: Author, outcome: Outcome, as = inHand) =>
    bus.publish(submitted(deps, as, author, outcome).map((message) => ({ message })));
  if (judgement.is === 'bounce') {
    const word = sha256(`${mail.address.toLowerCase()}\nbounce ${judgement.status} ${dayOf(deps.clock)}`).slice(0, 32);
    await publish(OURS, { said: [], notes: [bounceNote(judgement.status, mail.reply)] }, { ...inHand, word });
    return 'bounce';
  }
  const person = await personOf(deps, inHand);
  if (!isFromPerson(letter, person, mail.reply)) {
    await publish(OURS, { said: [], notes: [heldNote(letter, textOf(letter), mail.reply)] });
    return 'held';
  }
  await publish(authorOf(mail.reply, person), outcomeOf(subjectOr(letter, textOf(letter)), await takeFiles(deps, inHand), mail.reply.side));
  await noteRead(deps, inHand);
  return 'taken';
}

/** Some write all that they have to say into the subject. */
function subjectOr({ subject, files }: Letter, text: string): string {
  return text !== '' || files.length > 0 || /^\s*(?:re|aw|sv|tr|rv|res|antw)\s*[:：]/i.test(subject) ? text : subject.trim();
}

/**
 * Starts to receive the answers to our mails (SPEC E5 to E9).
 * @returns when it listens
 * @throws ParleyError `port_in_use`, `port_forbidden`, `mail_certificate`
 */
export async function startInboundMail(deps: InboundMailDeps): Promise<Receiver> {
  const { settings, shared, logger, metrics, secret, store } = deps;
  const addresses = createReplyAddresses({ secret, domain: settings.domain, kept: store.meta });
  const receiver = await startReceiver({
    ...{ settings, shared, logger, find: (address) => addresses.read(address) },
    async take(mail) {
      const result = await handle(deps, mail);
      const { siteId, conversationId, side } = mail.reply;
      metrics.inboundMails.inc({ result });
      logger.info({ siteId, conversationId, side, result }, 'a mail was received');
    },
  });
  logger.info({ port: receiver.port, domain: settings.domain }, 'mails are received');
  return receiver;
}
