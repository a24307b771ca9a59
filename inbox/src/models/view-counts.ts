import type { SiteId } from '@parley/shared-types/model.ts';
import type { Counts } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { signal } from '@preact/signals';
import { sumCounts } from '../lib/views.ts';

/** Counts of one site are asked for at most so often. */
export const COUNTS_EVERY_MS = 2_000;

interface CountsDeps {
  readonly transport: Transport;
  readonly timers: Timers;
}

/** How many conversations the views of each site have, as the server counts them: at once after a change, then not for a while. */
export function createViewCounts({ transport, timers }: CountsDeps) {
  const known = signal<ReadonlyMap<SiteId, Counts>>(new Map());
  const stale = new Set<SiteId>();
  let undo: (() => void) | null = null;
  let hasNews = false;
  const ask = async () => {
    const sites = [...stale];
    stale.clear();
    for (const siteId of sites) {
      const reply = (await transport.request('counts', { siteId })) as Reply & Counts;
      // Whatever changes next asks again.
      if (!reply.ok) stale.add(siteId);
      else {
        const { mine, unassigned, open, snoozed, spam, unread, tags } = reply;
        known.value = new Map(known.peek()).set(siteId, { mine, unassigned, open, snoozed, spam, unread, tags });
      }
    }
  };
  const start = () => {
    undo = timers.after(COUNTS_EVERY_MS, () => {
      undo = null;
      if (hasNews) start();
    });
    hasNews = false;
    void ask();
  };
  return {
    /** Something changed in these sites. */
    refresh(sites: readonly SiteId[]) {
      for (const siteId of sites) stale.add(siteId);
      hasNews = true;
      if (!undo) start();
    },
    /** Of these sites together. */
    of: (sites: readonly SiteId[]) => sumCounts(sites.flatMap((siteId) => known.value.get(siteId) ?? [])),
    close: () => undo?.(),
  };
}
export type ViewCounts = ReturnType<typeof createViewCounts>;
