/** One's own account. French. */
export const ACCOUNT = {
  'Visitors see it beside what you write.': 'Les visiteurs le voient à côté de vos messages.',
  'You sign in with this address, and mails for you go there.':
    'Vous vous connectez avec cette adresse, et les e-mails pour vous y arrivent.',
  'Saved. What you write from now on has this name.': 'Enregistré. Vos prochains messages porteront ce nom.',
  'Language of the inbox': 'Langue de la boîte de réception',
  'In this browser. The page is loaded again; what you have written is kept.':
    'Dans ce navigateur. La page est rechargée ; ce que vous avez écrit est conservé.',
  'Load the page again?': 'Recharger la page ?',
  'Files that wait to be sent are not kept. What you have written is.':
    'Les fichiers en attente d’envoi ne sont pas conservés. Vos textes le sont.',
  'Load again': 'Recharger',
  'This browser cannot show them.': 'Ce navigateur ne peut pas les afficher.',
  'The browser was told to show none for this page: allow them in its settings of the page.':
    'Le navigateur a pour consigne de n’en montrer aucune pour cette page : autorisez-les dans ses réglages de la page.',
  'While you look at something else. The browser asks you for leave when you switch them on.':
    'Pendant que vous regardez autre chose. Le navigateur vous demande l’autorisation quand vous les activez.',
  'While you look at something else.': 'Pendant que vous regardez autre chose.',
  'Notifications on the desktop': 'Notifications sur l’ordinateur',
  'What calls you': 'Ce qui vous prévient',
  'Every message': 'Tous les messages',
  'Only what is mine': 'Seulement les miens',
  'Yours are conversations that you answer, and notes in which a colleague names you.':
    'Les vôtres : les conversations auxquelles vous répondez, et les notes où un collègue vous mentionne.',
  'Calls in this browser': 'Alertes dans ce navigateur',
  'Two soft notes when a visitor writes.': 'Deux notes douces quand un visiteur écrit.',
  'Count in the title of the tab': 'Nombre dans le titre de l’onglet',
  'How many conversations wait, and a dot on its icon.': 'Le nombre de conversations en attente, et un point sur l’icône.',
  'Try it': 'Essayer',
  'Calls by mail': 'Alertes par e-mail',
  'Mail me when nobody answers': 'M’écrire quand personne ne répond',
  'This server sends no mails: an owner can set it up under Channels.':
    'Ce serveur n’envoie pas d’e-mails : un propriétaire peut le configurer sous Canaux.',
  'After three minutes, if the server has no other time set. One of your team is mailed after the other, and nobody once one has read it.':
    'Après trois minutes, sauf autre réglage du serveur. Les membres de l’équipe sont prévenus l’un après l’autre, et plus personne dès que l’un a lu.',
  'You are mailed.': 'Vous recevrez des e-mails.',
  'You are not mailed any more.': 'Vous ne recevrez plus d’e-mails.',
  'Current password': 'Mot de passe actuel',
  'New password': 'Nouveau mot de passe',
  'At least {least} characters. Every other browser is signed out.':
    'Au moins {least} caractères. Tous les autres navigateurs sont déconnectés.',
  'Change the password': 'Changer le mot de passe',
  'Your password is changed.': 'Votre mot de passe est changé.',
  'the new password needs {what}': 'nouveau mot de passe : {what}',
  'One other browser was signed out.': 'Un autre navigateur a été déconnecté.',
  '{count} other browsers were signed out.': '{count} autres navigateurs ont été déconnectés.',
  'That browser was signed out.': 'Ce navigateur a été déconnecté.',
  'Where you are signed in': 'Où vous êtes connecté',
  'in use now': 'utilisé en ce moment',
  'last seen: not known': 'dernière activité inconnue',
  'seen within the last hour': 'actif dans la dernière heure',
  'last seen {when}': 'dernière activité {when}',
  'Unknown browser': 'Navigateur inconnu',
  'This one': 'Celui-ci',
  'Signed in {when}, {seen}': 'Connecté le {when}, {seen}',
  'Sign out {name}, signed in {when}': 'Déconnecter {name}, connecté le {when}',
  'What is typed there and not sent stays in that browser.': 'Ce qui y est écrit sans être envoyé reste dans ce navigateur.',
  'Sign it out': 'Le déconnecter',
  'Sign out all others': 'Déconnecter tous les autres',
  'Every browser but this one is signed out.': 'Tous les navigateurs sauf celui-ci seront déconnectés.',
  'Sign them out': 'Les déconnecter',
  'Kept of a browser are these words and the times to the hour, no address.':
    'D’un navigateur, seuls ces mots et les heures sont conservés, pas d’adresse.',
} as const;
