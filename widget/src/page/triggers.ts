import type { Trigger } from '@parley/shared-types/model.ts';
import { isOn } from './rules.ts';

interface TriggerDeps {
  readonly triggers: readonly Trigger[];
  /** Of what is kept for this site in the browser. */
  readonly prefix: string;
  readonly fire: (trigger: Trigger) => void;
}

/** Kept only once one has fired. */
function createMemory(prefix: string) {
  const fired = new Set<string>();
  const key = `${prefix}fired`;
  try {
    for (const name of JSON.parse(localStorage.getItem(key) ?? '[]')) fired.add(name);
  } catch {
    // Denied: once for each page.
  }
  return {
    has: (name: string) => fired.has(name),
    add(name: string) {
      fired.add(name);
      try {
        localStorage.setItem(key, JSON.stringify([...fired]));
      } catch {
        // As above.
      }
    },
  };
}

const depth = () => {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  return scrollHeight > clientHeight ? (100 * (scrollTop + clientHeight)) / scrollHeight : 0;
};

/** Fires what the owner set up, each once for a visitor: by time on the page, scrolling, leaving, or an event of the page's script. */
export function createTriggers({ triggers, prefix, fire }: TriggerDeps) {
  const memory = createMemory(prefix);
  let undo: (() => void)[] = [];
  const run = (trigger: Trigger) => {
    if (memory.has(trigger.name)) return;
    memory.add(trigger.name);
    fire(trigger);
  };
  const listen = (target: EventTarget, event: string, call: (event: Event) => void) => {
    target.addEventListener(event, call, { passive: true });
    undo.push(() => target.removeEventListener(event, call));
  };
  const arm = (trigger: Trigger) => {
    const { on } = trigger;
    if (on.kind === 'time') {
      const timer = setTimeout(run, on.seconds * 1_000, trigger);
      undo.push(() => clearTimeout(timer));
    } else if (on.kind === 'scroll') {
      listen(window, 'scroll', () => depth() >= on.percent && run(trigger));
    } else if (on.kind === 'exit') {
      // Out of the top of the window: to the tabs.
      listen(document, 'mouseout', (event) => {
        const { clientY, relatedTarget } = event as MouseEvent;
        if (clientY <= 0 && relatedTarget === null) run(trigger);
      });
    }
  };
  const here = () => triggers.filter(({ pages }) => pages.length === 0 || isOn(location.pathname, pages));
  const stop = () => {
    for (const step of undo) step();
    undo = [];
  };
  return {
    /** Begins anew for the page that is looked at now. */
    start() {
      stop();
      for (const trigger of here()) if (!memory.has(trigger.name)) arm(trigger);
    },
    /** What the page's script runs by name, or what waits for its event. False when there is none. */
    run(name: string): boolean {
      const named = triggers.filter((trigger) => trigger.name === name);
      const waiting = here().filter(({ on }) => on.kind === 'event' && on.name === name);
      for (const trigger of new Set([...named, ...waiting])) run(trigger);
      return named.length + waiting.length > 0;
    },
    stop,
  };
}
