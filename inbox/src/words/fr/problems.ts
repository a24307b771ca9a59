/**
 * What is wrong with a field, as the server says it beside the name of the field, in French. `{n}` is any number: limits are the
 * server's.
 */
export const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  'must not be empty': 'ne doit pas être vide',
  'at most {n} characters': '{n} caractères au plus',
  'at least {n} characters': 'au moins {n} caractères',
  'must be one line of text': 'doit tenir sur une ligne de texte',
  'must be readable text': 'doit être un texte lisible',
  'too long': 'trop long',
  'must begin with /': 'doit commencer par /',
  'at most {n} paths': '{n} chemins au plus',
  'at least {n}': '{n} au moins',
  'at most {n}': '{n} au plus',
  'at most three': 'trois au plus',
  'must end after it begins': 'doit finir après avoir commencé',
  'must be a time zone like Europe/Paris': 'doit être un fuseau horaire comme Europe/Paris',
  'at most {n} times a day': '{n} plages par jour au plus',
  'must have seven days': 'doit avoir sept jours',
  'must look like #5b54d6': 'doit ressembler à #5b54d6',
  'must be an https address': 'doit être une adresse https',
  'must be an http or https address': 'doit être une adresse http ou https',
  'must look like shop.example': 'doit ressembler à shop.example',
  'at most {n} origins': '{n} origines au plus',
  'at most {n} tags': '{n} étiquettes au plus',
  'must be another name: this one is there already': 'doit être un autre nom : celui-ci existe déjà',
  'must be a whole number': 'doit être un nombre entier',
  'must be 1 to 40 of a-z, 0-9 and -': 'doit compter de 1 à 40 caractères parmi a-z, 0-9 et -',
  'must be another one: this shortcut is taken': 'doit être un autre raccourci : celui-ci est pris',
  'at most {n} replies fit: delete one first': '{n} réponses au plus : supprimez-en une d’abord',
  'must be a day like 2026-03-31': 'doit être un jour comme 2026-03-31',
  'must not be before the first day': 'ne doit pas précéder le premier jour',
  'at most {n} days': '{n} jours au plus',
  'must be a moment in milliseconds': 'doit être un instant en millisecondes',
  'must be visitor, operator or note': 'doit être visitor, operator ou note',
  'must be open or resolved': 'doit être open ou resolved',
  'has no word in it': 'ne contient aucun mot',
  'is nobody who answers for this site': 'ne répond pas pour ce site',
  'Give the address of a site, like https://shop.example.': 'Donnez l’adresse d’un site, comme https://shop.example.',
  'This is too long for the address of a site.': 'C’est trop long pour l’adresse d’un site.',
  'Each site has to be named: * is not taken.': 'Chaque site doit être nommé : * n’est pas accepté.',
  'This is not the address of a site.': 'Ce n’est pas l’adresse d’un site.',
  'Only http and https pages can have a chat.': 'Seules les pages http et https peuvent avoir un chat.',
  'The address must not hold a name or a password.': 'L’adresse ne doit contenir ni nom ni mot de passe.',
  'A site takes at most {n} addresses.': 'Un site accepte {n} adresses au plus.',
  'Invalid email address': 'doit être une adresse e-mail',
};

const NUMBER = /\d+/g;

/** The French of words beside a field; null where there is none. */
export function problemOf(english: string): string | null {
  const exact = PROBLEM_WORDS[english];
  if (exact !== undefined) return exact;
  const numbers = english.match(NUMBER) ?? [];
  const own = PROBLEM_WORDS[english.replace(NUMBER, '{n}')];
  let at = 0;
  return own === undefined ? null : own.replaceAll('{n}', () => numbers[at++] ?? '');
}
