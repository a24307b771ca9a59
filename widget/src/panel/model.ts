import type { ErrorCode, Refusal } from '@parley/shared-types/errors.ts';
import type { EntryBody, EntryView, Profile, VisibleEntry } from '@parley/shared-types/model.ts';
import type { SettingsPush } from '@parley/shared-types/socket.ts';
import { Fragment, jsx } from 'preact/jsx-runtime';
import type { VisitorState } from '../core/visitor-session.ts';
import type { Kit } from '../extras/kit.ts';
import type { Host, LiveModule } from '../host.ts';
import type { Live } from '../live/live.ts';
import { en, type Words } from '../words/en.ts';
import { createExtras, type LoadedExtras } from './extras.ts';
import { languageOf } from './language.ts';
import { joinProfiles } from './profile.ts';

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
  unread: number;
  /** So many answers came while this page was there. */
  fresh: number;
  /** What is shown for as long as it is used. */
  shows: 'menu' | 'emoji' | null;
  /** Storing and sending is agreed to, or needs no agreement. */
  agreed: boolean;
  /** What is shown to this visitor as said by the site, kept by nobody. */
  shown: readonly VisibleEntry[];
}
export type PanelState = VisitorState & Readonly<Memory>;

const OFFLINE_MS = 3_000;
const LATE_MS = 8_000;
/** As long as a screen reader may take to look at what has changed. */
const NEWS_MS = 500;

interface ModelDeps extends Pick<Kit, 'host' | 'root' | 'emit'> {
  readonly live: LiveModule;
  /** The look of the site is another one now. */
  readonly onLook: () => void;
}

type Message = VisibleEntry & { readonly body: Extract<EntryBody, { kind: 'message' }> };
const isMessage = (entry: EntryView): entry is Message => entry.kind === 'entry' && entry.body.kind === 'message';
export const isOwn = (entry: EntryView) => isMessage(entry) && entry.author.kind === 'visitor';
const isAnswer = (entry: EntryView): entry is Message => isMessage(entry) && /^(operator|bot)$/.test(entry.author.kind);

const NEW = {
  isOpen: false,
  refused: null,
  preview: null,
  wanted: {},
  heard: null,
  read: 0,
  draft: '',
  isTyped: false,
  shows: null,
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
    memory.fresh += 1;
    if (!memory.isOpen) memory.preview = { text: body.text || (body.files?.[0]?.name ?? ''), name: author.name ?? host.site.name };
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
function tellUnread(memory: Memory, count: number, { setUnread, launcher, site }: Host): void {
  const { isOpen, words } = memory;
  memory.unread = count;
  setUnread(count);
  if (launcher && count > 0 && !isOpen) launcher.ariaLabel = `${site.labels[0]}, ${words.unread(count)}`;
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

/** One session, and what each change of it means for badge, preview and listeners. */
function createCore(deps: ModelDeps) {
  const { prefix, address, launcher, site } = deps.host;
  const subscribers = new Set<() => void>();
  const marks = { isOffline: false, isLate: false, isNews: false };
  const memory: Memory = { ...NEW, ...marks, isNew: true, words: en, isReading: false, unread: 0, fresh: 0, agreed: true };
  const changed = () => {
    for (const call of subscribers) call();
  };
  const mark = createMarks(memory, changed);
  const onRefused = (why: Refusal) => {
    memory.refused = why;
    mark('isOffline', false);
    changed();
  };
  const onTokenRefused = (code: ErrorCode) => {
    console.warn(`parley: ${code} - do user:identify with a fresh token of your server`);
    if (code !== 'identity_required') deps.emit('identity:refused', code);
  };
  const open = (agreed?: boolean): Live => {
    const { cookieDomain, consent } = site.chosen;
    const live = deps.live.connect({
      ...{ address, prefix, cookieDomain, onRefused, onTokenRefused, agreed },
      // A link of a mail is followed by somebody who agreed when they wrote.
      asksConsent: Boolean(consent && launcher),
      onAnother: () => core.another(),
      onSwitched() {
        memory.wanted = {};
      },
    });
    memory.agreed = !live.isIdle;
    live.session.subscribe(() => core.update());
    return live;
  };
  const core = {
    memory,
    subscribers,
    changed,
    live: open(),
    /** The visitor agrees that something is kept and sent, or takes it back; asks what is kept when it is not said. */
    reopen(agreed?: boolean) {
      core.live.close();
      core.live = open(agreed);
      core.another();
      core.update();
    },
    /** Where the draft of whoever is here is kept. */
    draftKey: (): string => `${prefix}${core.live.session.state().owner}draft`,
    /** Somebody else is here. A draft goes with who signs in while writing it, and with nobody else. */
    another() {
      const { storage, session } = core.live;
      const { isOpen, wanted, draft, isTyped } = memory;
      const isTheirs = isTyped && draft !== '' && session.state().owner !== '';
      Object.assign(memory, { ...NEW, isOpen, wanted, isNew: storage.get(`${prefix}grant`) === null });
      if (isTheirs) storage.set(core.draftKey(), draft);
      memory.draft = storage.get(core.draftKey()) ?? '';
    },
    update() {
      const { live } = core;
      const state = live.session.state();
      mark('isOffline', state.link !== 'online' && !memory.refused && memory.agreed, OFFLINE_MS);
      mark('isLate', !state.isLoaded, LATE_MS);
      mark('isNews', state.isLoaded && !memory.isReading, NEWS_MS);
      hear(memory, state, deps);
      memory.unread = countUnread(memory, state, live);
      tellUnread(memory, memory.unread, deps.host);
      changed();
    },
    close() {
      subscribers.clear();
      for (const name of ['isOffline', 'isLate', 'isNews'] as const) mark(name, false);
      core.live.close();
    },
  };
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
function createParts(
  { host, root, emit, onLook }: ModelDeps,
  core: Core,
  model: () => Model,
): { extras: LoadedExtras; relook: () => void } {
  const kit = (): Kit => ({ preact: { jsx, Fragment }, host, root, emit, model: model() });
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
  core.subscribers.add(() => {
    const { unread, fresh, wanted } = core.memory;
    const { verified, pending } = core.live.session.state();
    if (unread || fresh) extras.want('attention');
    if (verified || Object.keys(wanted)[0] || pending.some(({ code }) => code)) extras.want('about')?.(false);
  });
  return { extras, relook };
}

/** All that is shown, with what only this page knows at its place in the log. */
function stateOf({ live, memory }: Core): PanelState {
  const state = live.session.state();
  const { shown } = memory;
  return { ...state, entries: shown[0] ? [...state.entries, ...shown].sort((a, b) => a.seq - b.seq) : state.entries, ...memory };
}

/** Something is written or attached, and nothing of it is still on its way. */
const canSend = ({ got }: LoadedExtras, text: string): boolean => got.attach?.canSend(text) ?? text !== '';

/** What may be done with the messages that are there. */
function logDeeds(core: Core) {
  const { memory, update } = core;
  return {
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
  };
}

/** Who the visitor is, as the page and the visitor say. */
function whoDeeds(core: Core) {
  const { memory, update } = core;
  return {
    describe(profile: Profile) {
      memory.wanted = joinProfiles(memory.wanted, profile);
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
  };
}

/** The panel without its looks: what it shows, and what the visitor and the page may do. */
export function createModel(deps: ModelDeps) {
  const { emit } = deps;
  const core = createCore(deps);
  const { memory, changed, update } = core;
  const { extras, relook } = createParts(deps, core, () => model);
  const model = {
    /** Optional parts, loaded when they are wanted. */
    extras,
    /** What the optional parts work with. */
    core,
    emit,
    /** The settings are other ones now: by their owner, or by the page's script. */
    relook,
    state: () => stateOf(core),
    canSend: () => canSend(extras, memory.draft.trim()),
    subscribe: (call: () => void) => void core.subscribers.add(call),
    /** Paints again. */
    changed,
    live: () => core.live,
    reopen: core.reopen,
    ...logDeeds(core),
    /** Shows something, or takes it away when it is shown. */
    show(what: Memory['shows']) {
      memory.shows = memory.shows === what ? null : what;
      changed();
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
    /**
     * Sends a message; while something is asked first, it is put into the field.
     * @param withFiles what is attached goes with it
     */
    send(text: string, isAnswered = false, withFiles = isAnswered) {
      if (!isAnswered && extras.got.forms?.holds(model.state())) return model.write(text);
      extras.got.about?.(true);
      core.live.session.send(text, withFiles ? extras.got.attach?.release() : []);
      emit('message:sent', { content: text });
    },
    ...whoDeeds(core),
    close() {
      extras.close();
      core.close();
    },
  };
  return model;
}
export type Model = ReturnType<typeof createModel>;
