import type { Refusal } from '@parley/shared-types/errors.ts';
import type { EntryView, Profile, VisibleEntry } from '@parley/shared-types/model.ts';
import { Fragment, jsx } from 'preact/jsx-runtime';
import type { VisitorState } from '../core/visitor-session.ts';
import type { Kit } from '../extras/kit.ts';
import type { Host, LiveModule } from '../host.ts';
import type { Live } from '../live/live.ts';
import { en, type Words } from '../words/en.ts';
import { createExtras } from './extras.ts';
import { languageOf } from './language.ts';
import { isProfile, joinProfiles, knownProfile, newsOf } from './profile.ts';

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
  /** Without a connection for 3 s: shorter gaps, as when a server is replaced, are nobody's business. */
  isOffline: boolean;
  /** The conversation should have been here long ago. */
  isLate: boolean;
  /** Nobody wrote on this browser yet: there is nothing to wait for. */
  isNew: boolean;
  words: Words;
  unread: number;
  /** So many answers came while this page was there. */
  fresh: number;
  /** What is shown for as long as it is used. */
  shows: 'menu' | 'emoji' | null;
  /** Storing and sending is agreed to, or needs no agreement. */
  agreed: boolean;
}
export type PanelState = VisitorState & Readonly<Memory>;

const OFFLINE_MS = 3_000;
const LATE_MS = 8_000;
const TYPING_AGAIN_MS = 3_000;

interface ModelDeps extends Pick<Kit, 'host' | 'root' | 'style' | 'emit'> {
  readonly live: LiveModule;
}

type Message = VisibleEntry & { readonly body: { readonly kind: 'message'; readonly text: string } };
const isMessage = (entry: EntryView): entry is Message => entry.kind === 'entry' && entry.body.kind === 'message';
const isOwn = (entry: EntryView) => isMessage(entry) && entry.author.kind === 'visitor';
const isAnswer = (entry: EntryView): entry is Message => isMessage(entry) && /^(operator|bot)$/.test(entry.author.kind);

const NEW = { isOpen: false, refused: null, preview: null, asks: false, wanted: {}, heard: null, read: 0, draft: '', shows: null } as const;

/** Tells listeners of new answers, once each; keeps the last one to be shown while the panel is closed. */
function hear(memory: Memory, { entries, isLoaded }: VisitorState, { host, emit }: ModelDeps): void {
  if (!isLoaded) return;
  const { heard } = memory;
  memory.heard = entries.at(-1)?.seq ?? 0;
  if (heard === null) return;
  for (const { seq, body, author } of entries.filter(isAnswer)) {
    if (seq <= heard) continue;
    memory.fresh += 1;
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

/** Says who the visitor is: not before they write, since knowing its author makes no conversation. What is refused is not said again. */
function identify(memory: Memory, { entries, pending, isLoaded }: VisitorState, { session }: Live, isWriting: boolean): void {
  for (const { clientMsgId, body, state, code } of pending) {
    if (state !== 'failed' || !isProfile(body)) continue;
    memory.wanted = {};
    console.warn(`parley: ${code} - what was set about the visitor was refused`);
    session.discard(clientMsgId);
  }
  if (!isLoaded || !(isWriting || pending.length > 0 || entries.some(isOwn))) return;
  const news = newsOf(memory.wanted, knownProfile(entries, pending));
  if (news) session.identify(news);
}

/** Marks in the memory what goes on for so long; forgotten when it ends. */
function createMarks(memory: Memory, changed: () => void) {
  const timers: Partial<Record<'isOffline' | 'isLate', ReturnType<typeof setTimeout>>> = {};
  return (name: 'isOffline' | 'isLate', is: boolean, ms = 0) => {
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

/** Tells now and then that the visitor writes, and at once that they stopped. */
function createTypingSigns() {
  let toldAt = -TYPING_AGAIN_MS;
  return ({ session }: Live, isWriting: boolean) => {
    const now = performance.now();
    if (isWriting && now - toldAt < TYPING_AGAIN_MS) return;
    toldAt = isWriting ? now : -TYPING_AGAIN_MS;
    session.typing(isWriting);
  };
}

/** Whether to ask for an address: nobody is there, somebody wrote, and they were not asked before. */
function shouldAsk({ entries, pending, operatorsOnline, isLoaded }: VisitorState, { storage }: Live, { prefix, site }: Host): boolean {
  if (!isLoaded || operatorsOnline || site.chosen.askEmail === false || storage.get(`${prefix}asked`)) return false;
  return entries.some(isOwn) && !knownProfile(entries, pending).email;
}

/** One session, and what each change of it means for badge, preview and listeners. */
function createCore(deps: ModelDeps) {
  const { prefix, address, setUnread, launcher, site } = deps.host;
  // A link of a mail is followed by somebody who agreed when they wrote.
  const needsNothing = !(site.chosen.consent && launcher);
  const subscribers = new Set<() => void>();
  const agreed = needsNothing || deps.live.hasAgreed(prefix);
  const memory: Memory = { ...NEW, agreed, isOffline: false, isLate: false, isNew: true, words: en, unread: 0, fresh: 0 };
  const changed = () => {
    for (const call of subscribers) call();
  };
  const mark = createMarks(memory, changed);
  const onRefused = (why: Refusal) => {
    memory.refused = why;
    mark('isOffline', false);
    changed();
  };
  const open = (): Live => {
    const live = deps.live.connect({ address, prefix, onRefused, isIdle: !memory.agreed });
    live.session.subscribe(() => core.update());
    memory.isNew = live.storage.get(`${prefix}grant`) === null;
    memory.draft = live.storage.get(`${prefix}draft`) ?? '';
    return live;
  };
  const core = {
    memory,
    subscribers,
    changed,
    live: open(),
    update() {
      const { live } = core;
      const state = live.session.state();
      mark('isOffline', state.link !== 'online' && !memory.refused && memory.agreed, OFFLINE_MS);
      mark('isLate', !state.isLoaded, LATE_MS);
      hear(memory, state, deps);
      memory.unread = countUnread(memory, state, live);
      setUnread(memory.unread);
      identify(memory, state, live, false);
      memory.asks ||= shouldAsk(state, live, deps.host);
      changed();
    },
    /** Forgets what the browser keeps, unless another tab did so, and begins anew. */
    reset(agreed = needsNothing, isJoining = false) {
      const { storage, close } = core.live;
      close();
      if (!isJoining) for (const key of storage.keys(prefix)) storage.remove(key);
      Object.assign(memory, { ...NEW, isOpen: memory.isOpen, agreed });
      core.live = open();
      core.update();
    },
    close() {
      subscribers.clear();
      mark('isOffline', false);
      mark('isLate', false);
      core.live.close();
    },
  };
  return core;
}

/** The panel without its looks: what it shows, and what the visitor and the page may do. */
export function createModel(deps: ModelDeps) {
  const { emit, host, root, style } = deps;
  const { prefix } = host;
  const core = createCore(deps);
  const { memory, changed, update } = core;
  const kit = (): Kit => ({ preact: { jsx, Fragment }, host, root, style, emit, model });
  const extras = createExtras({ address: host.address, kit, changed });
  const language = languageOf(host.site.chosen.language);
  if (language !== 'en')
    extras.load(language).then(
      (words) => {
        memory.words = words;
        changed();
      },
      () => {}, // English is as good as nothing more can be had.
    );
  core.subscribers.add(() => {
    if (memory.unread || memory.fresh) extras.want('attention');
  });
  const tellTyping = createTypingSigns();
  const model = {
    /** Optional parts, loaded when they are wanted. */
    extras,
    state: (): PanelState => ({ ...core.live.session.state(), ...memory }),
    subscribe: (call: () => void) => void core.subscribers.add(call),
    /** Paints again. */
    changed,
    live: () => core.live,
    retry: (clientMsgId: string) => core.live.session.retry(clientMsgId),
    /** Shows something, or takes it away when it is shown. */
    show(what: Memory['shows']) {
      memory.shows = memory.shows === what ? null : what;
      changed();
    },
    /** Keeps what is written. */
    write(text: string) {
      memory.draft = text;
      if (text) core.live.storage.set(`${prefix}draft`, text);
      else core.live.storage.remove(`${prefix}draft`);
      tellTyping(core.live, text !== '');
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
    /** Sends a message; while something is asked first, it is put into the field. */
    send(text: string, isAnswered = false) {
      if (!isAnswered && extras.got.forms?.holds(model.state())) return model.write(text);
      const { session } = core.live;
      identify(memory, session.state(), core.live, true);
      session.send(text);
      emit('message:sent', { content: text });
    },
    describe(profile: Profile) {
      memory.wanted = joinProfiles(memory.wanted, profile);
      update();
    },
    /** What the visitor answered when asked for an address; null: they would rather not. */
    answerAsk(email: string | null) {
      core.live.storage.set(`${prefix}asked`, '1');
      memory.asks = false;
      if (email) memory.wanted = { ...memory.wanted, email };
      update();
    },
    reset: core.reset,
    close() {
      extras.close();
      core.close();
    },
  };
  return model;
}
export type Model = ReturnType<typeof createModel>;
