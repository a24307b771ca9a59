import { LANGUAGES, type Language, type SiteSettings } from '@parley/shared-types/model.ts';

/** The language of the site's settings, else of the page, else of the browser, else English. */
export function languageOf(chosen: SiteSettings['language'] = 'auto'): Language {
  const wishes = [chosen, document.documentElement.lang, ...navigator.languages].map((wish) => wish.toLowerCase().split('-')[0]);
  return LANGUAGES.find((language) => language === wishes.find((wish) => LANGUAGES.includes(wish as Language))) ?? 'en';
}
