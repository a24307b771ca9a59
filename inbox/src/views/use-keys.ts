import { useEffect } from 'preact/hooks';
import type { InboxContext } from '../inbox.ts';
import { decideKey, type KeyFacts } from '../lib/keys.ts';
import type { Actions } from './actions.ts';

const WRITING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';

function modifierOf({ ctrlKey, metaKey, altKey }: KeyboardEvent): KeyFacts['modifier'] {
  if (!ctrlKey && !metaKey && !altKey) return 'none';
  return altKey || (ctrlKey && metaKey) ? 'other' : 'command';
}

/** The keyboard of the inbox. Dialogs and popovers have their own: they are asked first. */
export function useKeys(inbox: InboxContext, actions: Actions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element;
      const modifier = modifierOf(event);
      // A modal dialog closes the popovers under it, so what opens one may be asked for from there.
      const above = modifier === 'command' ? 'dialog[open]' : 'dialog[open], [popover]:popover-open';
      if (event.defaultPrevented || event.isComposing || document.querySelector(above)) return;
      const action = decideKey({
        key: event.key,
        modifier,
        isWriting: target.matches(WRITING),
        isInList: target.closest('.rows') !== null,
        keysAreOn: inbox.preferences.keysAreOn.value.peek(),
      });
      if (action === null) return;
      event.preventDefault();
      actions[action]();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [inbox, actions]);
}
