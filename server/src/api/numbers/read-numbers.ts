import { setImmediate } from 'node:timers/promises';
import type { Numbers } from '@parley/shared-types/http.ts';
import type { ConversationId, ConversationRow, SiteId } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Store } from '../../store/store.ts';
import { createFactReader } from './facts.ts';
import { safelyBefore } from './period.ts';
import { createTally, type Period } from './tally.ts';

const PAGE = 100;
const LOG_PAGE = 500;
/** Logs that are asked for at once. */
const AT_ONCE = 10;
/** What is counted at once: it takes some seconds, in which everything else goes on. */
export const MAX_READ = { conversations: 20_000, entries: 500_000 } as const;

export interface ReadLimits {
  readonly conversations: number;
  readonly entries: number;
}

interface ReadDeps {
  readonly store: Pick<Store, 'conversations' | 'log'>;
  readonly limits?: ReadLimits;
}

/** Counts down; @throws ParleyError `period_too_large` */
function createAllotment(limits: ReadLimits) {
  const left = { ...limits };
  return (what: keyof ReadLimits, count: number) => {
    left[what] -= count;
    if (left[what] < 0) throw new ParleyError('period_too_large');
  };
}

/** The rows of a site that changed since, each conversation once also when it changes meanwhile, by pages. */
async function* changedRows(store: ReadDeps['store'], siteId: SiteId, since: number): AsyncGenerator<readonly ConversationRow[]> {
  const seen = new Set<ConversationId>();
  let cursor: ChangeCursor = { changedAt: Math.max(0, since), id: '' };
  for (;;) {
    const page = await store.conversations.changedSince(siteId, cursor, PAGE);
    const rows = page.rows.filter(({ conversationId }) => !seen.has(conversationId));
    for (const { conversationId } of rows) seen.add(conversationId);
    yield rows;
    if (!page.more) return;
    cursor = page.cursor;
    // The embedded store answers within this turn: others have theirs.
    await setImmediate();
  }
}

/**
 * Counts a period of a site from its logs, page by page: no more than the numbers themselves and a handful of pages is in memory.
 * @returns what asks; it throws ParleyError `period_too_large` when there is more than is counted at once
 */
export function createReadNumbers({ store, limits = MAX_READ }: ReadDeps) {
  return async (siteId: SiteId, period: Period): Promise<Numbers> => {
    const tally = createTally(period);
    const take = createAllotment(limits);
    const readLog = async ({ conversationId }: ConversationRow) => {
      const facts = createFactReader((fact) => tally.add(fact, conversationId));
      for (let after = 0; ; ) {
        const entries = await store.log.since({ siteId, conversationId }, after, LOG_PAGE);
        take('entries', entries.length);
        for (const entry of entries) facts.read(entry);
        after = entries.at(-1)?.seq ?? after;
        if (entries.length < LOG_PAGE) break;
      }
      facts.end();
    };
    for await (const page of changedRows(store, siteId, safelyBefore(tally.beforeFrom))) {
      const rows = page.filter(({ isSpam }) => !isSpam);
      take('conversations', rows.length);
      for (let at = 0; at < rows.length; at += AT_ONCE) {
        await Promise.all(rows.slice(at, at + AT_ONCE).map(readLog));
        await setImmediate();
      }
    }
    return tally.result();
  };
}
export type ReadNumbers = ReturnType<typeof createReadNumbers>;
