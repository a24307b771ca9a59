import type { Millis, SiteId } from '@parley/shared-types/model.ts';
import type { InConversation, ServerToOperator } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { signal } from '@preact/signals';

export type VisitPush = Parameters<ServerToOperator['visit']>[0];
/** One page that a visitor looked at, and since when. */
export interface Seen {
  readonly url: string;
  readonly title: string;
  readonly at: Millis;
}
/** A visitor and their pages, the newest first. */
export interface Walk extends InConversation {
  readonly visitorId: string;
  readonly pages: readonly [Seen, ...Seen[]];
}

const MAX_PAGES = 20;
const MAX_WALKS = 2_000;
/** Asking reaches every visitor of a site. */
const ASK_EVERY_MS = 60_000;

function withPage(pages: readonly Seen[], { url, title, at }: VisitPush): Walk['pages'] {
  // Told again, as after a question: since when it is looked at stays.
  if (pages[0]?.url === url) return [{ ...pages[0], title }, ...pages.slice(1)];
  return [{ url, title, at }, ...pages].slice(0, MAX_PAGES) as unknown as Walk['pages'];
}

interface VisitsDeps {
  readonly transport: Pick<Transport, 'notify'>;
  readonly timers: Pick<Timers, 'now'>;
}

/** Which pages visitors look at, where a site wants it: told by themselves, kept nowhere but here. */
export function createVisits({ transport, timers }: VisitsDeps) {
  const walks = signal<ReadonlyMap<string, Walk>>(new Map());
  const askedAt = new Map<string, number>();
  return {
    walkOf: (conversationId: string): Walk | null => walks.value.get(conversationId) ?? null,
    /** Whoever told a page on a site, the last one first. */
    on: (siteId: string): readonly Walk[] =>
      [...walks.value.values()].filter((walk) => walk.siteId === siteId).sort((one, other) => other.pages[0].at - one.pages[0].at),
    /** Where are they? At most once a minute and site; they answer by `visit` where the site wants it. */
    ask(siteId: string) {
      if (timers.now() - (askedAt.get(siteId) ?? Number.NEGATIVE_INFINITY) < ASK_EVERY_MS) return;
      askedAt.set(siteId, timers.now());
      transport.notify('where', { siteId: siteId as SiteId });
    },
    /** What was told before a connection was lost may be old: ask anew. */
    connected: () => askedAt.clear(),
    onVisit(push: VisitPush) {
      const { siteId, conversationId, visitorId } = push;
      const next = new Map(walks.peek());
      const pages = withPage(next.get(conversationId)?.pages ?? [], push);
      next.delete(conversationId);
      next.set(conversationId, { siteId, conversationId, visitorId, pages });
      const oldest = next.size > MAX_WALKS ? next.keys().next().value : undefined;
      if (oldest !== undefined) next.delete(oldest);
      walks.value = next;
    },
  };
}
export type Visits = ReturnType<typeof createVisits>;
