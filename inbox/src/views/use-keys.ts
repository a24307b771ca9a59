import { useEffect } from 'preact/hooks';
import type { InboxContext } from '../inbox.ts';
import { decideKey, type KeyAction } from '../lib/keys.ts';
import { HOME } from '../lib/routes.ts';
import { SEARCH } from '../lib/search-query.ts';

const WRITING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';

/** Moves the focus among the rows of the list, and begins at the one that is open. */
function moveInList(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('.rows a.row')].filter((row) => row.checkVisibility());
  const focused = rows.indexOf(document.activeElement as HTMLElement);
  const from = focused === -1 ? rows.findIndex((row) => row.getAttribute('aria-current') === 'true') : focused;
  rows[Math.min(Math.max(from + step, 0), rows.length - 1)]?.focus();
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
  else if (inbox.open.place.peek()) inbox.goTo(HOME);
}

/** The keyboard of the inbox. Dialogs and popovers have their own: they are asked first. */
export function useKeys(inbox: InboxContext, onHelp: () => void): void {
  useEffect(() => {
    const act: Readonly<Record<KeyAction, () => void>> = {
      next: () => moveInList(1),
      previous: () => moveInList(-1),
      reply: () => focusComposer(inbox, false),
      note: () => focusComposer(inbox, true),
      'toggle-status': inbox.decisions.toggleStatus,
      assign: () => inbox.decisions.ask('assign'),
      tags: () => inbox.decisions.ask('tags'),
      snooze: () => inbox.decisions.ask('snooze'),
      spam: () => inbox.decisions.ask('spam'),
      block: () => inbox.decisions.ask('block'),
      search: () => focusSearch(inbox),
      help: onHelp,
      leave: () => leave(inbox),
    };
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open], [popover]:popover-open')) return;
      const action = decideKey({
        key: event.key,
        hasModifier: event.ctrlKey || event.metaKey || event.altKey,
        isWriting: target.matches(WRITING),
        isInList: target.closest('.rows') !== null,
        keysAreOn: inbox.preferences.keysAreOn.value.peek(),
      });
      if (action === null) return;
      event.preventDefault();
      act[action]();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [inbox, onHelp]);
}
