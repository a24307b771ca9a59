import type { ConversationRow, OperatorId } from '@parley/shared-types/model.ts';
import type { ServerToOperator } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import { systemTimers, type Timers } from '@parley/widget/core/time.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from './lib/api.ts';
import type { Outgoing } from './lib/collision.ts';
import { mentionsIn, type Person } from './lib/mentions.ts';
import { conversationHref, HOME } from './lib/routes.ts';
import { rowKey, rowOfLog } from './lib/rows.ts';
import { viewSearch } from './lib/views.ts';
import { createAccount } from './models/account.ts';
import { createAttachments, type SendFile } from './models/attachments.ts';
import { type Attention, createAttention, type Desk } from './models/attention.ts';
import { type Calls, createCalls } from './models/calls.ts';
import { createCannedReplies } from './models/canned-replies.ts';
import { createChannels } from './models/channels.ts';
import { createColleagues } from './models/colleagues.ts';
import { createCommands } from './models/commands.ts';
import { createComposer } from './models/composer.ts';
import { type ConversationList, createConversationList } from './models/conversation-list.ts';
import { createDecisions } from './models/decisions.ts';
import { createDelivery } from './models/delivery.ts';
import { createDesk } from './models/desk.ts';
import { createHooks } from './models/hooks.ts';
import { createIdentity } from './models/identity.ts';
import { type AdminDeps, createInstall } from './models/install.ts';
import { createLeaving } from './models/leaving.ts';
import { createNumbers } from './models/numbers.ts';
import { createOpenConversation, type OpenConversation } from './models/open-conversation.ts';
import { createPreferences } from './models/preferences.ts';
import { createSearch } from './models/search.ts';
import { createSearchChoices } from './models/search-choices.ts';
import { createSession, forgetPrivate } from './models/session.ts';
import { createSettings } from './models/settings.ts';
import { createSigns, type Signs } from './models/signs.ts';
import { createSiteInfo } from './models/site-info.ts';
import { createTeam } from './models/team.ts';
import { createViewing } from './models/viewing.ts';
import { createVisitorData } from './models/visitor-data.ts';
import { createVisits, type Visits } from './models/visits.ts';

interface InboxDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly desk: Desk;
  readonly api: CallApi;
  readonly sendFile: SendFile;
  readonly timers?: Timers;
  /** Signed out, by us or by the server. */
  readonly onSignedOut: () => void;
  /** Goes to a page of the inbox. */
  readonly goTo: (href: string) => void;
}

type Push<Event extends keyof ServerToOperator> = Parameters<ServerToOperator[Event]>[0];
const MINUTE = 60_000;

/** A clock for words like `4 min`: it moves once a minute, and all of them with it. */
function createMinutes(timers: Timers) {
  const now = signal(timers.now());
  let undo = () => {};
  const tick = () => {
    now.value = timers.now();
    undo = timers.after(MINUTE / 2, tick);
  };
  tick();
  return { now, close: () => undo() };
}

interface Listeners {
  readonly open: OpenConversation;
  readonly list: ConversationList;
  readonly signs: Signs;
  readonly attention: Attention;
  readonly visits: Visits;
  readonly calls: Calls;
}

/** Passes what the gateway pushes to the models it is about. Returns the undos. */
function listen(transport: Transport, { open, list, signs, attention, visits, calls }: Listeners): readonly (() => void)[] {
  const on = <Event extends keyof ServerToOperator>(event: Event, call: (push: Push<Event>) => void) => transport.on(event, call);
  return [
    on('entries', (push) => {
      open.onEntries(push);
      list.onRow(push.row);
      signs.onEntries(push);
      calls.onEntries(push);
      attention.onEntries(push);
    }),
    on('failed', (push) => void open.onFailed(push)),
    on('registers', (push) => {
      open.onRegisters(push);
      list.raise(push, push.registers);
    }),
    on('typing', (push) => signs.onTyping(push)),
    on('presence', (push) => signs.onPresence(push)),
    on('visit', (push) => visits.onVisit(push)),
    on('resync', (push) => open.onResync(push)),
  ];
}

/** Models of single pages of a site; each page disposes of its own. */
function pageModels({ onSaved, ...admin }: Omit<AdminDeps, 'siteId'> & { readonly onSaved: () => void }) {
  const { api } = admin;
  return {
    install: (siteId: string) => createInstall({ ...admin, siteId }),
    team: (siteId: string) => createTeam({ api, siteId }),
    account: () => createAccount({ api }),
    channels: (siteId: string) => createChannels({ api, siteId }),
    hooks: (siteId: string) => createHooks({ api, siteId }),
    visitorData: (row: Parameters<typeof conversationHref>[0]) => createVisitorData({ api, ...row }),
    settings: (siteId: string) => createSettings({ api, siteId, onSaved }),
    numbers: (siteId: string) => createNumbers({ api, siteId, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    cannedReplies: (siteId: string) => createCannedReplies({ api, siteId }),
    deskSettings: (siteId: string) => createDesk({ api, siteId }),
    identity: (siteId: string) => createIdentity({ api, siteId }),
    search: () => createSearch({ api, timers: admin.timers }),
    searchChoices: () => createSearchChoices({ api }),
    siteInfo(siteId: string) {
      const info = createSiteInfo({ api, siteId });
      void info.load();
      return { ...info, close() {} };
    },
  };
}

interface TeamDeps extends Pick<InboxDeps, 'transport' | 'storage' | 'api'> {
  readonly timers: Timers;
  readonly place: OpenConversation['place'];
  readonly isReady: ReadonlySignal<boolean>;
  readonly isWatched: ReadonlySignal<boolean>;
  readonly myId: () => OperatorId | null;
}

/** What one knows of colleagues: who they are, where they look, and where they have called. */
function teamModels(deps: TeamDeps) {
  return { colleagues: createColleagues(deps), viewing: createViewing(deps), calls: createCalls(deps) };
}

/** A note calls whom it names. */
function withMentions(said: Outgoing, people: readonly Person[]): Outgoing {
  const mentions = said.kind === 'note' ? mentionsIn(said.text, people) : [];
  return said.kind === 'note' && mentions.length > 0 ? { ...said, mentions } : said;
}

interface WritingDeps extends Pick<InboxDeps, 'transport' | 'storage' | 'api' | 'sendFile'> {
  readonly timers: Timers;
  readonly isReady: ReadonlySignal<boolean>;
  readonly open: OpenConversation;
  readonly people: ReadonlySignal<readonly Person[]>;
}

/** What is written in the open conversation, and how far it has come. */
function writingModels({ open, people, sendFile, ...deps }: WritingDeps) {
  const { place, lastSeq } = open;
  const { transport, api } = deps;
  const attachments = createAttachments({ place, api, sendFile });
  const tellTyping = (at: object, isOn: boolean) => transport.notify('typing', { ...at, on: isOn });
  const send = (said: Outgoing) => open.send(withMentions(said, people.peek()));
  const composer = createComposer({ ...deps, place, attachments, lastSeq, send, tellTyping });
  return { attachments, composer, delivery: createDelivery({ ...deps, place, lastSeq }) };
}

/** @returns what signs out: null when it did, else why it did not */
function createSignOut({ api, storage, onSignedOut }: Pick<InboxDeps, 'api' | 'storage' | 'onSignedOut'>) {
  return async (): Promise<string | null> => {
    const answer = await api('DELETE', '/api/session');
    if (!answer.ok && answer.code !== 'unauthorized') return answer.message;
    forgetPrivate(storage);
    onSignedOut();
    return null;
  };
}

/** What is of this browser, and asks nobody. */
const browserModels = (storage: KeyValue) => ({ preferences: createPreferences(storage), commands: createCommands() });

/** Addresses that keep the view that is shown. */
function addressesIn({ view }: ConversationList) {
  return {
    /** @param at the seq of the message to go to */
    hrefOf(place: Parameters<typeof conversationHref>[0], at?: number) {
      const search = viewSearch(view.value);
      return `${conversationHref(place)}${search}${at === undefined ? '' : `${search === '' ? '?' : '&'}at=${at}`}`;
    },
    listHref: computed(() => `${HOME}${viewSearch(view.value)}`),
  };
}

/** Builds all models of the inbox, joins them to the wire, and disposes of them again. */
export function createInbox({ transport, storage, desk, api, sendFile, timers = systemTimers(), onSignedOut, goTo }: InboxDeps) {
  const isWatched = signal(true);
  const minutes = createMinutes(timers);
  const leaving = createLeaving();
  const go = (href: string) => leaving.go(() => goTo(href));
  const myId = (): OperatorId | null => session.me.peek()?.operator.id ?? null;
  const list = createConversationList({ transport, timers, now: minutes.now });
  const addresses = addressesIn(list);
  const visits = createVisits({ transport, timers });
  const session = createSession({
    transport,
    storage,
    timers,
    onUnauthorized: onSignedOut,
    onHello(hello) {
      list.follow(hello);
      open.connected();
      visits.connected();
    },
  });
  const isReady = computed(() => session.link.value === 'online' && session.me.value !== null);
  const open = createOpenConversation({ transport, storage, timers, isReady, isWatched, myId });
  const { place } = open;
  const signs = createSigns({
    timers,
    myName: () => session.me.peek()?.operator.name ?? null,
    isAway: () => session.isAway.value,
  });
  const team = teamModels({ transport, storage, timers, api, place, isReady, isWatched, myId });
  const writing = writingModels({ transport, storage, timers, api, sendFile, isReady, open, people: team.colleagues.people });
  const openId = () => place.peek()?.conversationId ?? null;
  const onChoose = (row: Parameters<typeof conversationHref>[0]) => go(addresses.hrefOf(row));
  const mine = browserModels(storage);
  const caller = { desk, storage, timers, isWatched, openId, onChoose, myId, wishes: mine.preferences };
  const attention = createAttention({ ...caller, unread: list.unread, called: team.calls.count });
  const current = computed<ConversationRow | null>(() => {
    const { entries, registers } = open.log.value;
    return place.value && (list.rowOf(place.value) ?? rowOfLog(place.value, entries, registers));
  });
  const decisions = createDecisions({ current, log: open.log, send: open.send, myId });
  const undoPin = effect(() => {
    list.pinned.value = place.value && rowKey(place.value);
  });
  const undoWire = listen(transport, { open, list, signs, attention, visits, calls: team.calls });
  const watch = (to: boolean) => {
    isWatched.value = to;
    if (to) open.wake();
  };
  const parts = { ...team, ...writing, session, list, open, signs, attention };
  return {
    ...parts,
    visits,
    decisions,
    ...mine,
    /** The row of the open conversation. */
    current,
    now: minutes.now,
    leaving,
    ...addresses,
    /** Goes to a page of the inbox, after a question where something would be lost. */
    goTo: go,
    watch,
    wake: () => open.wake(),
    signOut: createSignOut({ api, storage, onSignedOut }),
    ...pageModels({ api, timers, isWatched, onSaved: () => void session.refresh() }),
    close() {
      for (const undo of [...undoWire, undoPin]) undo();
      for (const { close } of [minutes, ...Object.values(parts), transport]) close();
    },
  };
}
export type InboxContext = ReturnType<typeof createInbox>;
