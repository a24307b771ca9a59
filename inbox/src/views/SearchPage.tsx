import type { FoundEntry } from '@parley/shared-types/http.ts';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { visitorName } from '../lib/names.ts';
import { HOME } from '../lib/routes.ts';
import { NO_QUERY, readQuery, type SearchQuery, searchHref } from '../lib/search-query.ts';
import { foundWords, piecesOf, sayerOf } from '../lib/search-words.ts';
import { fullTime, shortAgo } from '../lib/time-words.ts';
import type { Search } from '../models/search.ts';
import { t, tx } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox, useOwned } from './context.ts';
import { Icon } from './Icon.tsx';
import { SearchFilters } from './SearchFilters.tsx';

function Found({ hit }: { readonly hit: FoundEntry }) {
  const { hrefOf, now, session } = useInbox();
  const { row, seq, storedAt, snippet } = hit;
  const name = visitorName(row);
  const sites = session.sites.value;
  const site = sites.length > 1 ? sites.find(({ siteId }) => siteId === row.siteId) : undefined;
  return (
    <li>
      <a class="row found-row" href={hrefOf(row, seq)}>
        <Avatar id={row.visitorId} name={name} />
        <span class="row-name">
          <bdi>{name}</bdi>
          {site && (
            <span class="hint">
              {' '}
              <bdi>{site.name}</bdi>
            </span>
          )}
        </span>
        <time class="row-time" dateTime={new Date(storedAt).toISOString()} title={fullTime(storedAt)}>
          {shortAgo(Math.max(now.value, storedAt), storedAt)}
        </time>
        <span class="excerpt" dir="auto">
          {hit.kind === 'note' && <Icon name="lock" />}
          <span class="sayer">{sayerOf(hit)}</span>
          {piecesOf(snippet).map(({ key, text, isMarked }) => (isMarked ? <mark key={key}>{text}</mark> : text))}
        </span>
      </a>
    </li>
  );
}

function Nothing({ query }: { readonly query: SearchQuery }) {
  const { route } = useLocation();
  const isNarrowed = searchHref({ ...query, q: '' }) !== searchHref(NO_QUERY);
  return (
    <div class="nothing">
      <p>{tx('Nothing was found for {words}.', { words: <bdi>{query.q.trim()}</bdi> })}</p>
      {isNarrowed ? (
        <button type="button" class="button quiet" onClick={() => route(searchHref({ ...NO_QUERY, q: query.q }))}>
          {t('Search without filters')}
        </button>
      ) : (
        <p class="hint">{t('Every word has to be there; the last one may be unfinished.')}</p>
      )}
    </div>
  );
}

function Results({ model, query }: { readonly model: Search; readonly query: SearchQuery }) {
  const [found, state, problem, next] = [model.found.value, model.state.value, model.problem.value, model.next.value];
  if (state === 'idle')
    return <p class="nothing">{t('Search what was said, notes, names and e-mail addresses. "In quotes" keeps words together.')}</p>;
  const isAsking = state === 'asking';
  return (
    <>
      <p class="hint found-count" role="status">
        {isAsking ? t('Searching') : problem ? '' : foundWords(found.length, next !== null)}
      </p>
      {isAsking && found.length === 0 && <div class="skeleton" aria-hidden="true" />}
      {found.length > 0 && (
        <ul class="found" aria-label={t('Found')}>
          {found.map((hit) => (
            <Found key={`${hit.row.siteId} ${hit.row.conversationId} ${hit.seq}`} hit={hit} />
          ))}
        </ul>
      )}
      {problem && (
        <div class="nothing" role="alert">
          <p class="error">{problem}</p>
          <button type="button" class="button quiet" onClick={found.length > 0 ? model.more : model.again}>
            {t('Try again')}
          </button>
        </div>
      )}
      {!isAsking && !problem && found.length === 0 && next === null && <Nothing query={query} />}
      {!isAsking && !problem && next !== null && (
        <button type="button" class="button quiet found-more" onClick={model.more}>
          {t('Search further back')}
        </button>
      )}
    </>
  );
}

/** Out of the field into what was found, and from the first of it back. */
function moveBetween(event: KeyboardEvent, field: HTMLInputElement | null): void {
  const first = document.querySelector<HTMLElement>('.found a.row');
  const target = document.activeElement;
  if (event.key === 'ArrowDown' && target === field && first) first.focus();
  else if (event.key === 'ArrowUp' && target === first) field?.focus();
  else return;
  event.preventDefault();
}

/** Finds what was said in any conversation. What is asked is in the address. */
export function SearchPage() {
  const inbox = useInbox();
  const location = useLocation();
  const query = readQuery(location.query as Record<string, string>);
  const model = useOwned(() => inbox.search(), 'search');
  const field = useRef<HTMLInputElement>(null);
  const isTyping = useRef(false);
  useEffect(() => field.current?.focus(), []);
  const asked = searchHref(query);
  useEffect(() => {
    model?.look(query, isTyping.current);
    isTyping.current = false;
  }, [model, asked]);
  const change = (part: Partial<SearchQuery>) => location.route(searchHref({ ...query, ...part }), true);
  return (
    <search class="search" onKeyDown={(event) => moveBetween(event, field.current)}>
      <header class="pane-head">
        <a class="icon-button only-phone" href={HOME} aria-label={t('Back to the list')}>
          <Icon name="back" />
        </a>
        <h2 class="visually-hidden">{t('Search')}</h2>
        <span class="search-field">
          <Icon name="search" />
          <input
            ref={field}
            class="input"
            type="search"
            aria-label={t('Search all conversations')}
            placeholder={t('Search all conversations')}
            maxLength={200}
            autocomplete="off"
            dir="auto"
            value={query.q}
            onInput={(event) => {
              isTyping.current = true;
              change({ q: event.currentTarget.value });
            }}
          />
        </span>
      </header>
      <div class="search-body">
        <SearchFilters query={query} onChange={change} />
        {model && <Results model={model} query={query} />}
      </div>
    </search>
  );
}
