import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type LogItem, logItems } from '../lib/log-items.ts';
import { visitorName } from '../lib/names.ts';
import { clockTime, dayHead, fullTime } from '../lib/time-words.ts';
import { sayList, t } from '../words/words.ts';
import { Bubble, PendingState } from './Bubble.tsx';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { useMessageAt } from './use-message-at.ts';

const NEAR_END_PX = 48;

/**
 * Keeps the end in sight while it is in sight; otherwise tells that something new is below.
 * @param last the last item, which is another one when something is new
 * @param tail what grows at the end without being new
 */
function useEndInSight(last: string, lastIsMine: boolean, tail: string) {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [hasNew, setNew] = useState(false);
  const toEnd = () => {
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
    atEnd.current = true;
    setNew(false);
  };
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (atEnd.current) setNew(false);
  };
  useLayoutEffect(() => {
    if (atEnd.current || lastIsMine) toEnd();
    else setNew(true);
  }, [last]);
  const stayAtEnd = () => {
    if (atEnd.current) toEnd();
  };
  useLayoutEffect(stayAtEnd, [tail]);
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    // The text field below grows, a phone shows its keyboard: the end stays where it was seen.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { scroller, onScroll, hasNew, toEnd, stayAtEnd };
}

function Item({ item, visitor }: { readonly item: LogItem; readonly visitor: { readonly id: string; readonly name: string } }) {
  const { session, now } = useInbox();
  if (item.kind === 'day') {
    return (
      <li class="day">
        <span>{dayHead(now.value, item.at)}</span>
      </li>
    );
  }
  if (item.kind === 'bubble') return <Bubble item={item} visitor={visitor} me={session.me.value?.operator ?? null} />;
  return (
    <li class="event" data-key={item.key}>
      <bdi>{item.words}</bdi>
      <time dateTime={new Date(item.at).toISOString()} title={fullTime(item.at)}>
        {clockTime(item.at)}
      </time>
      {item.pending && <PendingState pending={item.pending} />}
    </li>
  );
}

function Writers() {
  const { open, signs } = useInbox();
  const { visitor, operators } = signs.writersIn(open.place.value?.conversationId ?? '');
  const who = [...(visitor ? [t('The visitor')] : []), ...operators];
  return (
    <p class="writers" aria-live="polite">
      {who.length > 0 && (
        <>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {who.length > 1 ? t('{names} are writing', { names: sayList(who) }) : t('{name} is writing', { name: who[0] ?? '' })}
        </>
      )}
    </p>
  );
}

/** So many items of a log are drawn at once, a screen, then some more, and further ones with each page: a long one opens as fast as any. */
const DRAWN_FIRST = 20;
const DRAWN = 60;
const DRAWN_MORE = 100;

/** How many items from the end on are drawn. */
function useDrawn(isThere: boolean, toEndIfThere: () => void) {
  const [most, setMost] = useState(DRAWN_FIRST);
  useEffect(() => {
    if (!isThere) return;
    // After the first screen was painted.
    let timer: ReturnType<typeof setTimeout>;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setMost((drawn) => Math.max(drawn, DRAWN)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [isThere]);
  useLayoutEffect(toEndIfThere, [most]);
  return {
    most,
    drawMore: () => setMost((drawn) => Math.max(drawn, DRAWN) + DRAWN_MORE),
    drawLast: (count: number) => setMost((drawn) => Math.max(drawn, count)),
  };
}

interface EarlierProps {
  /** Draws what is there and was not drawn yet; null: everything is, and the page before is asked for. */
  readonly onDraw: (() => void) | null;
  readonly onAsked: () => void;
}

/** Shows the page before; what is being read stays where it is. */
function Earlier({ onDraw, onAsked }: EarlierProps) {
  const { open } = useInbox();
  const [isAsking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const ask = async () => {
    const box = button.current?.closest('.log');
    const fromEnd = box ? box.scrollHeight - box.scrollTop : 0;
    setAsking(true);
    if (onDraw) onDraw();
    else {
      await open.earlier();
      onAsked();
    }
    setAsking(false);
    // After the new page is drawn, and before it is seen.
    requestAnimationFrame(() => {
      if (box) box.scrollTop = box.scrollHeight - fromEnd;
    });
  };
  return (
    <p class="earlier">
      <button ref={button} type="button" class="button quiet" disabled={isAsking} onClick={() => void ask()}>
        {t('Earlier messages')}
      </button>
    </p>
  );
}

/** What the visitor is typing, before it is sent. Read out letter by letter it would be noise. */
function LiveText({ text }: { readonly text: string }) {
  if (text === '') return null;
  return (
    <p class="live-text" aria-live="off" dir="auto">
      <span class="visually-hidden">{t('Being typed:')} </span>
      {text}
    </p>
  );
}

/** The log of the open conversation. */
export function Log() {
  const { current, open, session, signs } = useInbox();
  const { entries, pending } = open.log.value;
  const { text } = signs.writersIn(open.place.value?.conversationId ?? '');
  const row = current.value;
  const visitor = { id: row?.visitorId ?? '', name: row ? visitorName(row) : t('Visitor') };
  const items = logItems(entries, pending, session.me.value?.operator.id ?? null);
  const { scroller, onScroll, hasNew, toEnd, stayAtEnd } = useEndInSight(items.at(-1)?.key ?? '', pending.length > 0, text);
  const { most, drawMore, drawLast } = useDrawn(items.length > 0, stayAtEnd);
  const isGoingBack = useMessageAt(scroller, (key) => drawLast(items.length - items.findIndex((item) => item.key === key) + DRAWN_FIRST));
  return (
    <div class="log-frame">
      {isGoingBack && (
        <p class="going-back" role="status">
          {t('Going back to the message')}
        </p>
      )}
      <div class="log" ref={scroller} role="log" aria-label={t('Conversation')} tabindex={0} onScroll={onScroll}>
        {open.loading.value === 'loading' && entries.length === 0 && <div class="skeleton" aria-hidden="true" />}
        {(items.length > most || (entries[0]?.seq ?? 1) > 1) && (
          <Earlier onDraw={items.length > most ? drawMore : null} onAsked={drawMore} />
        )}
        <ol class="messages">
          {items.slice(-most).map((item) => (
            <Item key={item.key} item={item} visitor={visitor} />
          ))}
        </ol>
        <LiveText text={text} />
        <Writers />
      </div>
      {hasNew && (
        <button type="button" class="new-pill" onClick={toEnd}>
          <Icon name="down" /> {t('New messages')}
        </button>
      )}
    </div>
  );
}
