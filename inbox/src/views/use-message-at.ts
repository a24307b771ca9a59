import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useInbox } from './context.ts';

/** Shows one line of the log in the middle, marked, and reads it out. */
function show(box: HTMLElement, key: string): void {
  for (const earlier of box.querySelectorAll<HTMLElement>('[data-found]')) delete earlier.dataset.found;
  const line = box.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  if (!line) return;
  line.dataset.found = '';
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
  line.scrollIntoView({ block: 'center' });
}

/**
 * Goes to the message that the address names, `?at=SEQ`: asks for earlier pages until it is there.
 * @returns whether it is still on its way
 */
export function useMessageAt(scroller: RefObject<HTMLElement | null>): boolean {
  const { open } = useInbox();
  const { query } = useLocation();
  const at = Number(query.at ?? 0);
  const { entries } = open.log.value;
  const first = entries[0]?.seq ?? 0;
  const shown = useRef(0);
  const [isFailed, setFailed] = useState(false);
  const isWanted = Number.isSafeInteger(at) && at > 0 && shown.current !== at && !isFailed;
  useEffect(() => setFailed(false), [at]);
  useEffect(() => {
    if (!isWanted || first === 0 || open.loading.value !== 'loaded') return;
    if (first > at) {
      void open.earlier().then((isThere) => setFailed(!isThere));
      return;
    }
    shown.current = at;
    const entry = entries.find(({ seq }) => seq === at);
    if (scroller.current && entry?.kind === 'entry') show(scroller.current, entry.clientMsgId);
    setFailed(false);
  }, [at, first, isWanted, open.loading.value]);
  return isWanted && first > at;
}
