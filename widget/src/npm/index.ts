/** `@parley/widget`: the chat in a page by a function call, and its verbs with types. See docs/sdk.md for what each verb does. */
import type {
  ConfigVerb,
  DoVerb,
  GetVerb,
  IsVerb,
  SdkArguments,
  SdkCommand,
  SdkEvent,
  SdkListener,
  SdkValues,
  SetVerb,
} from '@parley/shared-types/sdk.ts';
import { addressOf, isBrowser, type LoadOptions, load, sdkOfPage } from './loader.ts';

export type { SdkArguments, SdkEvent, SdkEvents, SdkListener, SdkValues } from '@parley/shared-types/sdk.ts';
export { type LoadOptions, load } from './loader.ts';

export type ParleyOptions = LoadOptions;

/** What is given after the name of a verb: nothing, or its value. */
type Given<Value> = [undefined] extends [Value] ? [] : [value: Value];
type CommandOf<Kind extends keyof SdkArguments> = {
  [Name in keyof SdkArguments[Kind]]: readonly [kind: Kind, name: Name, ...value: Given<SdkArguments[Kind][Name]>];
}[keyof SdkArguments[Kind]];
type ListenCommand = { [Name in SdkEvent]: readonly [kind: 'on' | 'off', name: Name, call: SdkListener<Name>] }[SdkEvent];
/** A command as `$parley.push` takes it. */
export type ParleyCommand =
  | CommandOf<'do'>
  | CommandOf<'set'>
  | CommandOf<'config'>
  | ListenCommand
  | readonly [kind: 'off', name: SdkEvent];

/** The chat of this page. Nothing here throws; what is said before the chat is loaded is done then, in order. */
export interface Parley {
  /** Resolves once the chat is in the page: true; false when it could not be loaded, or was destroyed before. Never rejects. */
  readonly ready: Promise<boolean>;
  /** Commands in the shape of `$parley.push` and `$crisp.push`. */
  push(...commands: readonly ParleyCommand[]): void;
  do<Name extends DoVerb>(name: Name, ...value: Given<SdkArguments['do'][Name]>): void;
  set<Name extends SetVerb>(name: Name, ...value: Given<SdkArguments['set'][Name]>): void;
  config<Name extends ConfigVerb>(name: Name, ...value: Given<SdkArguments['config'][Name]>): void;
  /** Calls back at each event; returns its undo. */
  on<Name extends SdkEvent>(name: Name, call: SdkListener<Name>): () => void;
  /** Stops one listener, or all of an event. */
  off<Name extends SdkEvent>(name: Name, call?: SdkListener<Name>): void;
  /** undefined before the chat is loaded. */
  get<Name extends GetVerb>(name: Name): SdkValues[Name] | undefined;
  /** false before the chat is loaded. */
  is(name: IsVerb): boolean;
  /** Takes the chat off the page. What is said afterwards is not heard; `createParley` puts a new one there. */
  destroy(): void;
}

interface Running {
  readonly address: string | null;
  readonly parley: Parley;
  /** It is loading, or it is the widget of this page. */
  isAlive(): boolean;
}
let running: Running | undefined;

/** Takes the widget away that a tag brought for somebody who left meanwhile, unless somebody else waits for the same one. */
function removeOrphan(address: string | null): void {
  if (!running || running.address !== address) sdkOfPage()?.push(['do', 'destroy']);
}

function start(options: ParleyOptions): Running {
  const address = isBrowser() ? addressOf(options) : null;
  let waiting: SdkCommand[] | undefined = [];
  let sdk: ReturnType<typeof sdkOfPage>;
  let isOver = false;
  const push = (...commands: readonly SdkCommand[]): void => {
    if (isOver) return;
    if (sdk) sdk.push(...commands);
    else waiting?.push(...commands);
  };
  const begin = (isThere: boolean): boolean => {
    if (isOver) {
      if (isThere) removeOrphan(address);
      return false;
    }
    sdk = isThere ? sdkOfPage() : undefined;
    if (sdk) sdk.push(...(waiting ?? []));
    else isOver = true;
    waiting = undefined;
    return !isOver;
  };
  const parley: Parley = {
    ready: load(options).then(begin),
    push: (...commands) => push(...(commands as readonly SdkCommand[])),
    do: (name, ...value) => (name === 'destroy' ? parley.destroy() : push(['do', name, ...value])),
    set: (name, ...value) => push(['set', name, ...value]),
    config: (name, ...value) => push(['config', name, ...value]),
    on(name, call) {
      push(['on', name, call]);
      return () => push(['off', name, call]);
    },
    off: (name, call) => push(['off', name, ...(call ? [call] : [])]),
    get: (name) => (isOver ? undefined : sdk?.get(name)),
    is: (name) => !isOver && (sdk?.is(name) ?? false),
    destroy() {
      if (isOver) return;
      isOver = true;
      if (running?.parley === parley) running = undefined;
      // Somebody may have taken it away already, and put another one there.
      if (sdk && sdkOfPage() === sdk) sdk.push(['do', 'destroy']);
      sdk = waiting = undefined;
    },
  };
  return { address, parley, isAlive: () => !isOver && (!sdk || sdkOfPage() === sdk) };
}

/**
 * The chat of a site in this page. The same call again gives the same chat; another site takes its place. On a server it does
 * nothing, and says so by `ready`.
 */
export function createParley(options: ParleyOptions): Parley {
  if (!isBrowser()) return start(options).parley;
  if (running?.isAlive() && running.address === addressOf(options)) return running.parley;
  running?.parley.destroy();
  running = start(options);
  return running.parley;
}
