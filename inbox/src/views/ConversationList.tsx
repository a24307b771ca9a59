import type { ConversationRow } from '@parley/shared-types/model.ts';
import { useEffect, useRef } from 'preact/hooks';
import { initials, visitorName } from '../lib/names.ts';
import { adminHref, conversationHref } from '../lib/routes.ts';
import { isUnread, rowKey } from '../lib/rows.ts';
import { fullTime, shortAgo, shortTime } from '../lib/time-words.ts';
import type { StatusFilter, ViewName } from '../lib/views.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { memo } from './memo.ts';

const WHO = { visitor: '', operator: 'Team: ', bot: 'Bot: ', system: '' } as const;

function Excerpt({ row, isWriting }: { readonly row: ConversationRow; readonly isWriting: boolean }) {
  if (isWriting) return <span class="excerpt writing">writing...</span>;
  return (
    <span class="excerpt">
      {row.status === 'resolved' && (
        <span class="resolved">
          <Icon name="check" />
          Resolved{' '}
        </span>
      )}
      {WHO[row.excerptBy]}
      <bdi>{row.excerpt || 'No message yet'}</bdi>
    </span>
  );
}

interface RowProps {
  readonly row: ConversationRow;
  readonly isOpen: boolean;
  readonly isOnline: boolean;
  readonly isWriting: boolean;
  readonly isCalled: boolean;
  readonly ago: string;
  /** Only where there are several sites. */
  readonly site: { readonly name: string; readonly color: string } | null;
}

/** What operators decided about it: when it comes back, its tags, who answers. */
function Decided({ row: { assignee, tags, snoozedUntil } }: Pick<RowProps, 'row'>) {
  const [tag] = tags;
  return (
    <>
      {snoozedUntil !== null && (
        <span class="row-mark" title={`Snoozed until ${shortTime(snoozedUntil)}`}>
          <Icon name="clock" />
          <span class="visually-hidden">Snoozed</span>
        </span>
      )}
      {tag !== undefined && (
        <span class="row-tag" title={tags.join(', ')}>
          <bdi>{tag}</bdi>
          {tags.length > 1 && ` +${tags.length - 1}`}
        </span>
      )}
      {assignee && (
        <span class="row-who" title={`${assignee.name} answers`}>
          <span aria-hidden="true">{initials(assignee.name)}</span>
          <span class="visually-hidden">{assignee.name} answers</span>
        </span>
      )}
    </>
  );
}

const Row = memo(({ row, isOpen, isOnline, isWriting, isCalled, ago, site }: RowProps) => {
  const name = visitorName(row);
  const unread = isUnread(row);
  return (
    <li>
      <a class={unread ? 'row unread' : 'row'} href={conversationHref(row)} aria-current={isOpen ? 'true' : undefined}>
        <Avatar id={row.visitorId} name={name} isOnline={isOnline} />
        <span class="row-name">
          <bdi>{name}</bdi>
          {isOnline && <span class="visually-hidden"> is here</span>}
        </span>
        <time class="row-time" dateTime={new Date(row.grownAt).toISOString()} title={fullTime(row.grownAt)}>
          {ago}
        </time>
        <Excerpt row={row} isWriting={isWriting} />
        <span class="row-marks">
          <Decided row={row} />
          {site && (
            <span class="site-dot" style={{ '--dot': site.color }} title={site.name}>
              <span class="visually-hidden">{site.name}</span>
            </span>
          )}
          {isCalled && (
            <span class="called" title="A colleague named you in a note">
              @<span class="visually-hidden"> A colleague named you</span>
            </span>
          )}
          {unread && (
            <span class="unread-dot">
              <span class="visually-hidden">Unread</span>
            </span>
          )}
        </span>
      </a>
    </li>
  );
});

const STATUSES: readonly (readonly [StatusFilter, string])[] = [
  ['open', 'Open'],
  ['resolved', 'Resolved'],
  ['all', 'All'],
];

function StatusChoice() {
  const { list } = useInbox();
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">Show conversations that are</legend>
      {STATUSES.map(([status, words]) => (
        <label key={status}>
          <input
            type="radio"
            name="status"
            checked={list.view.value.status === status}
            onChange={() => {
              list.show({ status });
            }}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What an inbox without a single conversation teaches. */
export function FirstSteps() {
  const site = useInbox().session.sites.value[0];
  return (
    <div class="first-steps">
      <Icon name="inbox" />
      <h2>Nobody has written yet</h2>
      <p>Be your own first visitor: write a message, and answer it here.</p>
      <a class="button" href="/#chat" target="_blank" rel="noopener">
        Write to yourself
      </a>
      {site && (
        <a class="button quiet" href={adminHref('install', site.siteId)}>
          Install on your site
        </a>
      )}
    </div>
  );
}

/** The end of what is known of a view: the next page comes when it is seen, or asked for. */
function More() {
  const { list } = useInbox();
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(([seen]) => seen?.isIntersecting && list.more(), { rootMargin: '400px' });
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
    // Seen again after each page: an end that stays in sight asks for the next one.
  }, [list, list.shown.value.length]);
  return (
    <li ref={end} class="row-more">
      <button type="button" class="button quiet" disabled={list.isLoadingMore.value} onClick={() => list.more()}>
        Show older conversations
      </button>
    </li>
  );
}

function Rows() {
  const { calls, list, open, signs, session, now } = useInbox();
  const place = open.place.value;
  const current = place && rowKey(place);
  const sites = new Map(session.sites.value.map((site) => [site.siteId as string, site]));
  return (
    <ul class="rows" aria-label="Conversations">
      {list.shown.value.map((row) => (
        <Row
          key={rowKey(row)}
          row={row}
          isOpen={rowKey(row) === current}
          isOnline={signs.isOnline(row.siteId, row.visitorId)}
          isWriting={signs.writersIn(row.conversationId).visitor}
          isCalled={calls.has(row.conversationId)}
          ago={shortAgo(now.value, row.grownAt)}
          site={sites.size > 1 ? (sites.get(row.siteId) ?? null) : null}
        />
      ))}
      {list.hasMore.value && <More />}
    </ul>
  );
}

/** What each view teaches while it is empty. */
const NOTHING: Readonly<Partial<Record<ViewName, string>>> = {
  unread: 'Everything is read.',
  mine: 'Nothing is yours. Press a in a conversation to take it.',
  unassigned: 'Somebody answers each conversation.',
  snoozed: 'Nothing is snoozed. Press s in a conversation that has to wait.',
  spam: 'No spam. Press ! in a conversation that is.',
};

function Nothing() {
  const { list } = useInbox();
  const { name, status, tag } = list.view.value;
  const words = NOTHING[name];
  if (words) return <p class="nothing">{words}</p>;
  if (tag !== null) return <p class="nothing">Nothing here is tagged {tag}.</p>;
  if (status === 'resolved') return <p class="nothing">Nothing is resolved yet. Press e in a conversation that is done.</p>;
  return <p class="nothing">No open conversation. New ones come up here by themselves.</p>;
}

/** The list in the middle: live, by view and status. */
export function ConversationList({ onMenu }: { readonly onMenu: (() => void) | null }) {
  const { list } = useInbox();
  const isEmpty = list.isLoaded.value && list.all.value.length === 0;
  return (
    <section class="list" aria-labelledby="inbox-title">
      <header class="pane-head">
        {onMenu && (
          <button type="button" class="icon-button" aria-label="Menu" onClick={onMenu}>
            <Icon name="menu" />
          </button>
        )}
        <h1 id="inbox-title">Inbox</h1>
        {!isEmpty && <StatusChoice />}
      </header>
      {!list.isLoaded.value && <div class="skeleton" aria-hidden="true" />}
      {list.isLoaded.value && !isEmpty && list.shown.value.length === 0 && <Nothing />}
      {isEmpty && (
        <div class="only-phone">
          <FirstSteps />
        </div>
      )}
      {list.shown.value.length > 0 && <Rows />}
    </section>
  );
}
