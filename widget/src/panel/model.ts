import type { ErrorCode, Refusal } from '@parley/shared-types/errors.ts';
import type { EntryView, Profile, VisibleEntry } from '@parley/shared-types/model.ts';
import type { SdkEvent, SdkEvents } from '@parley/shared-types/sdk.ts';
import type { SettingsPush } from '@parley/shared-types/socket.ts';
import { Fragment, jsx } from 'preact/jsx-runtime';
import type { VisitorState } from '../core/visitor-session.ts';
import type { Kit } from '../extras/kit.ts';
import type { Host, LiveModule } from '../host.ts';
import type { Live } from '../live/live.ts';
import { en, type Words } from '../words/en.ts';
import { createExtras, type LoadedExtras } from './extras.ts';
import { languageOf } from './language.ts';
import { isProfile, knownProfile, newsOf } from './profile.ts';

/** An answer that came while the panel was closed. */
export interface Preview {
  readonly name: string;
  readonly text: string;
}

/** What is known beside the session. */
interface Memory {
  isOpen: boolean;
  refused: Refusal | null;
  preview: Preview | null;
  /** Nobody is there: asks once where an answer may go. */
  asks: boolean;
  /** What the page or the visitor said about the visitor. */
  wanted: Profile;
  /** Answers up to here were told; null until the log was read. */
  heard: number | null;
  /** The visitor has seen entries up to here. */
  read: number;
  /** What is written and not sent. */
  draft: string;
  /** It was written in this page. */
  isTyped: boolean;
  /** Without a connection for 3 s: shorter gaps, as when a server is replaced, are nobody's business. */
  isOffline: boolean;
  /** The conversation should have been here long ago. */
  isLate: boolean;
  /** Nobody wrote on this browser yet: there is nothing to wait for. */
  isNew: boolean;
  words: Words;
  /** What comes now is news, to be read out; before, the log was being read. */
  isNews: boolean;
  /** Earlier entries are on their way. */
  isReading: boolean;
  /** How many answers are not read. */
  unread: number;
  /** What is shown to this visitor as said by the site, kept by nobody. */
  shown: readonly VisibleEntry[];
}
export type PanelState = VisitorState & Readonly<Memory>;

const OFFLINE_MS = 3_000;
const LATE_MS = 8_000;
/** As long as a screen reader may take to look at what has changed. */
const NEWS_MS = 500;

interface ModelDeps {
  readonly host: Host;
  readonly live: LiveModule;
  /** Where the panel is drawn. */
  readonly root: ShadowRoot;
  /** The look of the site is another one now. */
  readonly onLook: () => void;
  /** Tells the page's listeners. */
  readonly emit: <Event extends SdkEvent>(event: Event, value: SdkEvents[Event]) => void;
}

type Message = VisibleEntry & { readonly body: { readonly kind: 'message'; readonly text: string } };
const isMessage = (entry: EntryView): entry is Message => entry.kind === 'entry' && entry.body.kind === 'message';
export const isOwn = (entry: EntryView) => isMessage(entry) && entry.author.kind === 'visitor';
const isAnswer = (entry: EntryView): entry is Message => isMessage(entry) && /^(operator|bot)$/.test(entry.author.kind);

const NEW = {
  isOpen: false,
  refused: null,
  preview: null,
  asks: false,
  wanted: {},
  heard: null,
  read: 0,
  draft: '',
  isTyped: false,
  shown: [],
} as const;

/** Tells listeners of new answers, once each; keeps the last one to be shown while the panel is closed. */
function hear(memory: Memory, { entries, isLoaded }: VisitorState, { host, emit }: ModelDeps): void {
  if (!isLoaded) return;
  const { heard } = memory;
  memory.heard = entries.at(-1)?.seq ?? 0;
  if (heard === null) return;
  for (const { seq, body, author } of entries.filter(isAnswer)) {
    if (seq <= heard) continue;
    if (!memory.isOpen) memory.preview = { text: body.text, name: author.name ?? host.site.name };
    emit('message:received', { content: body.text, name: author.name ?? null });
  }
}

/** How many answers are not read; those on the screen are. */
function countUnread(memory: Memory, { entries, registers }: VisitorState, { session }: Live): number {
  const last = entries.at(-1)?.seq ?? 0;
  if (memory.isOpen && last > 0 && document.visibilityState === 'visible') {
    memory.read = last;
    session.seen(last);
  }
  const read = Math.max(memory.read, registers.visitor.read);
  return Math.min(99, entries.filter((entry) => entry.seq > read && isAnswer(entry)).length);
}

/** The number is the loader's; how a language says it is the panel's. */
function tellUnread({ isOpen, words }: Memory, count: number, { setUnread, launcher, site }: Host): void {
  setUnread(count);
  if (launcher && count > 0 && !isOpen) launcher.ariaLabel = `${site.labels[0]}, ${words.unread(count)}`;
}

/** Says who the visitor is: not before they write, since knowing its author makes no conversation. What is refused is not said again. */
function identify(memory: Memory, state: VisitorState, { session }: Live, isWriting: boolean): void {
  const { entries, pending, isLoaded, owner, verified } = state;
  for (const { clientMsgId, body, state, code } of pending) {
    if (state !== 'failed' || !isProfile(body)) continue;
    memory.wanted = {};
    console.warn(`parley: ${code} - what was set about the visitor was refused`);
    session.discard(clientMsgId);
  }
  if (!isLoaded || !(isWriting || pending.length > 0 || entries.some(isOwn))) return;
  // Name and address of a user are those of the token, whatever the page sets.
  const wanted = owner ? { ...(memory.wanted.data && { data: memory.wanted.data }), ...verified } : memory.wanted;
  const news = newsOf(wanted, knownProfile(entries, pending));
  if (news) session.identify(news);
}

type Mark = 'isOffline' | 'isLate' | 'isNews';

/** Marks in the memory what goes on for so long; forgotten when it ends. */
function createMarks(memory: Memory, changed: () => void) {
  const timers: Partial<Record<Mark, ReturnType<typeof setTimeout>>> = {};
  return (name: Mark, is: boolean, ms = 0) => {
    if (is) {
      timers[name] ??= setTimeout(() => {
        memory[name] = true;
        changed();
      }, ms);
      return;
    }
    clearTimeout(timers[name]);
    delete timers[name];
    memory[name] = false;
  };
}

/** Whether to ask for an address: nobody is there, somebody wrote, and they were not asked before. */
function shouldAsk({ entries, pending, operatorsOnline, isLoaded, owner }: VisitorState, { storage }: Live, prefix: string): boolean {
  return (
    isLoaded && !owner && !operatorsOnline && entries.some(isOwn) && !knownProfile(entries, pending).email && !storage.get(`${prefix}asked`)
  );
}

/** One session, and what each change of it means for badge, preview and listeners. */
function createCore(deps: ModelDeps) {
  const { prefix, address } = deps.host;
  const subscribers = new Set<() => void>();
  const memory: Memory = { ...NEW, isOffline: false, isLate: false, isNew: true, words: en, unread: 0, isNews: false, isReading: false };
  const changed = () => {
    for (const call of subscribers) call();
  };
  const mark = createMarks(memory, changed);
  const onRefused = (why: Refusal) => {
    memory.refused = why;
    mark('isOffline', false);
    changed();
  };
  const { cookieDomain } = deps.host.site.chosen;
  const onTokenRefused = (code: ErrorCode) => {
    console.warn(`parley: ${code} - do user:identify with a fresh token of your server`);
    if (code !== 'identity_required') deps.emit('identity:refused', code);
  };
  const live = deps.live.connect({
    ...{ address, prefix, cookieDomain, onRefused, onTokenRefused },
    onAnother: () => core.another(),
    onSwitched() {
      memory.wanted = {};
    },
  });
  const core = {
    memory,
    subscribers,
    changed,
    live,
    /** Where the draft of whoever is here is kept. */
    draftKey: () => `${prefix}${live.session.state().owner}draft`,
    /** Somebody else is here. A draft goes with who signs in while writing it, and with nobody else. */
    another() {
      const { storage, session } = live;
      const { isOpen, wanted, draft, isTyped } = memory;
      const isTheirs = isTyped && draft !== '' && session.state().owner !== '';
      Object.assign(memory, { ...NEW, isOpen, wanted, isNew: storage.get(`${prefix}grant`) === null });
      if (isTheirs) storage.set(core.draftKey(), draft);
      memory.draft = storage.get(core.draftKey()) ?? '';
    },
    update() {
      const { live } = core;
      const state = live.session.state();
      mark('isOffline', state.link !== 'online' && !memory.refused, OFFLINE_MS);
      mark('isLate', !state.isLoaded, LATE_MS);
      mark('isNews', state.isLoaded && !memory.isReading, NEWS_MS);
      hear(memory, state, deps);
      memory.unread = countUnread(memory, state, live);
      tellUnread(memory, memory.unread, deps.host);
      identify(memory, state, live, false);
      memory.asks ||= shouldAsk(state, live, prefix);
      changed();
    },
    close() {
      subscribers.clear();
      mark('isOffline', false);
      mark('isLate', false);
      mark('isNews', false);
      core.live.close();
    },
  };
  live.session.subscribe(core.update);
  core.another();
  return core;
}

const nothing = () => {};
export type Core = ReturnType<typeof createCore>;

/** Speaks the language of the site, the page or the browser, as soon as its words are there. */
function createSpeech({ memory, update }: Core, site: Host['site'], extras: LoadedExtras) {
  const say = (words: Words) => {
    memory.words = words;
    Object.assign(site, { labels: words.labels });
    update();
  };
  return () => {
    const language = languageOf(site.chosen.language);
    if (language === 'en') return say(en);
    const stillWanted = (words: Words) => languageOf(site.chosen.language) === language && say(words);
    extras.load(language).then(stillWanted, nothing); // The words of before are as good as nothing more can be had.
  };
}

/** Takes over what the owner changes while the page is open. */
function followSettings(core: Core, site: Host['site'], onTaken: () => void): void {
  let taken: SettingsPush | null = null;
  core.subscribers.add(() => {
    const { settings } = core.live.session.state();
    if (!settings || settings === taken) return;
    taken = settings;
    Object.assign(site, settings);
    onTaken();
  });
}

/** The optional chunks, among them the words of the visitor's language. */
function createParts({ host, root, onLook }: ModelDeps, core: Core, model: () => Model): { extras: LoadedExtras; relook: () => void } {
  const kit = (): Kit => ({ preact: { jsx, Fragment }, host, root, model: model() });
  const extras = createExtras({ address: host.address, kit, changed: core.changed });
  const speak = createSpeech(core, host.site, extras);
  const relook = () => {
    onLook();
    speak();
  };
  followSettings(core, host.site, relook);
  speak();
  const { pages, liveVisitors } = host.site.chosen;
  if (pages || liveVisitors) queueMicrotask(() => extras.want('visits'));
  return { extras, relook };
}

/** What the parts of the chat do for `$parley`; each part puts its own here. */
export interface Deeds {
  erase?(): unknown;
  consent?(agreed: boolean): unknown;
}

/** All that is shown, with what only this page knows at its place in the log. */
function stateOf({ live, memory }: Core): PanelState {
  const state = live.session.state();
  const { shown } = memory;
  return { ...state, entries: shown[0] ? [...state.entries, ...shown].sort((a, b) => a.seq - b.seq) : state.entries, ...memory };
}

/** The panel without its looks: what it shows, and what the visitor and the page may do. */
export function createModel(deps: ModelDeps) {
  const { emit, host } = deps;
  const { prefix } = host;
  const core = createCore(deps);
  const { memory, changed, update } = core;
  const { extras, relook } = createParts(deps, core, () => model);
  const model = {
    /** Optional parts, loaded when they are wanted. */
    extras,
    /** What the optional parts work with. */
    core,
    emit,
    deeds: {} as Deeds,
    /** The settings are other ones now: by their owner, or by the page's script. */
    relook,
    state: () => stateOf(core),
    subscribe: (call: () => void) => void core.subscribers.add(call),
    retry: (clientMsgId: string) => core.live.session.retry(clientMsgId),
    discard: (clientMsgId: string) => core.live.session.discard(clientMsgId),
    /** Brings the entries before those that are there. */
    async earlier() {
      const { session } = core.live;
      if (memory.isReading || (session.state().entries[0]?.seq ?? 1) === 1) return;
      memory.isReading = true;
      update();
      await session.earlier();
      memory.isReading = false;
      update();
    },
    /** Keeps what is written. */
    write(text: string) {
      memory.draft = text;
      memory.isTyped = true;
      if (text) core.live.storage.set(core.draftKey(), text);
      else core.live.storage.remove(core.draftKey());
      extras.load('typing').then(({ write }) => write(core.live, text), nothing);
      changed();
    },
    setOpen(to: boolean) {
      if (to !== memory.isOpen) emit(to ? 'chat:opened' : 'chat:closed', undefined);
      memory.isOpen = to;
      if (to) memory.preview = null;
      update();
    },
    dismiss() {
      memory.preview = null;
      changed();
    },
    send(text: string) {
      const { session } = core.live;
      identify(memory, session.state(), core.live, true);
      session.send(text);
      emit('message:sent', { content: text });
    },
    /** What the visitor answered when asked for an address; null: they would rather not. */
    answerAsk(email: string | null) {
      core.live.storage.set(`${prefix}asked`, '1');
      memory.asks = false;
      if (email) memory.wanted = { ...memory.wanted, email };
      update();
    },
    /** Goes on as the user of a token of the site's server. */
    identify(token: string) {
      if (core.live.session.login(token)) memory.wanted = {};
    },
    /** Forgets what the browser keeps of whoever is here, and begins anew. */
    logout() {
      memory.wanted = {};
      core.live.session.logout();
      update();
    },
    close() {
      extras.close();
      core.close();
    },
  };
  return model;
}
export type Model = ReturnType<typeof createModel>;
