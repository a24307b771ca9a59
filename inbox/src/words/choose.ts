import type { KeyValue } from '@parley/widget/core/storage.ts';
import { type Language, speak, spokenLanguage } from './words.ts';

/** By their own names: who reads only one of them has to find it. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };
const KEY = 'parley:language';

const isSpoken = (word: string | null | undefined): word is Language =>
  word !== null && word !== undefined && Object.hasOwn(LANGUAGES, word);

/** What was chosen in this browser, else the first of its own languages that we speak. */
export function languageOf(storage: KeyValue, ofBrowser: readonly string[]): Language {
  const chosen = storage.get(KEY);
  if (isSpoken(chosen)) return chosen;
  return ofBrowser.map((tag) => tag.toLowerCase().split('-')[0]).find(isSpoken) ?? 'en';
}

export function keepLanguage(storage: KeyValue, language: Language): void {
  storage.set(KEY, language);
}

/** Loads the words of a language and speaks it; English stays where they do not come. */
export async function learn(language: Language): Promise<void> {
  if (language === 'en') return speak('en', null);
  try {
    const { create } = await import('./fr/french.ts');
    speak(language, create());
  } catch {
    // Of a newer release, or no connection: an inbox in English is better than none.
    speak('en', null);
  }
}

/** To be awaited before anything is drawn: the page then speaks the language of this browser. */
export async function speakOwnLanguage(storage: KeyValue): Promise<void> {
  await learn(languageOf(storage, navigator.languages));
  document.documentElement.lang = spokenLanguage();
}
