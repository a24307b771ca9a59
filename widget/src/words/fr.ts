import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { Words } from './en.ts';
import { formsFr } from './forms/fr.ts';
import { plural } from './plural.ts';

const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'en quelques minutes',
  hours: 'en quelques heures',
  day: 'dans la journée',
};

export const fr: Words = {
  language: 'fr',
  isRtl: false,
  labels: ['Ouvrir le chat', 'Fermer le chat'],
  unread: (count) => `${count} ${plural('fr', count, { one: 'message non lu', other: 'messages non lus' })}`,
  greeting: 'Posez-nous vos questions. Vous pouvez partir et revenir : la conversation reste ici.',
  chatWith: (name) => `Discussion avec ${name}`,
  hereNow: (time) => `En ligne, répond ${REPLIES[time]}`,
  usually: (time) => `Répond en général ${REPLIES[time]}`,
  nobodyHere: (time) => `Personne n’est là pour le moment. Votre message est conservé ; l’équipe répond en général ${REPLIES[time]}.`,
  close: 'Fermer',
  dismiss: 'Masquer',
  conversation: 'Conversation',
  earlier: 'Messages précédents',
  message: 'Message',
  placeholder: 'Écrivez un message',
  send: 'Envoyer',
  attach: 'Joindre des fichiers',
  offline: 'Hors ligne - votre message partira à votre retour',
  loading: 'Chargement',
  late: 'La conversation ne peut pas être lue pour le moment. Rien n’est perdu ; nous réessayons.',
  reload: 'Rechargez la page pour continuer la discussion.',
  unavailable: 'La discussion n’est pas disponible sur cette page.',
  signIn: 'Connectez-vous sur ce site pour discuter.',
  notSent: 'Non envoyé. Votre texte est conservé.',
  tryAgain: 'Réessayer',
  discard: 'Supprimer',
  states: { waiting: 'En attente', accepted: 'Envoyé', failed: '', sent: 'Envoyé', delivered: 'Distribué', read: 'Lu' },
  resolved: 'Marquée comme résolue',
  reopened: 'Rouverte',
  somebody: 'Quelqu’un',
  isWriting: (name) => `${name} écrit`,
  menu: 'Menu',
  emoji: 'Émojis',
  forms: formsFr,
};

/** The chunk of this language. */
export const create = () => fr;
