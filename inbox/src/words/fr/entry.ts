/** The pages before the inbox: sign in, set up, invitation, new password. French. */
export const ENTRY = {
  'Sign in': 'Se connecter',
  'Sign in - Parley': 'Connexion - Parley',
  'Set up - Parley': 'Installation - Parley',
  'Invitation - Parley': 'Invitation - Parley',
  'New password - Parley': 'Nouveau mot de passe - Parley',
  Password: 'Mot de passe',
  'Your name': 'Votre nom',
  'Welcome to Parley': 'Bienvenue dans Parley',
  'This makes you the owner of the first site. The link works once.':
    'Vous devenez propriétaire du premier site. Le lien ne sert qu’une fois.',
  'At least 10 characters.': 'Au moins 10 caractères.',
  'Create owner': 'Créer le compte',
  'Join the team': 'Rejoindre l’équipe',
  Join: 'Rejoindre',
  'You are signed in on this browser.': 'Vous êtes connecté dans ce navigateur.',
  'Take the role with this account': 'Prendre ce rôle avec ce compte',
  'Choose a new password': 'Choisissez un nouveau mot de passe',
  'It ends all your other sessions and signs you in here.': 'Il met fin à toutes vos autres sessions et vous connecte ici.',
  'Save and sign in': 'Enregistrer et se connecter',
  'Write your name.': 'Écrivez votre nom.',
  'Write an e-mail address like ann@example.com.': 'Écrivez une adresse e-mail comme ann@example.com.',
  'Write your password.': 'Écrivez votre mot de passe.',
  'Fill this in.': 'Remplissez ce champ.',
  'Use at least {least} characters.': 'Utilisez au moins {least} caractères.',
  'Choose a password of at least {least} characters.': 'Choisissez un mot de passe d’au moins {least} caractères.',
  Connection: 'Connexion',
  'E-mail or password is wrong.': 'L’e-mail ou le mot de passe est incorrect.',
  'Too many tries. Wait a minute, then try again.': 'Trop d’essais. Attendez une minute, puis réessayez.',
  'You are invited to answer the visitors of {site} as an admin.': 'Vous êtes invité à répondre aux visiteurs du site {site} comme admin.',
  'You are invited to answer the visitors of {site} as an agent.': 'Vous êtes invité à répondre aux visiteurs du site {site} comme agent.',
  'This link was used already, has expired, or is not complete. Ask for a new one.':
    'Ce lien a déjà servi, a expiré ou n’est pas complet. Demandez-en un nouveau.',
  'This link was used already, has expired, or is not complete. Ask for a new one with ./parley user link.':
    'Ce lien a déjà servi, a expiré ou n’est pas complet. Demandez-en un nouveau avec ./parley user link.',
  'This link was used already, or is not complete. Sign in, or ask for a new one with ./parley user link.':
    'Ce lien a déjà servi ou n’est pas complet. Connectez-vous, ou demandez-en un nouveau avec ./parley user link.',
  'This address has an account already. Sign in with it, then open this link again.':
    'Cette adresse a déjà un compte. Connectez-vous avec, puis rouvrez ce lien.',
  'The server cannot be reached. Try again in a moment.': 'Le serveur est injoignable. Réessayez dans un instant.',
} as const;
