import { useState } from 'preact/hooks';
import { adminHref, HOME, parseRoute } from '../lib/routes.ts';
import type { ListView } from '../lib/rows.ts';
import { useInbox } from './context.ts';
import { Icon, type IconName } from './Icon.tsx';

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
  readonly isOn: boolean;
  readonly onChoose: () => void;
}

function ViewButton({ icon, color, name, count, isOn, onChoose }: ViewButtonProps) {
  return (
    <li>
      <button type="button" class="rail-item" title={name} aria-current={isOn ? 'true' : undefined} onClick={onChoose}>
        {icon ? <Icon name={icon} /> : <span class="site-dot" style={{ '--dot': color }} />}
        <span class="rail-word">
          <bdi>{name}</bdi>
        </span>
        {count > 0 && (
          <span class="count">
            {count}
            <span class="visually-hidden"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}

function Views({ path, onChoose }: Pick<RailProps, 'path' | 'onChoose'>) {
  const { list, session, goTo, open } = useInbox();
  const { unreadOnly, siteId } = list.view.value;
  const route = parseRoute(path);
  const isShown = route.page === 'list' || route.page === 'conversation';
  const unread = list.unread.value;
  const choose = (change: Partial<ListView>) => {
    list.view.value = { ...list.view.value, ...change };
    // From a page of a site back to the list.
    if (!open.place.peek()) goTo(HOME);
    onChoose();
  };
  const sites = session.sites.value;
  return (
    <>
      <ul class="rail-group">
        <ViewButton
          icon="inbox"
          name="All"
          count={0}
          isOn={isShown && !unreadOnly && siteId === null}
          onChoose={() => choose({ unreadOnly: false, siteId: null })}
        />
        <ViewButton
          icon="unread"
          name="Unread"
          count={unread.length}
          isOn={isShown && unreadOnly}
          onChoose={() => choose({ unreadOnly: true, siteId: null })}
        />
      </ul>
      {sites.length > 1 && (
        <>
          <h2 class="rail-title rail-word">Sites</h2>
          <ul class="rail-group">
            {sites.map((site) => (
              <ViewButton
                key={site.siteId}
                name={site.name}
                color={site.color}
                count={unread.filter((row) => row.siteId === site.siteId).length}
                isOn={isShown && !unreadOnly && siteId === site.siteId}
                onChoose={() => choose({ unreadOnly: false, siteId: site.siteId })}
              />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const PAGES = [
  { page: 'visitors', icon: 'eye', name: 'Visitors' },
  { page: 'install', icon: 'code', name: 'Install' },
  { page: 'team', icon: 'team', name: 'Team' },
  { page: 'settings', icon: 'settings', name: 'Settings' },
] as const;

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
              title={name}
              href={adminHref(page, site.siteId)}
              aria-current={path === adminHref(page, site.siteId) ? 'page' : undefined}
            >
              <Icon name={icon} />
              <span class="rail-word">{name}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function Own({ onHelp }: Pick<RailProps, 'onHelp'>) {
  const { attention, session, signOut } = useInbox();
  const [problem, setProblem] = useState<string | null>(null);
  const isMuted = attention.isMuted.value;
  return (
    <ul class="rail-group rail-end">
      <li>
        <button type="button" class="rail-item" title="Sound" aria-pressed={!isMuted} onClick={() => attention.setMuted(!isMuted)}>
          <Icon name={isMuted ? 'soundOff' : 'sound'} />
          <span class="rail-word">Sound {isMuted ? 'off' : 'on'}</span>
        </button>
      </li>
      <li>
        <button type="button" class="rail-item" title="Shortcuts" onClick={onHelp}>
          <Icon name="keys" />
          <span class="rail-word">Shortcuts</span>
        </button>
      </li>
      <li>
        <a class="rail-item" title="Help" href="/" target="_blank" rel="noopener">
          <Icon name="help" />
          <span class="rail-word">Help</span>
        </a>
      </li>
      <li>
        <button type="button" class="rail-item" title="Sign out" onClick={() => void signOut().then(setProblem)}>
          <Icon name="exit" />
          <span class="rail-word">Sign out</span>
        </button>
        {problem && (
          <p class="error" role="alert">
            {problem}
          </p>
        )}
      </li>
      <li class="rail-me rail-word" title={session.me.value?.operator.email}>
        <bdi>{session.me.value?.operator.name}</bdi>
      </li>
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
