import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { ClientMsgId, ConversationRow, Site, SiteId } from '@parley/shared-types/model.ts';
import type { ListCursor, ViewQuery } from '@parley/shared-types/socket.ts';
import type { Bus } from '../../bus/bus.ts';
import { type Clock, pause } from '../../lib/clock.ts';
import { sha256, sortableId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Store } from '../../store/store.ts';

interface RetentionDeps {
  readonly store: {
    readonly sites: Pick<Store['sites'], 'list'>;
    readonly conversations: Pick<Store['conversations'], 'list'>;
    readonly log: Pick<Store['log'], 'before'>;
  };
  readonly bus: Pick<Bus, 'publish'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Returns 0 <= n < 1; Math.random unless a test holds it. */
  readonly random?: () => number;
}

export interface Retention {
  /** Ends the round under way after the page in hand. May be called twice. */
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After a round that failed: the store or the bus was away. */
const AGAIN_MS = 5 * 60_000;
const PAGE = 100;
/** Between pages, so that visitors who write now do not wait behind years of old conversations. */
const REST_MS = 1_000;

const VIEWS: readonly ViewQuery[] = [false, true].map((spam) => ({ status: 'any', assignee: 'any', snoozed: null, spam, tag: null }));

/** The same from every process that sees the row, so that it is stored once; refused when something was said since. */
function erasure({ siteId, conversationId, headSeq }: ConversationRow, now: number): MessageSubmitted {
  return {
    ...{ id: sortableId(), type: 'message.submitted', v: 1, at: now, siteId, conversationId },
    clientMsgId: `retention-${sha256(`${siteId}:${conversationId}:${headSeq}`).slice(0, 32)}` as ClientMsgId,
    author: { kind: 'system', id: 'retention' },
    body: { kind: 'erase' },
    mayCreate: false,
    after: headSeq,
  };
}

/** Behind an erasure nothing was said: there is nothing left to erase. */
async function holdsWords({ store }: RetentionDeps, row: ConversationRow): Promise<boolean> {
  const [last] = await store.log.before(row, row.headSeq + 1, 1);
  return last !== undefined && last.body.kind !== 'erase';
}

/** Asks for the erasure of those rows that still hold something. */
async function eraseAll(deps: RetentionDeps, rows: readonly ConversationRow[]): Promise<number> {
  const full = await Promise.all(rows.map((row) => holdsWords(deps, row)));
  const due = rows.filter((_, index) => full[index]);
  if (due.length > 0) await deps.bus.publish(due.map((row) => ({ message: erasure(row, deps.clock.now()) })));
  return due.length;
}

/** Walks one view of a site down from `until`, and no further than `from`, which an earlier round has done. */
async function sweepView(deps: RetentionDeps, siteId: SiteId, view: ViewQuery, span: { from: number; until: number; stop: AbortSignal }) {
  const { store, clock } = deps;
  const { from, until, stop } = span;
  let before: ListCursor = { grownAt: until + 1, id: '' };
  let count = 0;
  while (!stop.aborted) {
    const { rows, more } = await store.conversations.list(siteId, { view, before, limit: PAGE, now: clock.now() });
    const due = rows.filter(({ grownAt }) => grownAt > from);
    count += await eraseAll(deps, due);
    const last = rows.at(-1);
    if (!more || !last || due.length < rows.length) break;
    before = { grownAt: last.grownAt, id: last.conversationId };
    await pause(clock, REST_MS, stop);
  }
  return count;
}

/** Goes through all sites that want it. Up to where each was done is remembered, so that an hour later only what has aged since is read. */
function createRound(deps: RetentionDeps, stop: AbortSignal) {
  const doneUntil = new Map<SiteId, number>();
  const sweepSite = async ({ id, desk }: Site) => {
    const until = deps.clock.now() - desk.retentionDays * DAY_MS;
    const from = doneUntil.get(id) ?? -1;
    let count = 0;
    for (const view of VIEWS) count += await sweepView(deps, id, view, { from, until, stop });
    if (count > 0) deps.logger.info({ siteId: id, count }, 'conversations that are past their time are being erased');
    if (!stop.aborted) doneUntil.set(id, Math.max(from, until));
  };
  return async () => {
    for (const site of await deps.store.sites.list()) if (site.desk.retentionDays > 0 && !stop.aborted) await sweepSite(site);
  };
}

/**
 * Erases what conversations said when nothing was said in them for as long as their site wants it kept (DeskSettings.retentionDays):
 * at start and once an hour, by the way that a visitor's own erasure takes (SPEC X11). Any number of processes may do so.
 */
export function startRetention(deps: RetentionDeps): Retention {
  const { clock, logger, random = Math.random } = deps;
  const stop = new AbortController();
  const round = createRound(deps, stop.signal);
  const run = async () => {
    while (!stop.signal.aborted) {
      const ms = await round().then(
        () => HOUR_MS,
        (error: unknown) => {
          logger.warn({ err: error }, 'what is past its time could not be erased: it is tried again');
          return AGAIN_MS;
        },
      );
      // Processes that started together do not all look at once.
      await pause(clock, ms * (0.9 + random() * 0.2), stop.signal);
    }
  };
  const running = run();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}
