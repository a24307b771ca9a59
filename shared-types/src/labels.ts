import type { Language } from './model.ts';

/** Names of the launcher, closed and open: the server puts those of the site's language into its script; the panel may change them. */
export const LAUNCHER_LABELS: Readonly<Record<Language, readonly [open: string, close: string]>> = {
  en: ['Open chat', 'Close chat'],
  fr: ['Ouvrir le chat', 'Fermer le chat'],
  de: ['Chat öffnen', 'Chat schließen'],
  es: ['Abrir el chat', 'Cerrar el chat'],
  ar: ['فتح المحادثة', 'إغلاق المحادثة'],
};
