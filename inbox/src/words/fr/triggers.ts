/** What the chat says or does by itself. French. */
export const TRIGGERS = {
  Triggers: 'Déclencheurs',
  'Trigger {number}': 'Déclencheur {number}',
  'The chat opens or says something by itself, once for each visitor.':
    'Le chat s’ouvre ou dit quelque chose de lui-même, une fois par visiteur.',
  'A small script on each page view. One that opens the chat, or says something, loads the chat as if the visitor had opened it.':
    'Un petit script à chaque page vue. Un déclencheur qui ouvre le chat ou dit quelque chose le charge comme si le visiteur l’avait ouvert.',
  'The browser remembers which ones were shown, so that each visitor sees each once.':
    'Le navigateur retient lesquels ont été montrés, pour que chaque visiteur ne les voie qu’une fois.',
  'In most of Europe you need it for what is remembered, unless the visitor asked for it.':
    'Requis presque partout en Europe pour ce qui est retenu, sauf à la demande du visiteur.',
  'After some time on the page': 'Après un certain temps sur la page',
  'When the page is scrolled down': 'Quand la page défile vers le bas',
  'When the pointer leaves for the tabs': 'Quand le pointeur part vers les onglets',
  'When your script says so': 'Quand votre script le demande',
  When: 'Quand',
  'Name of the event': 'Nom de l’événement',
  Seconds: 'Secondes',
  'Percent of the page': 'Pourcentage de la page',
  'Only on these paths': 'Seulement sur ces chemins',
  'On all pages': 'Sur toutes les pages',
  Says: 'Dit',
  'Nothing: only opens the chat': 'Rien : ouvre seulement le chat',
  'Opens the chat': 'Ouvre le chat',
  'Remove the trigger {name}': 'Retirer le déclencheur {name}',
  'Add a trigger': 'Ajouter un déclencheur',
} as const;
