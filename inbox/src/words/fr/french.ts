/** French, whole: a chunk of its own, which only who reads it loads. */
import type { Spoken } from '../words.ts';
import { ACCOUNT } from './account.ts';
import { ADMIN } from './admin.ts';
import { COMPOSER } from './composer.ts';
import { DESK } from './desk.ts';
import { ENTRY } from './entry.ts';
import { ofServer } from './errors.ts';
import { EVENTS } from './events.ts';
import { FRAME } from './frame.ts';
import { HOOKS } from './hooks.ts';
import { KEYS } from './keys.ts';
import { LISTS } from './lists.ts';
import { LOG } from './log.ts';
import { NUMBERS } from './numbers.ts';
import { SEARCH } from './search.ts';
import { SETTINGS } from './settings.ts';
import { SETTINGS_PAGE } from './settings-page.ts';
import { TRIGGERS } from './triggers.ts';
import { typeset } from './typeset.ts';

/** By area, so that two of them that say one phrase differently are found. */
export const AREAS = [
  FRAME,
  KEYS,
  LISTS,
  SEARCH,
  LOG,
  EVENTS,
  COMPOSER,
  ADMIN,
  HOOKS,
  DESK,
  SETTINGS,
  SETTINGS_PAGE,
  TRIGGERS,
  ACCOUNT,
  ENTRY,
  NUMBERS,
] as const;

export const FRENCH = {
  ...FRAME,
  ...KEYS,
  ...LISTS,
  ...SEARCH,
  ...LOG,
  ...EVENTS,
  ...COMPOSER,
  ...ADMIN,
  ...HOOKS,
  ...DESK,
  ...SETTINGS,
  ...SETTINGS_PAGE,
  ...TRIGGERS,
  ...ACCOUNT,
  ...ENTRY,
  ...NUMBERS,
} as const;

/** The chunk of this language. */
export function create(): Spoken {
  const phrases = Object.fromEntries(Object.entries(FRENCH).map(([english, french]) => [english, typeset(french)]));
  const said = (english: string) => {
    const french = ofServer(english);
    return french === null ? english : typeset(french);
  };
  return { phrases, ofServer: said };
}
