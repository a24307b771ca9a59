import { MAX_COUNT } from '@parley/shared-types/protocol.ts';
import { useState } from 'preact/hooks';
import { adminHref, HOME, parseRoute } from '../lib/routes.ts';
import { type ListView, VIEW_NAMES, type ViewName, viewSearch } from '../lib/views.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon, type IconName } from './Icon.tsx';
import { RailMe } from './RailMe.tsx';
import { SearchLink } from './SearchLink.tsx';

interface RailProps {
  /** The site whose pages are offered. */
  readonly siteId: string | null;
  readonly path: string;
  readonly onHelp: () => void;
  /** After a choice: a drawer closes. */
  readonly onChoose: () => void;
}

interface ViewButtonProps {
  readonly icon?: IconName;
  readonly color?: string;
  readonly name: string;
  readonly count: number;
  /** What is counted. */
  readonly of?: string;
  /** It waits for somebody. */
  readonly isUrgent?: boolean;
  readonly isOn: boolean;
  readonly onChoose: () => void;
}

function ViewButton({ icon, color, name, count, of = t('unread'), isUrgent = true, isOn, onChoose }: ViewButtonProps) {
  return (
    <li>
      <button type="button" class="rail-item" title={name} aria-current={isOn ? 'true' : undefined} onClick={onChoose}>
        {icon ? <Icon name={icon} /> : <span class="site-dot" style={{ '--dot': color }} />}
        <span class="rail-word">
          <bdi>{name}</bdi>
        </span>
        {count > 0 && (
          <span class={isUrgent ? 'count calls' : 'count'}>
            {count >= MAX_COUNT ? `${MAX_COUNT / 1_000}k+` : count}
            <span class="visually-hidden"> {of}</span>
          </span>
        )}
      </button>
    </li>
  );
}

export const VIEWS = [
  { view: 'all', icon: 'inbox' },
  { view: 'unread', icon: 'unread' },
  { view: 'mine', icon: 'person' },
  { view: 'unassigned', icon: 'nobody' },
  { view: 'snoozed', icon: 'clock' },
  { view: 'spam', icon: 'block' },
] as const satisfies readonly { readonly view: ViewName; readonly icon: IconName }[];

type ShowView = (change: Partial<ListView>) => void;

function SiteViews({ isShown, show }: { readonly isShown: boolean; readonly show: ShowView }) {
  const { list, session } = useInbox();
  const { name, siteId, tag } = list.view.value;
  const sites = session.sites.value;
  if (sites.length < 2) return null;
  return (
    <>
      <h2 class="rail-title rail-word">{t('Sites')}</h2>
      <ul class="rail-group">
        {sites.map((site) => (
          <ViewButton
            key={site.siteId}
            name={site.name}
            color={site.color}
            count={list.countsOf(site.siteId).unread}
            isOn={isShown && name === 'all' && tag === null && siteId === site.siteId}
            onChoose={() => show({ name: 'all', siteId: site.siteId, tag: null })}
          />
        ))}
      </ul>
    </>
  );
}

function TagViews({ isShown, show }: { readonly isShown: boolean; readonly show: ShowView }) {
  const { list, preferences } = useInbox();
  const { tagsAreOpen } = preferences;
  const { tag } = list.view.value;
  const tags = Object.entries(list.counts.value.tags);
  if (tags.length === 0) return null;
  const isOpen = tagsAreOpen.value.value;
  return (
    <>
      <h2 class="rail-title rail-word">
        <button type="button" class="rail-fold" aria-expanded={isOpen} onClick={() => tagsAreOpen.toggle()}>
          {t('Tags')}
        </button>
      </h2>
      <ul class="rail-group rail-tags" hidden={!isOpen}>
        {tags.map(([name, count]) => (
          <ViewButton
            key={name}
            icon="tag"
            name={name}
            count={count}
            of={t('open')}
            isUrgent={false}
            isOn={isShown && tag === name}
            onChoose={() => show({ name: 'all', siteId: null, tag: name })}
          />
        ))}
      </ul>
    </>
  );
}

function Views({ path, onChoose }: Pick<RailProps, 'path' | 'onChoose'>) {
  const { list, goTo, open } = useInbox();
  const { name, siteId, tag } = list.view.value;
  const route = parseRoute(path);
  const isShown = route.page === 'list' || route.page === 'conversation';
  const { mine, unassigned, snoozed, spam } = list.counts.value;
  const counts: Readonly<Record<ViewName, number>> = { all: 0, unread: list.unread.value, mine, unassigned, snoozed, spam };
  const show: ShowView = (change) => {
    // From a page of a site back to the list.
    goTo(`${open.place.peek() ? path : HOME}${viewSearch({ ...list.view.peek(), ...change })}`);
    onChoose();
  };
  return (
    <>
      <ul class="rail-group">
        {VIEWS.map((one) => (
          <ViewButton
            key={one.view}
            icon={one.icon}
            name={t(VIEW_NAMES[one.view])}
            count={counts[one.view]}
            of={one.view === 'unread' ? t('unread') : t('conversations')}
            isUrgent={one.view === 'unread'}
            isOn={isShown && name === one.view && siteId === null && tag === null}
            onChoose={() => show({ name: one.view, siteId: null, tag: null })}
          />
        ))}
      </ul>
      <SearchLink path={path} onChoose={onChoose} />
      <SiteViews isShown={isShown} show={show} />
      <TagViews isShown={isShown} show={show} />
    </>
  );
}

export const PAGES = [
  { page: 'visitors', icon: 'eye', name: 'Visitors' },
  { page: 'numbers', icon: 'chart', name: 'Numbers' },
  { page: 'install', icon: 'code', name: 'Install' },
  { page: 'team', icon: 'team', name: 'Team' },
  { page: 'replies', icon: 'canned', name: 'Canned replies' },
  { page: 'desk', icon: 'tag', name: 'Tags and teamwork' },
  { page: 'channels', icon: 'bell', name: 'Channels' },
  { page: 'hooks', icon: 'code', name: 'Webhooks' },
  { page: 'settings', icon: 'settings', name: 'Settings' },
] as const satisfies readonly { readonly page: string; readonly icon: IconName; readonly name: PlainPhrase }[];

function SitePages({ siteId, path }: Pick<RailProps, 'siteId' | 'path'>) {
  const { session } = useInbox();
  const sites = session.sites.value;
  const site = sites.find((one) => one.siteId === siteId) ?? sites[0];
  if (!site) return null;
  return (
    <>
      <h2 class="rail-title rail-word">
        <bdi>{site.name}</bdi>
      </h2>
      <ul class="rail-group">
        {PAGES.map(({ page, icon, name }) => (
          <li key={page}>
            <a
              class="rail-item"
              title={t(name)}
              href={adminHref(page, site.siteId)}
              aria-current={path === adminHref(page, site.siteId) ? 'page' : undefined}
            >
              <Icon name={icon} />
              <span class="rail-word">{t(name)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Own({ onHelp }: Pick<RailProps, 'onHelp'>) {
  const { attention, signOut } = useInbox();
  const [problem, setProblem] = useState<string | null>(null);
  const isMuted = attention.isMuted.value;
  return (
    <ul class="rail-group rail-end">
      <li>
        <button type="button" class="rail-item" title={t('Sound')} aria-pressed={!isMuted} onClick={() => attention.setMuted(!isMuted)}>
          <Icon name={isMuted ? 'soundOff' : 'sound'} />
          <span class="rail-word">{isMuted ? t('Sound off') : t('Sound on')}</span>
        </button>
      </li>
      <li>
        <button type="button" class="rail-item" title={t('Shortcuts')} onClick={onHelp}>
          <Icon name="keys" />
          <span class="rail-word">{t('Shortcuts')}</span>
        </button>
      </li>
      <li>
        <a class="rail-item" title={t('Help')} href="/" target="_blank" rel="noopener">
          <Icon name="help" />
          <span class="rail-word">{t('Help')}</span>
        </a>
      </li>
      <li>
        <button type="button" class="rail-item" title={t('Sign out')} onClick={() => void signOut().then(setProblem)}>
          <Icon name="exit" />
          <span class="rail-word">{t('Sign out')}</span>
        </button>
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
      </li>
      <RailMe />
    </ul>
  );
}

/** Views, sites and the pages of a site. */
export function Rail({ siteId, path, onHelp, onChoose }: RailProps) {
  return (
    <div class="rail-body">
      <Views path={path} onChoose={onChoose} />
      <SitePages siteId={siteId} path={path} />
      <Own onHelp={onHelp} />
    </div>
  );
}
