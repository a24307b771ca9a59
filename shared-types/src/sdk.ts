/**
 * The verbs of `window.$parley`, in the shape of Crisp's `$crisp`: `$parley.push([kind, name, ...values])`, before and after
 * the widget is loaded. The one table: the widget's handlers are typed by it, the docs are made from it.
 */
interface VerbRow {
  /** What follows the name in a command, or what a listener is called with. */
  readonly values: string;
  readonly does: string;
}

export const SDK = {
  do: {
    'chat:open': { values: '', does: 'opens the panel' },
    'chat:close': { values: '', does: 'closes the panel; the connection stays' },
    'chat:show': { values: '', does: 'shows the launcher again' },
    'chat:hide': { values: '', does: 'hides launcher and panel' },
    'message:send': { values: '["text", text]', does: 'sends a message as the visitor' },
    'session:reset': { values: '', does: 'forgets the conversation on this browser and begins as a new visitor' },
    destroy: { values: '', does: 'takes the widget off the page: no node, listener, timer or socket stays' },
  },
  set: {
    'user:email': { values: '[email]', does: 'says the e-mail address of the visitor' },
    'user:nickname': { values: '[name]', does: 'says the name of the visitor' },
    'session:data': { values: '[[[key, value], ...]] or {key: value}', does: 'says facts about the visitor' },
  },
  on: {
    'chat:opened': { values: '', does: 'the panel was opened' },
    'chat:closed': { values: '', does: 'the panel was closed' },
    'message:sent': { values: '{content}', does: 'the visitor sent a message' },
    'message:received': { values: '{content, name}', does: 'an answer came' },
  },
  get: {
    'chat:unread:count': { values: '', does: 'how many answers the visitor has not read' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, VerbRow>>>>;

export type DoVerb = keyof (typeof SDK)['do'];
export type SetVerb = keyof (typeof SDK)['set'];
export type SdkEvent = keyof (typeof SDK)['on'];
export type GetVerb = keyof (typeof SDK)['get'];

/** What listeners of an event are called with. */
export interface SdkEvents {
  'chat:opened': undefined;
  'chat:closed': undefined;
  'message:sent': { readonly content: string };
  'message:received': { readonly content: string; readonly name: string | null };
}
export type SdkListener = (value?: SdkEvents[SdkEvent]) => void;

export type SdkCommand = readonly [kind: string, name: string, ...values: unknown[]];

/** `window.$parley` once the widget is loaded; before, an array of commands. */
export interface Sdk {
  /** Does what a command says; `on` returns its undo. Never throws. */
  push(...commands: readonly SdkCommand[]): unknown;
  get(name: GetVerb): number | undefined;
  /** Not supported; says so on the console instead of throwing. */
  is(name: string): undefined;
}
