/** Tags, teamwork, keeping and channels of a site. French. */
export const DESK = {
  'tag {number}': 'étiquette {number}',
  'Colour of {name}': 'Couleur : {name}',
  'Name of tag {number}': 'Nom de l’étiquette {number}',
  'Offered where somebody tags a conversation. A tag that you rename or remove stays on the conversations that have it: they are not changed, and the new name is a tag of its own.':
    'Proposées à qui étiquette une conversation. Une étiquette renommée ou retirée reste sur les conversations qui la portent : elles ne changent pas, et le nouveau nom est une étiquette à part.',
  'Give new conversations to somebody who is here': 'Attribuer les nouvelles conversations à un membre en ligne',
  'The one with the fewest open conversations gets it, in turn. While nobody is here it waits for whoever takes it.':
    'Elle va à la personne qui a le moins de conversations ouvertes, à tour de rôle. Si personne n’est en ligne, elle attend qu’on la prenne.',
  'Erase old conversations': 'Effacer les anciennes conversations',
  'When nothing was said in a conversation for so many days, all of it is erased within the hour: messages, notes, files, and the name, address and facts of the visitor. That it took place, and when, stays. Mails and Slack threads that went out stay where they are.':
    'Quand rien n’a été dit dans une conversation pendant ce nombre de jours, tout est effacé dans l’heure : messages, notes, fichiers, et le nom, l’adresse et les données du visiteur. Le fait qu’elle a eu lieu, et quand, reste. Les e-mails et fils Slack déjà partis restent où ils sont.',
  'Days without a word': 'Jours sans échange',
  'What is older than this now is erased as well. Nobody can bring it back.':
    'Ce qui est déjà plus ancien est effacé aussi. Personne ne peut le récupérer.',
  'Who gets a new conversation': 'À qui va une nouvelle conversation',
  'How long conversations are kept': 'Durée de conservation des conversations',
  'Write a whole number of days from 1 to {most}.': 'Écrivez un nombre entier de jours de 1 à {most}.',
  'Give the tag a name.': 'Donnez un nom à l’étiquette.',
  'There is a tag of this name already.': 'Une étiquette porte déjà ce nom.',
  'Answers reach visitors who have left, and your team is called when nobody answers.':
    'Les réponses atteignent les visiteurs partis, et votre équipe est prévenue quand personne ne répond.',
  Sender: 'Expéditeur',
  'Send a test mail': 'Envoyer un e-mail d’essai',
  'It goes to you, {email}.': 'Il vous est adressé : {email}.',
  'The mail server took it. Look into your mailbox.': 'Le serveur de messagerie l’a accepté. Regardez votre boîte.',
  'Each conversation is a thread in a channel of yours.': 'Chaque conversation est un fil dans l’un de vos canaux.',
  Channel: 'Canal',
  'Post a test': 'Publier un essai',
  'Everybody in the channel sees it.': 'Tous les membres du canal le voient.',
  'Slack took it. Look into the channel.': 'Slack l’a accepté. Regardez le canal.',
  'Sending. A server that does not answer takes up to ten seconds.':
    'Envoi en cours. Un serveur qui ne répond pas prend jusqu’à dix secondes.',
  'For the log: {reason}': 'Pour le journal : {reason}',
  'Not set up': 'Non configuré',
  'Set up': 'Configuré',
  'It is switched on by the settings {names} of the server.': 'S’active par les réglages {names} du serveur.',
  'All settings': 'Tous les réglages',
} as const;
