import type { InboxContext } from '../inbox.ts';
import type { Command } from '../lib/commands.ts';
import { KEYS, type KeyRow, keyName } from '../lib/keys.ts';
import { visitorName } from '../lib/names.ts';
import { adminHref, HOME } from '../lib/routes.ts';
import { FIRST_VIEW, type ListView, VIEW_NAMES, viewSearch } from '../lib/views.ts';
import { t } from '../words/words.ts';
import type { Actions } from './actions.ts';
import { PAGES, VIEWS } from './Rail.tsx';

/** More names than this are for the search. */
const MOST_CONVERSATIONS = 2_000;
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** What the keys do, as far as it makes sense now. */
function fromKeys({ current }: InboxContext, actions: Actions): readonly Command[] {
  const rows: readonly KeyRow[] = KEYS;
  const isOpen = current.value !== null;
  return rows
    .filter(({ isOfConversation, action }) => (isOfConversation ? isOpen : action === 'help'))
    .map((row) => ({
      id: `key ${row.action}`,
      name: t(row.words),
      group: row.isOfConversation ? t('This conversation') : t('Help'),
      key: keyName(row, IS_MAC),
      run: actions[row.action],
    }));
}

function views({ list, session, goTo }: InboxContext): readonly Command[] {
  const show = (change: Partial<ListView>) => () => goTo(`${HOME}${viewSearch({ ...FIRST_VIEW, ...change })}`);
  const sites = session.sites.value;
  return [
    ...VIEWS.map(({ view }) => ({ id: `view ${view}`, name: t(VIEW_NAMES[view]), group: t('View'), run: show({ name: view }) })),
    { id: 'view resolved', name: t('Resolved ¦ conversations'), group: t('View'), run: show({ status: 'resolved' }) },
    ...(sites.length < 2 ? [] : sites).map(({ siteId, name }) => ({ id: `site ${siteId}`, name, group: t('Site'), run: show({ siteId }) })),
    ...Object.keys(list.counts.value.tags).map((tag) => ({ id: `tag ${tag}`, name: tag, group: t('Tag'), run: show({ tag }) })),
  ];
}

function pages({ session, goTo }: InboxContext): readonly Command[] {
  return session.sites.value.flatMap(({ siteId, name: site }) =>
    PAGES.map(({ page, name }) => ({ id: `page ${page} ${siteId}`, name: t(name), group: site, run: () => goTo(adminHref(page, siteId)) })),
  );
}

function own({ attention, preferences, signOut }: InboxContext): readonly Command[] {
  const isMuted = attention.isMuted.value;
  return [
    {
      id: 'sound',
      name: isMuted ? t('Turn the sound on') : t('Turn the sound off'),
      group: t('This browser'),
      run: () => attention.setMuted(!isMuted),
    },
    { id: 'details', name: t('Show or hide the details'), group: t('This browser'), run: () => preferences.detailsAreOpen.toggle() },
    { id: 'sign out', name: t('Sign out'), group: t('You'), run: () => void signOut() },
  ];
}

function conversations({ list, goTo, hrefOf }: InboxContext): readonly Command[] {
  return list.all.value.slice(0, MOST_CONVERSATIONS).map((row) => ({
    id: `conversation ${row.siteId} ${row.conversationId}`,
    name: visitorName(row),
    group: t('Conversation'),
    run: () => goTo(hrefOf(row)),
  }));
}

/** What the inbox itself puts into the palette, what is nearest first. */
export function paletteCommands(inbox: InboxContext, actions: Actions): readonly Command[] {
  return [...fromKeys(inbox, actions), ...views(inbox), ...pages(inbox), ...own(inbox), ...conversations(inbox)];
}
