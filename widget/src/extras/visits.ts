/** The chunk `visits`: tells operators which page is looked at, where the owner of the site wants it. */
import type { WithinPush } from '@parley/shared-types/socket.ts';
import { followRoute } from '../page/route.ts';
import { isOngoing } from '../sdk/changes.ts';
import type { Kit } from './kit.ts';

export interface Visits {
  undo(): void;
}

const MOST_URL = 2_000;
const MOST_TITLE = 300;

/** The address without what may be secret in it: no query, no fragment. */
const here = () => ({ url: `${location.origin}${location.pathname}`.slice(0, MOST_URL), title: document.title.slice(0, MOST_TITLE) });

export function create({ host, model }: Kit): Visits {
  let told = '';
  let isOver = false;
  /** So often operators asked. */
  let asked = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const state = model.state();
    const { link, conversationId } = state;
    if (!host.site.chosen.liveVisitors && !isOngoing(state)) return;
    // Again after each connection, and when they ask.
    const now = `${conversationId} ${asked} ${location.href}`;
    if (link !== 'online' || !conversationId) told = '';
    else if (now !== told && !isOver) {
      told = now;
      model.core.live.session.visit(here());
    }
  };
  /** Not all pages at once. */
  const undoAsk = model.live().session.on('where', ({ withinMs }: WithinPush) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      asked += 1;
      tell();
    }, Math.random() * withinMs);
  });
  const undo = followRoute(tell);
  model.subscribe(tell);
  tell();
  return {
    undo() {
      isOver = true;
      clearTimeout(timer);
      undoAsk();
      undo();
    },
  };
}
