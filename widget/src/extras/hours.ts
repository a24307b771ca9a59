/** The extra `hours`: when somebody is back, in the visitor's language and by their own clock. */
import type { Language } from '@parley/shared-types/model.ts';
import { daysBetween, localeOf, timeOf } from '../panel/words.ts';
import type { Words } from '../words/en.ts';

/** In days from today, the name of that day, the time. */
type Back = (days: number, day: string, time: string) => string;
const BACK: Readonly<Record<Language, Back>> = {
  en: (days, day, time) => `Back ${['', 'tomorrow '][days] ?? `on ${day} `}at ${time}`,
  fr: (days, day, time) => `De retour ${['', 'demain '][days] ?? `${day} `}à ${time}`,
  de: (days, day, time) => `Wieder da ${['', 'morgen '][days] ?? `am ${day} `}um ${time}`,
  es: (days, day, time) => `Volvemos ${['', 'mañana '][days] ?? `el ${day} `}a las ${time}`,
  ar: (days, day, time) => `نعود ${['', 'غدًا '][days] ?? `يوم ${day} `}الساعة ${time}`,
};

export function backAt(at: number, now: number, words: Words): string {
  const day = new Date(at).toLocaleDateString(localeOf(words), { weekday: 'long' });
  return BACK[(words.language ?? 'en') as Language](daysBetween(now, at), day, timeOf(at, words));
}

export const create = () => ({ backAt });
export type HoursWords = ReturnType<typeof create>;
