import { useEffect, useState } from 'preact/hooks';
import { rowKey } from '../lib/rows.ts';
import { shortAgo } from '../lib/time-words.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Row } from './Row.tsx';
import { type RowWindow, useWindow } from './use-window.ts';

/** The next page is asked for when so many rows or fewer are below what is in sight. */
const NEAR_END = 40;

/** Asks for the next page while the end is near, and again when the connection is back. */
function usePages({ to }: RowWindow): void {
  const { list, session } = useInbox();
  const [shown, hasMore, link] = [list.shown.value, list.hasMore.value, session.link.value];
  useEffect(() => {
    if (hasMore && link === 'online' && shown.length - to < NEAR_END) list.more();
  }, [list, shown, hasMore, link, to]);
}

/** Indexes to draw: those in sight, and single ones that must stay, as the one with the focus. */
function indexesOf({ from, to }: RowWindow, stay: readonly number[]): readonly number[] {
  const inSight = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  const others = stay.filter((index) => index !== -1 && (index < from || index >= to));
  return [...new Set([...others, ...inSight])].sort((a, b) => a - b);
}

/** The rows of a view, of which only those in sight are in the page: ten thousand are as smooth as ten. */
export function Rows() {
  const { calls, hrefOf, list, open, signs, session, now } = useInbox();
  const rows = list.shown.value;
  const seen = useWindow(rows);
  usePages(seen);
  const [focused, setFocused] = useState<string | null>(null);
  const current = open.place.value && rowKey(open.place.value);
  const stay = [focused, current].map((key) => (key === null ? -1 : rows.findIndex((row) => rowKey(row) === key)));
  const sites = new Map(session.sites.value.map((site) => [site.siteId as string, site]));
  return (
    <div class="rows" ref={seen.box} onScroll={seen.onScroll} data-count={rows.length}>
      {rows.length > 0 && (
        <ul aria-label={t('Conversations')} style={{ blockSize: `${rows.length * seen.height}px` }} onFocusOut={() => setFocused(null)}>
          {indexesOf(seen, stay).map((index) => {
            const row = rows[index];
            if (!row) return null;
            const key = rowKey(row);
            return (
              <li
                key={key}
                aria-posinset={index + 1}
                aria-setsize={list.hasMore.value ? -1 : rows.length}
                style={{ insetBlockStart: `${index * seen.height}px` }}
                onFocusIn={() => setFocused(key)}
              >
                <Row
                  row={row}
                  href={hrefOf(row)}
                  isOpen={key === current}
                  isOnline={signs.isOnline(row.siteId, row.visitorId)}
                  isWriting={signs.writersIn(row.conversationId).visitor}
                  isCalled={calls.has(row.conversationId)}
                  ago={shortAgo(now.value, row.grownAt)}
                  site={sites.size > 1 ? (sites.get(row.siteId) ?? null) : null}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
