import type { FormWords } from './en.ts';

export const formsDe: FormWords = {
  privacy: 'Datenschutzhinweise',
  mute: 'Töne ausschalten',
  unmute: 'Töne einschalten',
  erase: 'Meine Daten löschen',
  end: 'Chat beenden',
  consent: (site) =>
    `Für den Chat speichert ${site}, was Sie schreiben, und eine Nummer, die diesen Browser wiedererkennt. Vor Ihrer Zustimmung wird nichts gespeichert oder gesendet.`,
  agree: 'Zustimmen',
  noThanks: 'Nein danke',
  eraseSure: (site) =>
    `Löschen, was hier gesagt wurde? Nachrichten, Dateien und was ${site} aus diesem Chat über Sie weiß, werden gelöscht. Bereits versandte E-Mails bleiben, wo sie sind.`,
  eraseYes: 'Löschen',
  endYes: 'Beenden',
  endSure: (site) => `Diesen Chat beenden? Dieser Browser vergisst ihn. ${site} behält, was gesagt wurde.`,
  keep: 'Zurück',
  erasing: 'Wird gelöscht. Wenn Sie offline sind, geschieht es, sobald Sie zurück sind.',
  notErased: 'Nicht gelöscht. Nichts wurde geändert.',
  erased: 'Alles, was hier gesagt wurde, ist gelöscht.',
  name: 'Name',
  email: 'E-Mail',
  optional: '(freiwillig)',
  rate: 'Wie war dieser Chat?',
  scores: ['Sehr schlecht', 'Schlecht', 'Geht so', 'Gut', 'Sehr gut'],
  why: 'Woran lag es?',
  rateSend: 'Bewertung senden',
  thanks: 'Danke. Ihre Bewertung wurde weitergegeben.',
  replies: 'Vorgeschlagene Antworten',
  askEmail: 'Wohin dürfen wir die Antwort senden, wenn Sie weg sind?',
  emailExample: 'sie@beispiel.de',
  save: 'Speichern',
};
