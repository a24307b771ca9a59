/** The list of conversations and who is on the site. French. */
export const LISTS = {
  'Open ¦ conversations': 'Ouvertes',
  'Resolved ¦ conversations': 'Résolues',
  'Show conversations that are': 'Afficher les conversations',
  Conversations: 'Conversations',
  'Nobody has written yet': 'Personne n’a encore écrit',
  'Be your own first visitor: write a message, and answer it here.': 'Soyez votre premier visiteur : écrivez un message et répondez-y ici.',
  'Write to yourself': 'Vous écrire',
  'Install on your site': 'Installer sur votre site',
  'Everything is read.': 'Tout est lu.',
  'Nothing is yours. Press a in a conversation to take it.':
    'Rien ne vous est attribué. Dans une conversation, la touche a vous l’attribue.',
  'Somebody answers each conversation.': 'Chaque conversation a son interlocuteur.',
  'Nothing is snoozed. Press s in a conversation that has to wait.':
    'Rien n’est en veille. Dans une conversation qui doit attendre, appuyez sur s.',
  'No spam. Press ! in a conversation that is.': 'Aucun spam. Dans une conversation qui en est un, appuyez sur !.',
  'Nothing here is tagged {tag}.': 'Rien ici ne porte l’étiquette {tag}.',
  'Nothing is resolved yet. Press e in a conversation that is done.':
    'Rien n’est encore résolu. Dans une conversation terminée, appuyez sur e.',
  'No open conversation. New ones come up here by themselves.':
    'Aucune conversation ouverte. Les nouvelles apparaissent ici d’elles-mêmes.',
  'Team:': 'Équipe :',
  'Bot:': 'Bot :',
  'writing...': 'écrit…',
  Resolved: 'Résolue',
  Open: 'Ouverte',
  'No message yet': 'Pas encore de message',
  'Snoozed until {when}': 'En veille jusqu’au {when}',
  'Snoozed ¦ one': 'En veille',
  'Unread ¦ one': 'Non lue',
  '{name} answers': '{name} répond',
  'is here': 'est en ligne',
  'A colleague named you in a note': 'Un collègue vous a mentionné dans une note',
  'A colleague named you': 'Un collègue vous a mentionné',
  'On the site now': 'Sur le site maintenant',
  'Nobody is on the site just now': 'Personne n’est sur le site en ce moment',
  '{count} on the site now': '{count} sur le site maintenant',
  'Whoever has a page of this site open is shown here, with the page they are on.':
    'Toute personne qui a une page de ce site ouverte apparaît ici, avec la page qu’elle regarde.',
  'Live visitors are off for this site: who has not written is not seen. What it costs is said where it is switched on.':
    'Les visiteurs en direct sont désactivés pour ce site : qui n’a pas écrit ne se voit pas. Ce que cela coûte est dit à l’endroit où on les active.',
  'Settings of the page': 'Réglages de la page',
  'Verified: your server vouches for this user': 'Vérifié : votre serveur se porte garant de cet utilisateur',
  verified: 'vérifié',
} as const;
