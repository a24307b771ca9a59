import type { InboxContext } from '../inbox.ts';
import type { KeyAction } from '../lib/keys.ts';
import { HOME } from '../lib/routes.ts';

/** Moves the focus among the rows of the list, and begins at the one that is open. */
function moveInList(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.rows a.row')];
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const from = focused === -1 ? rows.findIndex((row) => row.getAttribute('aria-current') === 'true') : focused;
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
}

function focusComposer(inbox: InboxContext, isNote: boolean): void {
  inbox.composer.setNote(isNote);
  document.querySelector<HTMLElement>('.composer textarea')?.focus();
}

/** Out of the text field to the row, out of the conversation to the list. */
function leave(inbox: InboxContext): void {
  const open = document.querySelector<HTMLElement>('.rows a.row[aria-current=true]');
  const isInList = open !== null && document.activeElement === open;
  if (open?.checkVisibility() && !isInList) open.focus();
  else if (inbox.open.place.peek()) inbox.goTo(HOME);
}

export type Actions = Readonly<Record<KeyAction, () => void>>;

/** What keys and commands do. */
export function createActions(inbox: InboxContext, dialogs: { readonly onHelp: () => void; readonly onPalette: () => void }): Actions {
  const { decisions } = inbox;
  return {
    next: () => moveInList(1),
    previous: () => moveInList(-1),
    reply: () => focusComposer(inbox, false),
    note: () => focusComposer(inbox, true),
    'toggle-status': decisions.toggleStatus,
    assign: () => decisions.ask('assign'),
    tags: () => decisions.ask('tags'),
    snooze: () => decisions.ask('snooze'),
    spam: () => decisions.ask('spam'),
    block: () => decisions.ask('block'),
    help: dialogs.onHelp,
    palette: dialogs.onPalette,
    leave: () => leave(inbox),
  };
}
