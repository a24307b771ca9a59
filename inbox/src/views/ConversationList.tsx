import { useLocation } from 'preact-iso';
import { adminHref } from '../lib/routes.ts';
import { FIRST_VIEW, type ViewName as Name, type StatusFilter, VIEW_NAMES, viewSearch } from '../lib/views.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { Rows } from './Rows.tsx';

const STATUSES: readonly (readonly [StatusFilter, PlainPhrase])[] = [
  ['open', 'Open ¦ conversations'],
  ['resolved', 'Resolved ¦ conversations'],
  ['all', 'All'],
];

function StatusChoice() {
  const { goTo, list } = useInbox();
  const { path } = useLocation();
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{t('Show conversations that are')}</legend>
      {STATUSES.map(([status, words]) => (
        <label key={status}>
          <input
            type="radio"
            name="status"
            checked={list.view.value.status === status}
            onChange={() => goTo(`${path}${viewSearch({ ...list.view.peek(), status })}`)}
          />
          <span>{t(words)}</span>
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
      <h2>{t('Nobody has written yet')}</h2>
      <p>{t('Be your own first visitor: write a message, and answer it here.')}</p>
      <a class="button" href="/#chat" target="_blank" rel="noopener">
        {t('Write to yourself')}
      </a>
      {site && (
        <a class="button quiet" href={adminHref('install', site.siteId)}>
          {t('Install on your site')}
        </a>
      )}
    </div>
  );
}

/** What each view teaches while it is empty. */
const NOTHING: Readonly<Partial<Record<Name, PlainPhrase>>> = {
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
  if (words) return <p class="nothing">{t(words)}</p>;
  if (tag !== null) return <p class="nothing">{t('Nothing here is tagged {tag}.', { tag })}</p>;
  if (status === 'resolved') return <p class="nothing">{t('Nothing is resolved yet. Press e in a conversation that is done.')}</p>;
  return <p class="nothing">{t('No open conversation. New ones come up here by themselves.')}</p>;
}

/** What the list shows, in words; nothing for the first view. */
function ViewName() {
  const { list, session } = useInbox();
  const { name, siteId, tag } = list.view.value;
  const site = siteId === null ? undefined : session.sites.value.find((one) => one.siteId === siteId)?.name;
  if (name === FIRST_VIEW.name && site === undefined && tag === null) return null;
  return <p class="view-name">{[t(VIEW_NAMES[name]), site, tag].filter(Boolean).join(' · ')}</p>;
}

/** The list in the middle: live, by view and status. */
export function ConversationList({ onMenu }: { readonly onMenu: (() => void) | null }) {
  const { list } = useInbox();
  const isEmpty = list.isLoaded.value && list.all.value.length === 0;
  return (
    <section class="list" aria-labelledby="inbox-title">
      <header class="pane-head">
        {onMenu && (
          <button type="button" class="icon-button" aria-label={t('Menu')} onClick={onMenu}>
            <Icon name="menu" />
          </button>
        )}
        <h1 id="inbox-title">{t('Inbox')}</h1>
        {!isEmpty && <StatusChoice />}
      </header>
      {onMenu && <ViewName />}
      {!list.isLoaded.value && list.shown.value.length === 0 && <div class="skeleton" aria-hidden="true" />}
      {list.isLoaded.value && !isEmpty && !list.hasMore.value && list.shown.value.length === 0 && <Nothing />}
      {isEmpty && (
        <div class="only-phone">
          <FirstSteps />
        </div>
      )}
      {!isEmpty && <Rows key={viewSearch(list.view.value)} />}
    </section>
  );
}
