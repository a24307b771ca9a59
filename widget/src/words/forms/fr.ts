import type { FormWords } from './en.ts';

export const formsFr: FormWords = {
  privacy: 'Politique de confidentialité',
  mute: 'Couper le son',
  unmute: 'Remettre le son',
  erase: 'Effacer mes données',
  end: 'Terminer ce chat',
  consent: (site) =>
    `Pour discuter, ${site} conserve ce que vous écrivez et un numéro qui reconnaît ce navigateur. Rien n’est enregistré ni envoyé avant votre accord.`,
  agree: 'Accepter',
  noThanks: 'Non merci',
  eraseSure: (site) =>
    `Effacer ce qui a été dit ici ? Les messages, les fichiers et ce que ${site} sait de vous par ce chat sont supprimés. Les e-mails déjà envoyés restent où ils sont.`,
  eraseYes: 'Effacer',
  endYes: 'Terminer',
  endSure: (site) => `Terminer ce chat ? Ce navigateur l’oublie. ${site} conserve ce qui a été dit.`,
  keep: 'Revenir',
  erasing: 'Effacement en cours. Hors ligne, il se fera à votre retour.',
  notErased: 'Non effacé. Rien n’a été changé.',
  erased: 'Tout ce qui a été dit ici est effacé.',
  name: 'Nom',
  email: 'E-mail',
  optional: '(facultatif)',
  rate: 'Comment était ce chat ?',
  scores: ['Très mal', 'Mal', 'Moyen', 'Bien', 'Très bien'],
  why: 'Pourquoi ?',
  rateSend: 'Envoyer l’avis',
  thanks: 'Merci. Votre avis a été transmis.',
  replies: 'Réponses proposées',
  askEmail: 'Où envoyer la réponse si vous êtes parti ?',
  emailExample: 'vous@exemple.fr',
  save: 'Enregistrer',
};
