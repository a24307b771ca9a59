import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { LocationProvider, useLocation } from 'preact-iso';
import type { InboxContext } from '../inbox.ts';
import { HOME, parseRoute, type Route } from '../lib/routes.ts';
import { parseView } from '../lib/views.ts';
import { t, tx } from '../words/words.ts';
import { createActions } from './actions.ts';
import { AccountPage } from './admin/AccountPage.tsx';
import { CannedRepliesPage } from './admin/CannedRepliesPage.tsx';
import { ChannelsPage } from './admin/ChannelsPage.tsx';
import { DeskPage } from './admin/DeskPage.tsx';
import { HooksPage } from './admin/HooksPage.tsx';
import { InstallPage } from './admin/InstallPage.tsx';
import { SettingsPage } from './admin/SettingsPage.tsx';
import { TeamPage } from './admin/TeamPage.tsx';
import { Bars } from './Bars.tsx';
import { ConversationList, FirstSteps } from './ConversationList.tsx';
import { ConversationPane } from './ConversationPane.tsx';
import { InboxProvider, useInbox, useMedia } from './context.ts';
import { Details } from './Details.tsx';
import { Drawer } from './Drawer.tsx';
import { Icon } from './Icon.tsx';
import { NumbersPage } from './numbers/NumbersPage.tsx';
import { Palette } from './Palette.tsx';
import { paletteCommands } from './palette-commands.ts';
import { Rail } from './Rail.tsx';
import { SearchPage } from './SearchPage.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { useKeys } from './use-keys.ts';
import { VisitorsPage } from './VisitorsPage.tsx';

const PAGES = {
  visitors: VisitorsPage,
  install: InstallPage,
  team: TeamPage,
  replies: CannedRepliesPage,
  desk: DeskPage,
  numbers: NumbersPage,
  channels: ChannelsPage,
  hooks: HooksPage,
  settings: SettingsPage,
} as const;

/** What stands beside the list. */
function Main({
  route,
  isPhone,
  onDetails,
  detailsAreOpen,
}: {
  route: Route;
  isPhone: boolean;
  onDetails: () => void;
  detailsAreOpen: boolean;
}) {
  const { list, open } = useInbox();
  if (route.page in PAGES && 'siteId' in route && route.page !== 'conversation') {
    const Page = PAGES[route.page];
    return <Page key={`${route.page} ${route.siteId}`} siteId={route.siteId} />;
  }
  if (route.page === 'search') return <SearchPage />;
  if (route.page === 'me') return <AccountPage />;
  if (route.page === 'conversation' && open.place.value) {
    return <ConversationPane isPhone={isPhone} detailsAreOpen={detailsAreOpen} onDetails={onDetails} />;
  }
  if (list.isLoaded.value && list.all.value.length === 0) return <FirstSteps />;
  if (route.page !== 'missing') return <p class="nothing">{t('Choose a conversation. Press ? for the keys, Ctrl K to go anywhere.')}</p>;
  return <p class="nothing">{tx('There is no such page. {link}', { link: <a href={HOME}>{t('Go to the inbox')}</a> })}</p>;
}

/** Tells the models which view and which conversation the address names. */
function useRoute(inbox: InboxContext): { route: Route; path: string } {
  const { path, url, query } = useLocation();
  const route = parseRoute(path);
  useLayoutEffect(() => {
    if (route.page === 'list' || route.page === 'conversation') inbox.list.show(parseView(query));
    if (route.page === 'conversation') inbox.open.open({ siteId: route.siteId, conversationId: route.conversationId } as never);
    else inbox.open.shut();
  }, [inbox, url]);
  return { route, path };
}

function RailFrame({
  isWide,
  route,
  path,
  onHelp,
  isMenuOpen,
  onMenu,
}: {
  isWide: boolean;
  route: Route;
  path: string;
  onHelp: () => void;
  isMenuOpen: boolean;
  onMenu: (isOpen: boolean) => void;
}) {
  const { preferences } = useInbox();
  const { railIsOpen } = preferences;
  const siteId = 'siteId' in route ? route.siteId : null;
  const rail = <Rail siteId={siteId} path={path} onHelp={onHelp} onChoose={() => onMenu(false)} />;
  if (!isWide) {
    return (
      <Drawer name={t('Views and sites')} side="start" isOpen={isMenuOpen} onClose={() => onMenu(false)}>
        <nav aria-label={t('Views and sites')}>{rail}</nav>
      </Drawer>
    );
  }
  const isOpen = railIsOpen.value.value;
  return (
    <nav class={isOpen ? 'rail' : 'rail folded'} aria-label={t('Views and sites')}>
      <div class="rail-head">
        <span class="brand rail-word">Parley</span>
        <button
          type="button"
          class="icon-button"
          aria-label={t('Names of views')}
          aria-expanded={isOpen}
          onClick={() => railIsOpen.toggle()}
        >
          <Icon name="panel" />
        </button>
      </div>
      {rail}
    </nav>
  );
}

function DetailsFrame({ isWide, isOpen, onClose }: { isWide: boolean; isOpen: boolean; onClose: () => void }) {
  if (isWide) {
    return isOpen ? (
      <aside class="details" aria-label={t('Details')}>
        <Details />
      </aside>
    ) : null;
  }
  return (
    <Drawer name={t('Details')} side="end" isOpen={isOpen} onClose={onClose}>
      <Details />
      <button type="button" class="button quiet" onClick={onClose}>
        {t('Close')}
      </button>
    </Drawer>
  );
}

function Shell() {
  const inbox = useInbox();
  const { route, path } = useRoute(inbox);
  // 1100 and 700 px, in em: larger text needs the room sooner.
  const isWide = useMedia('(min-width: 68.75em)');
  const isPhone = useMedia('(max-width: 43.6875em)');
  const [dialog, setDialog] = useState<'help' | 'menu' | 'details' | null>(null);
  const actions = useMemo(() => createActions(inbox, { onHelp: () => setDialog('help'), onPalette: inbox.commands.ask }), [inbox]);
  useEffect(() => inbox.commands.register(() => paletteCommands(inbox, actions)), [inbox, actions]);
  useKeys(inbox, actions);
  const { detailsAreOpen } = inbox.preferences;
  const inConversation = route.page === 'conversation';
  const showDetails = isWide ? detailsAreOpen.value.value : dialog === 'details';
  const onDetails = () => (isWide ? detailsAreOpen.toggle() : setDialog('details'));
  return (
    <div class="frame">
      <a class="skip" href="#main">
        {t('Skip the list')}
      </a>
      <Bars />
      <div class="inbox" data-page={route.page}>
        <RailFrame
          {...{ isWide, route, path }}
          onHelp={actions.help}
          isMenuOpen={dialog === 'menu'}
          onMenu={(isOpen) => setDialog(isOpen ? 'menu' : null)}
        />
        <ConversationList onMenu={isWide ? null : () => setDialog('menu')} />
        <main id="main" tabindex={-1}>
          {/* The title of the page stands over the list, which is not shown beside this on a phone, or where settings need its room. */}
          {((isPhone && route.page !== 'list') || route.page === 'settings' || route.page === 'numbers' || route.page === 'search') && (
            <h1 class="visually-hidden">Parley</h1>
          )}
          <Main route={route} isPhone={isPhone} detailsAreOpen={showDetails} onDetails={onDetails} />
        </main>
        {inConversation && <DetailsFrame isWide={isWide} isOpen={showDetails} onClose={() => setDialog(null)} />}
      </div>
      <Shortcuts isOpen={dialog === 'help'} onClose={() => setDialog(null)} />
      <Palette />
    </div>
  );
}

/** Hands the router to whoever goes to pages from outside of a view. */
function Router({ bind }: { bind: (route: (href: string) => void) => void }) {
  const { route } = useLocation();
  useLayoutEffect(() => bind(route), [bind, route]);
  return <Shell />;
}

/** The operator's web app. */
export function App({ inbox, bind }: { readonly inbox: InboxContext; readonly bind: (route: (href: string) => void) => void }) {
  return (
    <InboxProvider value={inbox}>
      <LocationProvider scope={/^\/inbox\/(?!login)/}>
        <Router bind={bind} />
      </LocationProvider>
    </InboxProvider>
  );
}
