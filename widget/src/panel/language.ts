import { LANGUAGES, type Language, type SiteSettings } from '@parley/shared-types/model.ts';

const SPOKEN = new RegExp(`^(${LANGUAGES.join('|')})\\b`);

/** The language of the site's settings, else of the page, else of the browser, else English. */
export function languageOf(chosen: SiteSettings['language'] = 'auto'): Language {
  const wishes = [chosen, document.documentElement.lang, ...navigator.languages];
  return (wishes.map((wish) => SPOKEN.exec(wish)?.[0]).find(Boolean) ?? 'en') as Language;
}
