import type { InboxContext } from '../inbox.ts';
import type { KeyAction } from '../lib/keys.ts';
import { SEARCH } from '../lib/search-query.ts';

const placeOf = (row: Element | null | undefined): number => Number(row?.closest('li')?.getAttribute('aria-posinset') ?? 0);

/** Moves the focus among the rows of the list, and begins at the one that is open. Only rows in sight are in the page. */
function moveInList(step: 1 | -1): void {
  const box = document.querySelector<HTMLElement>('.rows');
  if (!box) return;
  const focused = document.activeElement?.closest('.rows a.row');
  const from = placeOf(focused ?? box.querySelector('a.row[aria-current=true]'));
  const place = Math.min(Math.max(from + step, 1), Number(box.dataset.count));
  const find = () => box.querySelector<HTMLElement>(`li[aria-posinset="${place}"] a.row`);
  const row = find();
  if (row) row.focus();
  else {
    const height = box.querySelector('li')?.clientHeight ?? 0;
    box.scrollTop = (place - 1) * height - box.clientHeight / 2;
    // Drawn in the frame after the scroll is told.
    requestAnimationFrame(() => requestAnimationFrame(() => find()?.focus()));
  }
}

function focusComposer(inbox: InboxContext, isNote: boolean): void {
  inbox.composer.setNote(isNote);
  document.querySelector<HTMLElement>('.composer textarea')?.focus();
}

/** To the field of the search, on its page or on the way to it. */
function focusSearch(inbox: InboxContext): void {
  const field = document.querySelector<HTMLElement>('.search-field input');
  if (field) field.focus();
  else inbox.goTo(SEARCH);
}

/** Out of the text field to the row, out of the conversation to the list. */
function leave(inbox: InboxContext): void {
  const open = document.querySelector<HTMLElement>('.rows a.row[aria-current=true]');
  const isInList = open !== null && document.activeElement === open;
  if (open?.checkVisibility() && !isInList) open.focus();
  else if (inbox.open.place.peek()) inbox.goTo(inbox.listHref.peek());
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
    search: () => focusSearch(inbox),
    help: dialogs.onHelp,
    palette: dialogs.onPalette,
    leave: () => leave(inbox),
  };
}
