import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { Opened } from '@parley/shared-types/socket.ts';
import type { KeyValue } from './storage.ts';
import type { Timers } from './time.ts';
import type { Transport } from './transport.ts';
import { HAS_USERS } from './users.ts';
import { ownerOf } from './whose.ts';

const AGAIN_MS = 2_000;
/** So long a page may take to get a fresh token before the chat goes on without one. */
const HOLD_MS = 30_000;
const TELL_MS = 5_000;

interface OpeningDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly grantKey: string;
  readonly timers: Timers;
  /** Whether somebody is here already. */
  readonly isOpen: () => boolean;
  readonly onOpened: (opened: Opened) => void;
  /** A token was refused or has ended, or there has to be one. */
  readonly onRefused: (code: ErrorCode) => void;
  /** No fresh token came: nobody is here now. */
  readonly onGone: () => void;
}

interface Refused {
  readonly code: ErrorCode;
  /** A token was asked with; `mine` when the grant in storage may be of the same user. */
  readonly fresh: 'mine' | 'other' | null;
  /** The grant in storage. */
  readonly kept: string | null;
  /** Somebody is here, or was to be by a token that was refused just now: a page can give another one. */
  readonly isOpen: boolean;
}

/**
 * What follows a refusal: another try later, the grant that is kept, a new visitor, or waiting for a token; and what the page is told.
 * Pure.
 */
function afterRefusal({ code, fresh, kept, isOpen }: Refused): { next: 'later' | 'kept' | 'afresh' | 'hold'; says?: ErrorCode } {
  if (!HAS_USERS) return { next: code === 'grant_invalid' && kept !== null ? 'afresh' : code === 'identity_required' ? 'hold' : 'later' };
  const isUser = ownerOf(kept) !== '';
  if (fresh && /^token_/.test(code)) return { next: (isUser ? fresh === 'mine' : isOpen) ? 'kept' : 'hold', says: code };
  if (code === 'identity_required') return { next: 'hold', says: code };
  if (code !== 'grant_invalid' || kept === null) return { next: 'later' };
  if (isUser && isOpen) return { next: 'hold', says: 'token_expired' };
  // It is not ours any more, as after the install was made anew, or of a user whose time ended long ago.
  return { next: 'afresh' };
}

/** Tells refusals: at once, then 5 s later each time, since a page may answer each with another bad token. */
function createTelling(timers: Timers, onRefused: (code: ErrorCode) => void) {
  let undo = () => {};
  let refusals = 0;
  return {
    tell(code: ErrorCode) {
      undo();
      undo = timers.after(Math.min(refusals, 12) * TELL_MS, () => onRefused(code));
      refusals += 1;
    },
    reset() {
      refusals = 0;
    },
    close: () => undo(),
  };
}

/**
 * Gets the grant of the conversation: that of the user whose token the page has given, which is in memory only; else the one in
 * storage, which all tabs share, renewed; else a new one. When a user's time has ended it waits for a fresh token.
 */
export function createOpening({ transport, storage, grantKey, timers, isOpen, onOpened, onRefused, onGone }: OpeningDeps) {
  let undo = () => {};
  /** Counts the openings: of several at once the last one holds. */
  let round = 0;
  let token: string | null = null;
  /** The token was not answered yet. */
  let fresh: Refused['fresh'] = null;
  let held: ErrorCode | null = null;
  const telling = /* @__PURE__ */ createTelling(timers, onRefused);
  const hold = (code: ErrorCode) => {
    held = code;
    if (code === 'identity_required') return;
    undo = timers.after(HOLD_MS, () => {
      storage.remove(grantKey);
      onGone();
      void open();
    });
  };
  const refuse = async (mine: number, code: ErrorCode, kept: string | null, before?: ErrorCode): Promise<void> => {
    const { next, says } = afterRefusal({ code, fresh, kept, isOpen: isOpen() || before !== undefined });
    if (HAS_USERS && says) token = fresh = null;
    if (HAS_USERS && says && !before) telling?.tell(says);
    if (next === 'later' && transport.link() === 'online') undo = timers.after(AGAIN_MS, () => void open());
    if (HAS_USERS && next === 'hold') hold(says ?? code);
    if (next === 'afresh') storage.remove(grantKey);
    if (next === 'afresh' || next === 'kept') await ask(mine, says);
  };
  const ask = async (mine: number, before?: ErrorCode): Promise<void> => {
    const grant = storage.get(grantKey);
    const reply = await transport.request('open', HAS_USERS && fresh ? { token } : grant === null ? {} : { grant });
    if (mine !== round) return;
    if (!reply.ok) return refuse(mine, reply.code, grant, before);
    if (HAS_USERS && fresh) telling?.reset();
    fresh = null;
    const opened = reply as unknown as Opened;
    storage.set(grantKey, opened.grant);
    onOpened(opened);
  };
  const open = (): Promise<void> => {
    undo();
    held = null;
    round += 1;
    return ask(round);
  };
  return {
    open,
    /** Opens for the user of a token; the one who has been let in by it already is not asked again. */
    identify(given: string, isMine: boolean): void {
      if (!HAS_USERS || (given === token && held === null)) return;
      token = given;
      fresh = isMine ? 'mine' : 'other';
      void open();
    },
    forget() {
      token = fresh = null;
    },
    token: () => token,
    isAsked: () => fresh !== null,
    /** Why it waits for a token; null when it does not. */
    held: () => held,
    close() {
      round = -1;
      undo();
      telling?.close();
    },
  };
}

const TYPING_MS = 6_000;

/** Who is writing; forgotten after 6 s without a further sign. */
export function createTypingSign(timers: Timers, onChange: () => void) {
  let name: string | null = null;
  let undo = () => {};
  const set = (to: string | null) => {
    undo();
    name = to;
    if (to !== null) undo = timers.after(TYPING_MS, () => set(null));
    onChange();
  };
  return { name: () => name, set, close: () => undo() };
}
