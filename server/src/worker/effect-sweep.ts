import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import type { Store } from '../store/store.ts';
import type { EffectDefinition, EffectDeps } from './effect.ts';
import { createWants } from './effect-wants.ts';

const EVERY_MS = 60_000;
const OVERLAP_MS = 30_000;
const PAGE = 500;

interface SweepDeps extends EffectDeps {
  readonly store: Pick<Store, 'log' | 'effects' | 'sites' | 'conversations'>;
}

/**
 * How far the sweep of a site has come, kept in the store across restarts: an effect row is a durable number that only
 * grows, and this one is never leased, because no worker has its name. A first start begins now: a worker that is installed
 * later does not send the history of the whole site.
 */
function createMarks(worker: string, { store, clock }: SweepDeps) {
  const known = new Map<SiteId, number>();
  const key = (siteId: SiteId) => ({ siteId, conversationId: 'sweep' as ConversationId });
  const raise = async (siteId: SiteId, to: number) => {
    if (to <= (known.get(siteId) ?? 0)) return;
    await store.effects.want([{ ...key(siteId), worker: `${worker}.sweep`, target: '', wantedSeq: to, dueAt: Number.MAX_SAFE_INTEGER }]);
    known.set(siteId, to);
  };
  const get = async (siteId: SiteId): Promise<number> => {
    const cached = known.get(siteId);
    if (cached !== undefined) return cached;
    const row = (await store.effects.of(key(siteId))).find((one) => one.worker === `${worker}.sweep`);
    if (row) known.set(siteId, row.wantedSeq);
    else await raise(siteId, clock.now());
    return known.get(siteId) ?? clock.now();
  };
  return { get, raise };
}

/**
 * Finds, now and every 60 s, conversations whose wake-up was lost (SPEC K16): everything that changed since the last sweep.
 * @param onFound called after each page of conversations was wanted
 */
export function createSweep<Action, Facts>(definition: EffectDefinition<Action, Facts>, deps: SweepDeps, onFound: () => void) {
  const { store, clock, logger, metrics } = deps;
  const { worker } = definition;
  const marks = createMarks(worker, deps);
  const wants = createWants(definition, deps);
  let closed = false;
  let undo = () => {};

  const sweepSite = async (siteId: SiteId) => {
    let cursor = { changedAt: Math.max(0, (await marks.get(siteId)) - OVERLAP_MS), id: '' };
    for (let more = true; more && !closed; ) {
      const page = await store.conversations.changedSince(siteId, cursor, PAGE);
      await wants(page.rows.map((row) => ({ ...row, seq: row.headSeq })));
      if (page.rows.length > 0) onFound();
      ({ cursor, more } = page);
      await marks.raise(siteId, cursor.changedAt);
    }
  };
  const sweep = async () => {
    try {
      for (const site of await store.sites.list()) if (!closed) await sweepSite(site.id);
      metrics.effectBacklog.set({ worker }, await store.effects.backlog(worker));
    } catch (error) {
      logger.warn({ err: error }, 'sweep not finished; it goes on in a minute');
    }
  };
  const again = async () => {
    await sweep();
    if (!closed) undo = clock.after(EVERY_MS, start);
  };
  const start = () => {
    running = again();
  };
  let running = again();
  return {
    async close() {
      closed = true;
      undo();
      await running;
    },
  };
}
