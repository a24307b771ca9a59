/**
 * The verbs of `window.$parley`, in the shape of Crisp's `$crisp`: `$parley.push([kind, name, ...values])`, before and after
 * the widget is loaded; `get` and `is` once it is. The one table: the widget's handlers are typed by it, docs/sdk.md is made
 * from it, and each verb has a test. Names are Crisp's where the meaning is the same, so that a snippet is ported by renaming.
 */
interface VerbRow {
  /** What follows the name in a command, what a listener is called with, or what is answered. */
  readonly values: string;
  readonly does: string;
}

export const SDK = {
  do: {
    'chat:open': { values: '', does: 'opens the panel' },
    'chat:close': { values: '', does: 'closes the panel; the connection stays' },
    'chat:toggle': { values: '', does: 'opens the panel, or closes it' },
    'chat:show': { values: '', does: 'shows the launcher again' },
    'chat:hide': { values: '', does: 'hides launcher and panel' },
    'message:send': { values: '["text", text]', does: 'sends a message as the visitor' },
    'message:show': { values: '["text", text]', does: 'shows a message of the site to this visitor; it is sent to nobody' },
    'message:read': { values: '', does: 'marks all answers as read' },
    'session:reset': { values: '', does: 'forgets the conversation on this browser and begins as a new visitor' },
    'trigger:run': { values: '[name]', does: 'runs a trigger of the settings, or what waits for an event of this name' },
    'user:identify': { values: '[token]', does: 'goes on as the user whom a token of your server names; see docs/identity.md' },
    'user:logout': { values: '', does: 'forgets that user on this browser, in all its tabs' },
    'privacy:erase': { values: '', does: 'erases the conversation on the server, as the visitor can do in the menu' },
    diagnose: { values: '', does: 'says on the console, in plain words with a code, what is wrong' },
    destroy: { values: '', does: 'takes the widget off the page: no node, listener, timer or socket stays' },
  },
  set: {
    'message:text': { values: '[text]', does: 'puts a text into the field, not sent' },
    'user:email': { values: '[email]', does: 'says the e-mail address of the visitor' },
    'user:nickname': { values: '[name]', does: 'says the name of the visitor' },
    'user:phone': { values: '[phone]', does: 'says the telephone number of the visitor' },
    'user:avatar': { values: '[address]', does: 'says where a picture of the visitor is' },
    'user:company': { values: '[name, {url, description}?]', does: 'says where the visitor works' },
    'session:data': { values: '[[[key, value], ...]] or {key: value}', does: 'says facts about the visitor' },
    'session:segments': { values: '[[segment, ...], overwrite?]', does: 'puts the visitor into segments' },
    'session:event': { values: '[[[name, data?], ...]]', does: 'notes in the conversation that something happened; operators see it' },
    consent: { values: '[true or false]', does: 'says whether the visitor agrees, in place of the question in the panel' },
  },
  on: {
    'session:loaded': { values: 'session id', does: 'the conversation is there' },
    'chat:initiated': { values: '', does: 'the panel was opened for the first time' },
    'chat:opened': { values: '', does: 'the panel was opened' },
    'chat:closed': { values: '', does: 'the panel was closed' },
    'message:sent': { values: '{content}', does: 'the visitor sent a message' },
    'message:received': { values: '{content, name}', does: 'an answer came' },
    'message:failed': { values: '{content, code}', does: 'a message cannot be sent; it is kept for another try' },
    'message:compose:sent': { values: '', does: 'the visitor is writing' },
    'message:compose:received': { values: '{name}', does: 'an operator is writing' },
    'user:email:changed': { values: 'email', does: 'the visitor said an address' },
    'user:nickname:changed': { values: 'name', does: 'the visitor said a name' },
    'user:phone:changed': { values: 'phone', does: 'a telephone number was set' },
    'user:avatar:changed': { values: 'address', does: 'a picture was set' },
    'website:availability:changed': { values: 'true or false', does: 'somebody is here now, or nobody' },
    'connection:changed': { values: '"connecting", "online" or "offline"', does: 'the connection changed' },
    'unread:changed': { values: 'count', does: 'the number of unread answers changed' },
    'consent:changed': { values: 'true or false', does: 'the visitor agreed, or took it back' },
    'identity:refused': { values: 'code', does: 'a token was refused: get a fresh one from your server' },
  },
  config: {
    'container:index': { values: '[number]', does: 'z-index of launcher and panel' },
    'position:reverse': { values: '[true or false]', does: 'puts the chat on the other side' },
    'color:theme': { values: '[color]', does: 'colour, `#rrggbb`; made readable whatever is given' },
    'availability:tooltip': { values: '[true or false]', does: 'says beside the launcher whether somebody is here' },
    'hide:on:away': { values: '[true or false]', does: 'hides the chat while nobody is here' },
    'hide:on:mobile': { values: '[true or false]', does: 'hides the chat on phones' },
    'show:operator:count': { values: '[true or false]', does: 'shows who is here' },
    'sound:mute': { values: '[true or false]', does: 'no sound' },
    'lock:maximized': { values: '[true or false]', does: 'the panel stays open' },
    'lock:fullview': { values: '[true or false]', does: 'the panel fills the window' },
    'locale:set': { values: '[language]', does: 'en, fr, de, es or ar' },
    'csp:nonce': { values: '[nonce]', does: 'accepted for snippets that have it; our styles need none' },
  },
  get: {
    'chat:unread:count': { values: 'number', does: 'how many answers the visitor has not read' },
    'message:text': { values: 'text', does: 'what is written and not sent' },
    'session:identifier': { values: 'id or undefined', does: 'id of the conversation, once there is one' },
    'session:data': { values: 'facts', does: 'the facts that were set' },
    'user:email': { values: 'text or undefined', does: 'the address that was said' },
    'user:nickname': { values: 'text or undefined', does: 'the name that was said' },
    'user:phone': { values: 'text or undefined', does: 'the number that was set' },
    'user:avatar': { values: 'text or undefined', does: 'the picture that was set' },
    'user:company': { values: 'text or undefined', does: 'the company that was set' },
  },
  is: {
    'chat:opened': { values: '', does: 'the panel is open' },
    'chat:closed': { values: '', does: 'the panel is closed' },
    'chat:visible': { values: '', does: 'the launcher is shown' },
    'chat:hidden': { values: '', does: 'the launcher is hidden' },
    'chat:small': { values: '', does: 'the panel does not fill the window' },
    'chat:large': { values: '', does: 'the panel fills the window' },
    'session:ongoing': { values: '', does: 'the visitor has written' },
    'website:available': { values: '', does: 'somebody is here to answer' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, VerbRow>>>>;

type Table = typeof SDK;
export type DoVerb = keyof Table['do'];
export type SetVerb = keyof Table['set'];
export type SdkEvent = keyof Table['on'];
export type ConfigVerb = keyof Table['config'];
export type GetVerb = keyof Table['get'];
export type IsVerb = keyof Table['is'];

/** Verbs that the loader does alone, before anything else is loaded. */
export type LoaderVerb =
  | `do ${Extract<DoVerb, 'chat:open' | 'chat:close' | 'chat:toggle' | 'chat:show' | 'chat:hide' | 'destroy'>}`
  | `get ${Extract<GetVerb, 'chat:unread:count'>}`
  | `is ${Extract<IsVerb, 'chat:opened' | 'chat:closed' | 'chat:visible' | 'chat:hidden'>}`
  /** Of the chunk `page`. */
  | `do ${Extract<DoVerb, 'trigger:run'>}`;
/** `config` of what is inside the panel, or has to do with who is here; the chunk `page` does all others alone. */
export type PanelConfig = Extract<
  ConfigVerb,
  'availability:tooltip' | 'hide:on:away' | 'show:operator:count' | 'sound:mute' | 'lock:maximized' | 'lock:fullview' | 'locale:set'
>;

/** What listeners of an event are called with; also `detail` of the DOM event `parley:<name>` on window. */
export interface SdkEvents {
  'session:loaded': string;
  'chat:initiated': undefined;
  'chat:opened': undefined;
  'chat:closed': undefined;
  'message:sent': { readonly content: string };
  'message:received': { readonly content: string; readonly name: string | null };
  'message:failed': { readonly content: string; readonly code: string };
  'message:compose:sent': undefined;
  'message:compose:received': { readonly name: string };
  'user:email:changed': string;
  'user:nickname:changed': string;
  'user:phone:changed': string;
  'user:avatar:changed': string;
  'website:availability:changed': boolean;
  'connection:changed': 'connecting' | 'online' | 'offline';
  'unread:changed': number;
  'consent:changed': boolean;
  'identity:refused': string;
}
export type SdkListener<Event extends SdkEvent = SdkEvent> = (value: SdkEvents[Event]) => void;

/** What `get` answers; undefined before the chat is loaded. */
export interface SdkValues {
  'chat:unread:count': number;
  'message:text': string;
  'session:identifier': string | undefined;
  'session:data': Readonly<Record<string, string | number | boolean>>;
  'user:email': string | undefined;
  'user:nickname': string | undefined;
  'user:phone': string | undefined;
  'user:avatar': string | undefined;
  'user:company': string | undefined;
}

type Fact = string | number | boolean;
type Complete<Values extends { readonly [Kind in 'do' | 'set' | 'config']: Readonly<Record<keyof Table[Kind], unknown>> }> = Values;

/** What follows the name in a command that does, sets or configures; undefined: nothing follows. */
export type SdkArguments = Complete<{
  do: {
    'chat:open': undefined;
    'chat:close': undefined;
    'chat:toggle': undefined;
    'chat:show': undefined;
    'chat:hide': undefined;
    'message:send': readonly ['text', string];
    'message:show': readonly ['text', string];
    'message:read': undefined;
    'session:reset': undefined;
    'trigger:run': readonly [name: string];
    'user:identify': readonly [token: string];
    'user:logout': undefined;
    'privacy:erase': undefined;
    diagnose: undefined;
    destroy: undefined;
  };
  set: {
    'message:text': readonly [text: string];
    'user:email': readonly [email: string];
    'user:nickname': readonly [name: string];
    'user:phone': readonly [phone: string];
    'user:avatar': readonly [address: string];
    'user:company': readonly [name: string, about?: { readonly url?: string; readonly description?: string }];
    'session:data': readonly [facts: readonly (readonly [key: string, value: Fact])[]] | Readonly<Record<string, Fact>>;
    'session:segments': readonly [segments: readonly string[], overwrite?: boolean];
    'session:event': readonly [events: readonly (readonly [name: string, data?: Readonly<Record<string, Fact>>])[]];
    consent: readonly [agreed: boolean];
  };
  config: {
    'container:index': readonly [index: number];
    'position:reverse': readonly [on: boolean];
    'color:theme': readonly [color: string];
    'availability:tooltip': readonly [on: boolean];
    'hide:on:away': readonly [on: boolean];
    'hide:on:mobile': readonly [on: boolean];
    'show:operator:count': readonly [on: boolean];
    'sound:mute': readonly [on: boolean];
    'lock:maximized': readonly [on: boolean];
    'lock:fullview': readonly [on: boolean];
    'locale:set': readonly [language: string];
    'csp:nonce': readonly [nonce: string];
  };
}>;

export type SdkCommand = readonly [kind: string, name: string, ...values: unknown[]];

/** `window.$parley` once the widget is loaded; before, an array of commands. */
export interface Sdk {
  /** Does what a command says; `on` returns its undo. Never throws. */
  push(...commands: readonly SdkCommand[]): unknown;
  get<Name extends GetVerb>(name: Name): SdkValues[Name] | undefined;
  is(name: IsVerb): boolean;
}
