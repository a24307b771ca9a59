/** The keyboard. French. */
export const KEYS = {
  'Keyboard shortcuts': 'Raccourcis clavier',
  'Next conversation': 'Conversation suivante',
  'Previous conversation': 'Conversation précédente',
  'In the list: next': 'Dans la liste : suivante',
  'In the list: previous': 'Dans la liste : précédente',
  'In the list: open it': 'Dans la liste : l’ouvrir',
  'Write a reply': 'Écrire une réponse',
  'Write a note': 'Écrire une note',
  'Resolve, or open again': 'Résoudre ou rouvrir',
  'In the text: it goes out': 'Dans le texte : envoyer',
  'In the text: a new line': 'Dans le texte : nouvelle ligne',
  'In the text: a canned reply': 'Dans le texte : une réponse type',
  'In a note: a colleague': 'Dans une note : un collègue',
  'In the text: bold': 'Dans le texte : gras',
  'In the text: italic': 'Dans le texte : italique',
  'Single keys work outside of text fields': 'Les touches seules agissent hors des champs de texte',
} as const;
