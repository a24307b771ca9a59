import type { KeyValue } from '@parley/widget/core/storage.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import { keepLanguage } from '../words/choose.ts';
import type { Language } from '../words/words.ts';

/** A switch that the browser remembers. */
function createSwitch(storage: KeyValue, key: string, byDefault: boolean) {
  const kept = storage.get(key);
  const value = signal(kept === null ? byDefault : kept === 'on');
  return {
    value: value as ReadonlySignal<boolean>,
    set(to: boolean) {
      value.value = to;
      storage.set(key, to ? 'on' : 'off');
    },
    toggle() {
      this.set(!value.peek());
    },
  };
}

/** How this operator likes the inbox, in this browser. */
export function createPreferences(storage: KeyValue) {
  return {
    /** Read before the page is drawn: what is chosen now is spoken from the next load on. */
    keepLanguage: (language: Language) => keepLanguage(storage, language),
    railIsOpen: createSwitch(storage, 'parley:rail', true),
    tagsAreOpen: createSwitch(storage, 'parley:tags', true),
    detailsAreOpen: createSwitch(storage, 'parley:details', true),
    /** Keys without a modifier get in the way of some who speak to their computer: they can be switched off. */
    keysAreOn: createSwitch(storage, 'parley:keys', true),
    /** Notifications of the desktop, where the browser has leave for them. */
    desktopIsOn: createSwitch(storage, 'parley:desktop', true),
    /** How many wait, in the title of the tab. */
    badgeIsOn: createSwitch(storage, 'parley:badge', true),
    /** Only what is one's own calls: conversations one answers, and notes that name one. */
    ownCallsOnly: createSwitch(storage, 'parley:own-calls', false),
  };
}
export type Preferences = ReturnType<typeof createPreferences>;
