import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { Words } from './en.ts';
import { formsDe } from './forms/de.ts';
import { plural } from './plural.ts';

const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'in wenigen Minuten',
  hours: 'in wenigen Stunden',
  day: 'innerhalb eines Tages',
};

export const de: Words = {
  language: 'de',
  isRtl: false,
  labels: ['Chat öffnen', 'Chat schließen'],
  unread: (count) => `${count} ${plural('de', count, { one: 'ungelesene Nachricht', other: 'ungelesene Nachrichten' })}`,
  greeting: 'Fragen Sie uns, was Sie wissen möchten. Sie können gehen und wiederkommen: Das Gespräch bleibt hier.',
  chatWith: (name) => `Chat mit ${name}`,
  hereNow: (time) => `Jetzt da, antwortet ${REPLIES[time]}`,
  usually: (time) => `Antwortet meist ${REPLIES[time]}`,
  nobodyHere: (time) => `Gerade ist niemand da. Ihre Nachricht bleibt erhalten; das Team antwortet meist ${REPLIES[time]}.`,
  close: 'Schließen',
  dismiss: 'Ausblenden',
  conversation: 'Gespräch',
  earlier: 'Frühere Nachrichten',
  message: 'Nachricht',
  placeholder: 'Nachricht schreiben',
  send: 'Senden',
  attach: 'Dateien anhängen',
  offline: 'Offline - Ihre Nachricht wird gesendet, sobald Sie zurück sind',
  loading: 'Wird geladen',
  late: 'Das Gespräch kann gerade nicht gelesen werden. Nichts ist verloren; wir versuchen es wieder.',
  reload: 'Laden Sie die Seite neu, um weiterzuschreiben.',
  unavailable: 'Auf dieser Seite ist der Chat nicht verfügbar.',
  signIn: 'Melden Sie sich auf dieser Website an, um zu chatten.',
  notSent: 'Nicht gesendet. Ihr Text bleibt erhalten.',
  tryAgain: 'Erneut versuchen',
  discard: 'Verwerfen',
  states: { waiting: 'Wartet', accepted: 'Gesendet', failed: '', sent: 'Gesendet', delivered: 'Zugestellt', read: 'Gelesen' },
  resolved: 'Als erledigt markiert',
  reopened: 'Wieder geöffnet',
  somebody: 'Jemand',
  isWriting: (name) => `${name} schreibt`,
  menu: 'Menü',
  emoji: 'Emojis',
  forms: formsDe,
};

/** The chunk of this language. */
export const create = () => de;
