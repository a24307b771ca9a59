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
 * @param drawTo has the line with this key drawn, before the next effect
 * @returns whether it is still on its way
 */
export function useMessageAt(scroller: RefObject<HTMLElement | null>, drawTo: (key: string) => void): boolean {
  const { open } = useInbox();
  const { query } = useLocation();
  const at = Number(query.at ?? 0);
  const { entries } = open.log.value;
  const first = entries[0]?.seq ?? 0;
  const reached = useRef(0);
  const [found, setFound] = useState<string | null>(null);
  const [isFailed, setFailed] = useState(false);
  const isWanted = Number.isSafeInteger(at) && at > 0 && reached.current !== at && !isFailed;
  useEffect(() => setFailed(false), [at]);
  useEffect(() => {
    if (!isWanted || first === 0 || open.loading.value !== 'loaded') return;
    if (first > at) {
      void open.earlier().then((isThere) => setFailed(!isThere));
      return;
    }
    reached.current = at;
    const entry = entries.find(({ seq }) => seq === at);
    if (entry?.kind !== 'entry') return;
    drawTo(entry.clientMsgId);
    setFound(entry.clientMsgId);
  }, [at, first, isWanted, open.loading.value]);
  useEffect(() => {
    if (scroller.current && found !== null) show(scroller.current, found);
  }, [found]);
  return isWanted && first > at;
}
