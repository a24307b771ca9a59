/** The chunk `sdk`: every verb of shared-types/src/sdk.ts that needs the panel. It is loaded when the page uses `$parley` beyond open and close. */
import type {
  DoVerb,
  GetVerb,
  IsVerb,
  LoaderVerb,
  PanelConfig,
  SdkCommand,
  SdkEvent,
  SdkListener,
  SetVerb,
} from '@parley/shared-types/sdk.ts';
import { createActs } from '../sdk/acts.ts';
import { createChanges, isOngoing, profileOf } from '../sdk/changes.ts';
import { dataOf, readEvents, readSet } from '../sdk/facts.ts';
import { createListeners } from '../sdk/listeners.ts';
import { firstOf, textOf } from '../sdk/values.ts';
import type { Kit } from './kit.ts';

export interface SdkPart {
  /** Does a command. What is not known or makes no sense is told once, and never thrown. */
  run(command: SdkCommand): unknown;
  undo(): void;
}

/** Said of a command that makes no sense. */
const INVALID = Symbol();
type Handler = (value: unknown) => unknown;
type Handlers<Verb extends string> = Readonly<Record<Verb, Handler>>;
type Own<Kind extends string, Verb extends string> = Exclude<
  Verb,
  LoaderVerb extends infer Known ? (Known extends `${Kind} ${infer Name}` ? Name : never) : never
>;

/** As long as the server takes it. */
const TOKEN = /^(?=.{16,4096}$)[\w-]+\.[\w-]+\.[\w-]+$/;
const MOST_EVENTS = 20;
const FULL_CSS =
  '.panel{inset:0;inline-size:auto;block-size:auto;max-inline-size:none;border:0;border-radius:0}.panel .close{display:block}';
const LOCKED_CSS = '.panel .close{display:none}';

/** Events of the page wait until there is a conversation, which they do not begin. */
function createEvents({ model }: Kit) {
  let waiting: ReturnType<typeof readEvents> = [];
  const flush = () => {
    if (waiting.length === 0 || !isOngoing(model.state())) return;
    for (const event of waiting.splice(0)) model.core.live.session.tell(event);
  };
  return {
    flush,
    add(value: unknown) {
      const events = readEvents(value);
      if (events.length === 0) return INVALID;
      waiting = [...waiting, ...events].slice(-MOST_EVENTS);
      return flush();
    },
    forget() {
      waiting = [];
    },
  };
}

function createDos(kit: Kit, events: ReturnType<typeof createEvents>): Handlers<Own<'do', DoVerb>> {
  const { model } = kit;
  const acts = createActs(kit);
  const say = (send: (text: string) => void) => (value: unknown) => {
    const [kind, text] = Array.isArray(value) ? value : [];
    return kind === 'text' && textOf(text) ? send(textOf(text)) : INVALID;
  };
  return {
    'message:send': say(model.send),
    'message:show': say(acts.show),
    'message:read': acts.readAll,
    'session:reset'() {
      events.forget();
      model.logout();
    },
    'user:identify': (value) => (TOKEN.test(textOf(value)) ? model.identify(textOf(value)) : INVALID),
    'user:logout'() {
      events.forget();
      model.logout();
    },
    'privacy:erase': () => model.extras.load('forms').then((forms) => forms.erase()),
    diagnose: () => model.extras.load('diagnose').then((run) => run()),
  };
}

function createSets(kit: Kit, events: ReturnType<typeof createEvents>): Handlers<SetVerb> {
  const { model } = kit;
  const acts = createActs(kit);
  const say = (name: Parameters<typeof readSet>[0]) => (value: unknown) => {
    const profile = readSet(name, value, profileOf(model.state()).data);
    return profile ? acts.describe(profile) : INVALID;
  };
  return {
    'message:text': (value) => model.write(textOf(value)),
    'user:email': say('user:email'),
    'user:nickname': say('user:nickname'),
    'user:phone': say('user:phone'),
    'user:avatar': say('user:avatar'),
    'user:company': say('user:company'),
    'session:data': say('session:data'),
    'session:segments': say('session:segments'),
    'session:event': events.add,
    consent: (value) => model.extras.load('forms').then((forms) => forms.consent(Boolean(firstOf(value)))),
  };
}

function createGets({ model }: Kit): Handlers<Own<'get', GetVerb>> {
  const profile = () => profileOf(model.state());
  const fact = (name: string) => () => profile().data?.[name];
  return {
    'message:text': () => model.state().draft,
    'session:identifier': () => (isOngoing(model.state()) ? (model.state().conversationId ?? undefined) : undefined),
    'session:data': () => dataOf(profile()),
    'user:email': () => profile().email,
    'user:nickname': () => profile().name,
    'user:phone': fact('phone'),
    'user:avatar': fact('avatar'),
    'user:company': fact('company'),
  };
}

/** Puts rules over those of the panel, or takes them away. */
function createRules({ root }: Pick<Kit, 'root'>, css: string) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return {
    isOn: () => root.adoptedStyleSheets.includes(sheet),
    set(isOn: boolean) {
      const others = root.adoptedStyleSheets.filter((one) => one !== sheet);
      root.adoptedStyleSheets = isOn ? [...others, sheet] : others;
    },
  };
}

/** Whether somebody is here: as a title of the launcher, or as a reason to hide the chat. */
function createAvailability({ host, model }: Kit) {
  const { root, launcher } = host;
  const away = createRules({ root }, ':host{display:none!important}');
  let [hides, tells] = [false, false];
  const apply = () => {
    const { operatorsOnline, conversationId, words } = model.state();
    if (!conversationId) return;
    away.set(hides && !operatorsOnline);
    if (!launcher || !tells) return;
    launcher.title = (operatorsOnline ? words.hereNow : words.usually)(host.site.chosen.replyTime ?? 'hours');
  };
  return {
    apply,
    hide(value: unknown) {
      hides = Boolean(firstOf(value));
      apply();
    },
    tell(value: unknown) {
      tells = Boolean(firstOf(value));
      if (!tells) launcher?.removeAttribute('title');
      apply();
    },
  };
}

/** `config` of what is in the panel; the chunk `page` does what can be seen before. */
function createConfigs({ host, model }: Kit, { full, lock, availability }: Parts): Handlers<PanelConfig> {
  const choose = (chosen: object) => {
    Object.assign(host.site.chosen, chosen);
    model.relook();
  };
  return {
    'sound:mute': (value) => choose({ sound: !firstOf(value) }),
    'show:operator:count': (value) => choose({ faces: Boolean(firstOf(value)) }),
    'locale:set': (value) => (/^(en|fr|de|es|ar)$/.test(textOf(value)) ? choose({ language: textOf(value) }) : INVALID),
    'lock:fullview': (value) => full.set(Boolean(firstOf(value))),
    'lock:maximized'(value) {
      lock.set(Boolean(firstOf(value)));
      if (firstOf(value)) host.setOpen(true);
    },
    'hide:on:away': availability.hide,
    'availability:tooltip': availability.tell,
  };
}

const EVENTS: Readonly<Record<SdkEvent, 1>> = {
  'session:loaded': 1,
  'chat:initiated': 1,
  'chat:opened': 1,
  'chat:closed': 1,
  'message:sent': 1,
  'message:received': 1,
  'message:failed': 1,
  'message:compose:sent': 1,
  'message:compose:received': 1,
  'user:email:changed': 1,
  'user:nickname:changed': 1,
  'user:phone:changed': 1,
  'user:avatar:changed': 1,
  'website:availability:changed': 1,
  'connection:changed': 1,
  'unread:changed': 1,
  'consent:changed': 1,
  'identity:refused': 1,
};

function createParts(kit: Kit) {
  return {
    events: createEvents(kit),
    full: createRules(kit, FULL_CSS),
    lock: createRules(kit, LOCKED_CSS),
    availability: createAvailability(kit),
  };
}
type Parts = ReturnType<typeof createParts>;

/** Handlers of all kinds but `on` and `off`. */
function createHandlers(kit: Kit, parts: Parts, listeners: ReturnType<typeof createListeners>) {
  const { events, full, lock } = parts;
  const isLarge = () => full.isOn() || matchMedia('(max-width: 479px)').matches;
  const is: Handlers<Own<'is', IsVerb>> = {
    'chat:small': () => !isLarge(),
    'chat:large': isLarge,
    'session:ongoing': () => isOngoing(kit.model.state()),
    'website:available': () => kit.model.state().operatorsOnline,
  };
  listeners.on('chat:closed', () => lock.isOn() && kit.host.setOpen(true));
  const kinds = { do: createDos(kit, events), set: createSets(kit, events), get: createGets(kit), is, config: createConfigs(kit, parts) };
  return kinds as Readonly<Record<string, Readonly<Record<string, Handler>>>>;
}

export function create(kit: Kit): SdkPart {
  const { host, model } = kit;
  const listeners = createListeners();
  const parts = createParts(kit);
  const handlers = createHandlers(kit, parts, listeners);
  const said = new Set<string>();
  const say = (words: string) => {
    if (!said.has(words)) console.warn(`parley: ${words}`);
    said.add(words);
  };
  const tellChanges = createChanges(model.emit, host.site.name);
  let isOver = false;
  const look = () => {
    if (isOver) return;
    tellChanges(model.state());
    parts.events.flush();
    parts.availability.apply();
  };
  // Behind the commands that wait for this chunk, among them listeners.
  const first = setTimeout(() => {
    model.subscribe(look);
    look();
  });
  return {
    run([kind, name, ...values]) {
      const verb = `${kind} ${name}`;
      const isListening = (kind === 'on' || kind === 'off') && Object.hasOwn(EVENTS, name);
      if (kind === 'off' && isListening) return listeners.off(name, values[0]);
      if (isListening && typeof values[0] === 'function') return listeners.on(name, values[0] as SdkListener);
      const handler = handlers[kind] && Object.hasOwn(handlers[kind], name) ? handlers[kind][name] : undefined;
      if (!handler && !isListening) return say(`verb_unsupported - ${verb}`);
      // Crisp has the name of a company and what is said about it as one value, we take them as two also.
      const done = handler?.(values.length > 1 ? values : values[0]);
      return done === INVALID || isListening ? say(`invalid - ${verb}: see what it takes in docs/sdk.md`) : done;
    },
    undo() {
      isOver = true;
      clearTimeout(first);
      listeners.off();
    },
  };
}
