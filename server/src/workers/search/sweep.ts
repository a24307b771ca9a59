import type { ConversationRow, SiteId } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import { type Clock, pause } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Head, Store } from '../../store/store.ts';
import type { Indexer } from './indexer.ts';

export interface SweepDeps {
  readonly store: Pick<Store, 'log' | 'search' | 'conversations' | 'sites'>;
  readonly indexer: Indexer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  /** Rests so many times as long as it worked: what it shares its process with goes first. */
  readonly restFactor: number;
  /** Changes may become visible so much later than their moment says. */
  readonly overlapMs: number;
}

const PAGE = 50;
/** In one commit where there are commits; more would hold up what else the process does. */
const AT_ONCE = 5;
const MOST_KNOWN = 20_000;

/** What was indexed of conversations by this process; of others nothing is known, and they are looked at from their beginning. */
function createKnown() {
  const known = new Map<string, Head>();
  const keyOf = ({ siteId, conversationId }: ConversationRow) => `${siteId}:${conversationId}`;
  return {
    /** Where to go on; null when there is nothing new. */
    after(row: ConversationRow, { epoch }: Head): number | null {
      const last = known.get(keyOf(row));
      // In another epoch earlier entries say something else.
      if (!last || last.epoch !== epoch) return 0;
      return last.seq < row.headSeq ? last.seq : null;
    },
    set(row: ConversationRow, head: Head) {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(keyOf(row), head);
    },
  };
}

/**
 * Follows what changed in every site, by a cursor that the store keeps: also what was stored before there was an index, and what
 * no event told. Works until it is closed; what fails is tried again with the next round.
 */
export function startSweep({ store, indexer, clock, logger, everyMs, restFactor, overlapMs }: SweepDeps): { close(): Promise<void> } {
  const closing = new AbortController();
  const known = createKnown();
  const rest = (since: number) => pause(clock, (clock.now() - since) * restFactor, closing.signal);

  const indexRow = async (row: ConversationRow, head: Head | undefined) => {
    const after = head ? known.after(row, head) : null;
    if (!head || after === null) return;
    // The epoch is of before the entries were read: one that was raised in between is found again.
    known.set(row, { ...head, seq: await indexer.indexAfter(row, after) });
  };
  const indexRows = async (rows: readonly ConversationRow[]) => {
    const heads = await store.log.heads(rows);
    for (let at = 0; at < rows.length && !closing.signal.aborted; at += AT_ONCE) {
      const began = clock.now();
      await Promise.all(rows.slice(at, at + AT_ONCE).map((row, index) => indexRow(row, heads[at + index])));
      await rest(began);
    }
  };
  const sweepSite = async (siteId: SiteId) => {
    const kept = await store.search.progress(siteId);
    let cursor: ChangeCursor = { changedAt: Math.max(0, kept.changedAt - overlapMs), id: '' };
    for (let more = true; more && !closing.signal.aborted; ) {
      const page = await store.conversations.changedSince(siteId, cursor, PAGE);
      await indexRows(page.rows);
      if (closing.signal.aborted) return;
      ({ cursor, more } = page);
      const isFurther = cursor.changedAt > kept.changedAt || (cursor.changedAt === kept.changedAt && cursor.id > kept.id);
      if (isFurther && page.rows.length > 0) await store.search.advance(siteId, cursor);
    }
  };
  const live = async () => {
    while (!closing.signal.aborted) {
      try {
        for (const { id } of await store.sites.list()) await sweepSite(id);
        for (let began = clock.now(); !closing.signal.aborted && (await store.search.tidy()); began = clock.now()) await rest(began);
      } catch (error) {
        logger.warn({ err: error }, 'search index is behind; trying again');
      }
      await pause(clock, everyMs, closing.signal);
    }
  };
  const living = live();
  return {
    async close() {
      closing.abort();
      await living;
    },
  };
}
