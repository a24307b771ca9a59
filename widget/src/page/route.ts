/** Follows the address of a page that changes it without loading. */

type Write = History['pushState'];

/** Calls back after each change of the address; returns its undo. */
export function followRoute(call: () => void): () => void {
  let last = location.href;
  const look = () => {
    if (location.href === last) return;
    last = location.href;
    call();
  };
  // Behind the change, and behind what the page does by it: its title.
  let timer: ReturnType<typeof setTimeout>;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look);
  };
  let isOver = false;
  const undo = (['pushState', 'replaceState'] as const).map((name) => {
    const before = history[name];
    const wrapped: Write = (...given) => {
      before.apply(history, given);
      if (!isOver) soon();
    };
    history[name] = wrapped;
    return () => {
      // Somebody wrapped it after us: what is ours then only passes on.
      if (history[name] === wrapped) history[name] = before;
    };
  });
  const events = ['popstate', 'hashchange'] as const;
  for (const event of events) addEventListener(event, soon);
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const step of undo) step();
    for (const event of events) removeEventListener(event, soon);
  };
}
