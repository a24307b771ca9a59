import type { InboxContext } from './inbox.ts';

/** The page of the inbox a click would lead to, away from `here`; null: none, or the browser opens it elsewhere. */
function wayOut(event: MouseEvent, here: string): string | null {
  const link = (event.target as Element).closest('a');
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || !/^(_self)?$/.test(link.target) || link.origin !== location.origin) return null;
  return link.pathname === here ? null : link.pathname;
}

/**
 * Every way off a page with changes leads by the question: links, the way back, and closing the tab, which the browser asks about.
 * To be called before the router listens: of two listeners of the window the first one is asked first.
 */
export function guardLeaving({ leaving, goTo }: Pick<InboxContext, 'leaving' | 'goTo'>): void {
  document.addEventListener(
    'click',
    (event) => {
      const here = leaving.heldAt();
      const way = here === null ? null : wayOut(event, here);
      if (way === null) return;
      event.preventDefault();
      event.stopPropagation();
      goTo(way);
    },
    true,
  );
  addEventListener('popstate', (event) => {
    const here = leaving.heldAt();
    const way = location.pathname;
    if (here === null || way === here) return;
    // The browser is there already: back again, before the router hears of it.
    event.stopImmediatePropagation();
    history.pushState(null, '', here);
    goTo(way);
  });
  addEventListener('beforeunload', (event) => {
    if (leaving.heldAt() !== null) event.preventDefault();
  });
}
