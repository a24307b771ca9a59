import { createHash } from 'node:crypto';
import type { MailConfig } from '../../config.ts';
import { isCoded, ParleyError } from '../../lib/errors.ts';
import { randomId } from '../../lib/ids.ts';
import { createLinks, type Links } from '../../lib/links.ts';
import { createReplyAddresses, type ReplyFor } from '../../lib/reply-address.ts';
import type { EffectRow, Store } from '../../store/store.ts';
import {
  type EffectDefinition,
  type EffectStep,
  type JobInHand,
  joinWorkers,
  runEffectWorker,
  runJobWorker,
  type Worker,
  type WorkerDeps,
} from '../../worker/index.ts';
import { createMailClient, type Mail, type MailClient } from './client.ts';
import { decideDigest, decideNotice, type MailAction, type MailFacts, OPERATORS, VISITOR } from './decide.ts';
import { diagnoseMail } from './diagnose.ts';
import { formatDigest, formatNotice, formatTest, siteName } from './format.ts';
import { createQuota, type Quota } from './quota.ts';

interface EmailDeps extends Omit<WorkerDeps, 'ping'> {
  readonly store: Pick<Store, 'log' | 'effects' | 'sites' | 'conversations' | 'meta'> & {
    readonly people: Pick<Store['people'], 'ofSite'>;
  };
  readonly settings: MailConfig;
  /** Where the pages are that mails link to. */
  readonly url: string;
  /** Signs the links. */
  readonly secret: string;
}

const TARGETS = [VISITOR, ...OPERATORS];
const LINK_MS = 14 * 86_400_000;
/** No mail is about more entries; older ones are read in the chat. */
const MAX_ENTRIES = 200;

/** Reads what decides: the newest entries, who has read how far, and whom it concerns. */
function createLook({ store, clock }: EmailDeps, quota: Quota) {
  return async (row: EffectRow): Promise<MailFacts> => {
    const isDigest = row.target === VISITOR;
    const [newest, conversation, site, operators, rows] = await Promise.all([
      store.log.before(row, Number.MAX_SAFE_INTEGER, MAX_ENTRIES),
      store.conversations.get(row),
      store.sites.get(row.siteId),
      isDigest ? [] : store.people.ofSite(row.siteId),
      isDigest ? [] : store.effects.of(row),
    ]);
    const email = isDigest ? conversation?.profile.email : undefined;
    const mailed = email === undefined ? [] : await quota.last(row.siteId, email);
    return { now: clock.now(), entries: newest.toReversed(), conversation, site, operators, rows, mailed };
  };
}

/** An address that opens nothing on the machine of whoever reads the mail. */
const isLocal = (url: string) => /^https?:\/\/(localhost|127\.|\[?::1)/.test(url);

/** A word that is the same for the same mail, and says nothing about it. */
const wordOf = (...parts: readonly string[]) => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

/** Whose answer to a mail is: that of who gets it, in its conversation. */
function replyOf(action: MailAction): ReplyFor {
  const { siteId, conversationId, visitorId } = action.conversation;
  const where = { siteId, conversationId };
  return action.kind === 'digest' ? { ...where, side: 'visitor', id: visitorId } : { ...where, side: 'operator', id: action.operatorId };
}

/** The mail of a step: its id is the same for each attempt. */
function createCompose({ url, clock, secret, settings: { replyDomain }, store }: EmailDeps, links: Links) {
  const replies = replyDomain === null ? null : createReplyAddresses({ secret, domain: replyDomain, kept: store.meta });
  const linkOf = ({ kind, conversation: { siteId, conversationId, visitorId } }: MailAction) => {
    if (kind === 'notice') return `${url}/inbox/c/${siteId}/${conversationId}`;
    return `${url}/c/${links.sign({ siteId, visitorId, conversationId, expiresAt: clock.now() + LINK_MS })}`;
  };
  return async ({ row: { siteId, conversationId, target }, action, key }: EffectStep<MailAction>): Promise<Mail> => ({
    ...(action.kind === 'digest' ? formatDigest : formatNotice)(action, { url: linkOf(action), mayReply: replies !== null }),
    to: action.to,
    fromName: siteName(action.site),
    id: wordOf('mail', key, target),
    thread: wordOf('thread', siteId, conversationId, target),
    replyTo: (await replies?.addressOf(replyOf(action))) ?? null,
  });
}

function emailEffect(client: MailClient, deps: EmailDeps): EffectDefinition<MailAction, MailFacts> {
  const { visitorAfterMs, operatorAfterMs } = deps.settings;
  const compose = createCompose(deps, createLinks(deps.secret));
  const quota = createQuota(deps);
  return {
    worker: 'email',
    targets: () => TARGETS,
    restMs: (target) => (target === VISITOR ? visitorAfterMs : operatorAfterMs * TARGETS.indexOf(target)),
    look: createLook(deps, quota),
    plan: (row, _entries, facts) =>
      row.target === VISITOR ? decideDigest(row, facts, visitorAfterMs) : decideNotice(row, facts, operatorAfterMs),
    async act(step) {
      const { row, action } = step;
      const isFirstTry = row.attempt === 0 && row.inFlight === null;
      if (action.kind === 'digest' && isFirstTry) await quota.count(row.siteId, action.to);
      try {
        await client.send(await compose(step));
      } catch (error) {
        const isUnsure = isCoded(error, 'mail_unavailable') && error.retryAfterMs === undefined;
        // Once more is the most that we repeat what may have been sent.
        if (isUnsure && row.inFlight !== null) throw new ParleyError('mail_unsure', { detail: error.detail ?? '' });
        throw error;
      }
      return { providerId: action.memo, settles: true };
    },
    async lookup() {
      throw new Error('what a mail server has taken cannot be looked up; the mail goes out with the same Message-ID');
    },
  };
}

/** Repeated it has the same Message-ID, as every mail. */
function sendTest(client: MailClient, url: string) {
  return async ({ id, payload: { to } }: JobInHand<'email:send_test'>): Promise<void> => {
    const word = wordOf('job', id);
    await client.send({ ...formatTest(url), to, fromName: 'Parley', id: word, thread: word, replyTo: null });
  };
}

/** Returns what sends a mail that says that mails arrive. @throws ParleyError `mail_*` that says which setting is wrong */
export function createMailTest(settings: MailConfig): (to: string, url: string) => Promise<void> {
  const client = createMailClient(settings);
  return async (to, url) => {
    const word = wordOf('test', randomId());
    try {
      await client.send({ ...formatTest(url), to, fromName: 'Parley', id: word, thread: word, replyTo: null });
    } catch (error) {
      throw diagnoseMail(error);
    }
  };
}

/**
 * Starts the e-mail worker: answers that visitors have not read, messages that no operator has read, and the job `email:send_test`.
 * @returns when it consumes both queues
 */
export async function startEmail(deps: EmailDeps): Promise<Worker> {
  if (isLocal(deps.url)) deps.logger.warn({ url: deps.url }, 'mails link to this machine only: set PUBLIC_URL');
  const client = createMailClient(deps.settings);
  const worker = joinWorkers([
    runEffectWorker(emailEffect(client, deps), deps),
    runJobWorker(
      { worker: 'email', handlers: { 'email:send_test': sendTest(client, deps.url) } },
      { ...deps, ping: () => deps.store.meta.ping() },
    ),
  ]);
  await worker.ready;
  return worker;
}
