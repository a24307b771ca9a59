/** What the server refuses, in French, by the code of each error: its message and what mends it. */
import { ERRORS, type ErrorCode } from '@parley/shared-types/errors.ts';
import { problemOf } from './problems.ts';

/** Told to visitors and their pages, on the command line, or in the log only: no operator reads them in the inbox. */
type Elsewhere =
  | 'already_loaded'
  | 'verb_unsupported'
  | 'chunk_failed'
  | 'script_failed'
  | 'csp_blocked'
  | 'offline'
  | 'server_away'
  | 'request_blocked'
  | 'websocket_refused'
  | 'storage_denied'
  | 'trigger_unknown'
  | 'unknown_job'
  | 'mail_certificate'
  | 'port_forbidden'
  | 'job_invalid'
  | 'schema_invalid'
  | 'handler_failed'
  | 'delivery_limit'
  | 'unknown_version'
  | 'config_invalid'
  | 'port_in_use'
  | 'data_dir_locked'
  | 'data_dir_unusable'
  | 'database_unreadable'
  | 'database_newer'
  | 'node_missing'
  | 'node_too_old'
  | 'install_failed'
  | 'service_missing'
  | 'service_failed'
  | 'not_running'
  | 'not_a_demo'
  | 'already_running'
  | 'no_checkout'
  | 'checkout_dirty'
  | 'no_upstream'
  | 'branch_diverged'
  | 'pull_failed'
  | 'update_failed'
  | 'target_not_running'
  | 'target_running'
  | 'deploy_running'
  | 'commit_unknown'
  | 'release_failed'
  | 'drain_failed'
  | 'no_previous_release'
  | 'usage'
  | 'unknown_queue';

type Row = readonly [message: string, mend: string];

/** A new code is here, or above: without one of both it does not compile. */
export const ERROR_WORDS: Readonly<Record<Exclude<ErrorCode, Elsewhere>, Row>> = {
  hook_unreachable: [
    'Le destinataire du webhook est injoignable.',
    'Vérifiez son adresse, et qu’il accepte les connexions de ce serveur ; un nouvel essai suivra.',
  ],
  hook_timeout: [
    'Le destinataire du webhook n’a pas répondu à temps.',
    'Faites-le répondre en 15 secondes et travailler ensuite ; un nouvel essai suivra.',
  ],
  hook_tls: [
    'Aucune connexion chiffrée avec le destinataire du webhook.',
    'Donnez-lui un certificat valable pour son nom ; un nouvel essai suivra.',
  ],
  hook_refused: [
    'Nous ne pouvons pas envoyer à cette adresse.',
    'Prenez https et une adresse publique ; WEBHOOK_ALLOW_CIDRS du serveur autorise vos propres réseaux.',
  ],
  hook_status: [
    'Le destinataire du webhook a répondu qu’il n’acceptait pas l’événement.',
    'Répondez par 200 à 299, sans redirection ; un nouvel essai suivra.',
  ],
  hook_given_up: [
    'Le destinataire du webhook n’a jamais accepté l’événement, malgré tous les essais.',
    'Réparez le destinataire, puis renvoyez l’événement depuis le journal du webhook.',
  ],
  hook_gone: [
    'Le destinataire du webhook a répondu qu’il n’existe plus ; le webhook est désactivé.',
    'Réactivez-le quand le destinataire est de retour, ou supprimez-le.',
  ],
  hook_off: ['Le webhook est désactivé.', 'Activez-le d’abord.'],
  hook_event_gone: ['Ce dont parlait cet événement a été effacé ou retiré.', 'Il n’y a plus rien à envoyer.'],
  hook_limit: ['Le site a autant de webhooks qu’il peut en avoir.', 'Supprimez-en un qui ne sert plus.'],
  invalid: ['La demande n’a pas la forme attendue.', 'Vérifiez les champs selon le contrat ; les champs inconnus sont refusés.'],
  too_long: ['Le texte est trop long.', 'Envoyez 8 000 caractères au plus par message.'],
  unauthorized: ['Vous n’êtes pas connecté.', 'Reconnectez-vous.'],
  forbidden: ['Vous n’avez pas le droit de faire cela ici.', 'Demandez le rôle nécessaire à un propriétaire du site.'],
  not_found: ['Cet élément n’existe pas, ou vous n’y avez pas accès.', 'Vérifiez l’identifiant et le site.'],
  conflict: [
    'Cet identifiant a déjà servi à autre chose.',
    'Prenez un nouvel identifiant pour un nouveau message ; ne le répétez qu’avec le même texte.',
  ],
  answered: ['Quelqu’un de votre équipe a répondu entre-temps.', 'Lisez sa réponse ; envoyez quand même la vôtre si elle reste utile.'],
  blocked: ['Cette conversation n’accepte plus de messages.', 'Les opérateurs peuvent débloquer le visiteur dans la boîte de réception.'],
  rate_limited: ['Trop de demandes.', 'Attendez le temps indiqué, puis réessayez.'],
  origin_refused: ['Cette page ne peut pas ouvrir le chat de ce site.', 'Ajoutez l’origine de la page aux origines autorisées du site.'],
  unknown_site: ['Aucun site n’a cet identifiant.', 'Copiez à nouveau la balise depuis la page d’installation.'],
  protocol_unsupported: ['Cette version est trop ancienne pour le serveur.', 'Rechargez la page.'],
  grant_invalid: ['L’autorisation du visiteur a expiré ou n’est pas de nous.', 'Rouvrez la conversation pour en obtenir une nouvelle.'],
  link_invalid: ['Ce lien n’est pas complet, ou n’est pas de nous.', 'Rouvrez en entier le lien de l’e-mail.'],
  link_expired: ['Ce lien a expiré.', 'Ouvrez le chat sur le site, ou le lien d’un e-mail plus récent.'],
  link_used: ['Ce lien a déjà servi, ou un plus récent le remplace.', 'Demandez-en un nouveau à qui vous l’a envoyé.'],
  email_taken: ['Un opérateur a déjà cette adresse e-mail.', 'Connectez-vous avec cette adresse, puis rouvrez le lien.'],
  last_owner: ['Un site a besoin d’un propriétaire, et c’est le dernier.', 'Donnez d’abord ce rôle à quelqu’un d’autre.'],
  password_wrong: [
    'Ce n’est pas votre mot de passe actuel.',
    'Écrivez celui avec lequel vous vous connectez ; en cas d’oubli, ./parley user link --email ADRESSE donne un lien.',
  ],
  origin_invalid: [
    'Une des entrées n’est pas l’adresse d’un site web.',
    'Donnez des adresses comme https://shop.example, une par site et par port, 50 au plus.',
  ],
  files_unavailable: [
    'L’envoi de fichiers n’est pas possible ici.',
    'Le propriétaire du site l’a peut-être désactivé ; plusieurs passerelles ont besoin de FILES_URL.',
  ],
  period_too_large: ['Il y a plus dans ces jours que ce qui se compte en une fois.', 'Choisissez moins de jours.'],
  file_too_large: ['Le fichier est trop volumineux.', 'Envoyez-en un plus petit ; FILES_MAX_MB du serveur fixe la limite.'],
  file_type_refused: [
    'Ce type de fichier n’est pas accepté.',
    'Envoyez une image, un PDF, un texte, un document bureautique ou une archive zip.',
  ],
  file_invalid: ['Le fichier n’appartient pas à cette conversation.', 'Envoyez-le à nouveau.'],
  file_incomplete: ['Le fichier n’est pas arrivé en entier.', 'Renvoyez-le sous le même identifiant.'],
  file_quota: ['Cette conversation a trop de fichiers.', 'Envoyez des liens, ou passez par un autre moyen.'],
  identity_required: [
    'Seuls les visiteurs connectés par le site peuvent discuter ici.',
    'Faites user:identify avec un jeton de votre serveur, ou rendez l’identité facultative dans les réglages.',
  ],
  token_invalid: [
    'Le jeton du visiteur n’est pas signé par ce site.',
    'Signez-le en HS256 avec un secret de la page des réglages ; il lui faut sub et exp.',
  ],
  token_expired: ['Le jeton du visiteur a expiré.', 'Demandez-en un nouveau à votre serveur et refaites user:identify.'],
  verified_only: ['Le nom et l’adresse d’un visiteur vérifié ne viennent que d’un jeton.', 'Mettez-les dans le jeton.'],
  busy: [
    'Le serveur ne peut pas prendre de messages en ce moment. Rien n’a été gardé.',
    'Renvoyez le même message après le temps indiqué.',
  ],
  retry: ['On ne sait pas si le message a été pris.', 'Renvoyez-le avec le même identifiant ; il n’est enregistré qu’une fois.'],
  unavailable: ['L’historique est illisible pour l’instant. Rien n’est perdu.', 'Redemandez dans quelques secondes.'],
  draining: ['Ce serveur est en cours de remplacement.', 'Reconnectez-vous ; un autre serveur répond.'],
  internal: [
    'Quelque chose a échoué de notre côté.',
    'Réessayez ; le journal du serveur a les détails sous le même identifiant de requête.',
  ],
  effect_in_hand: ['Un essai est en cours.', 'Attendez un instant, puis regardez à nouveau.'],
  mail_no_address: ['Le visiteur n’a pas laissé d’adresse e-mail.', 'Demandez-la dans le chat : ce qui est alors non lu part par e-mail.'],
  mail_auth: [
    'Le serveur de messagerie refuse notre utilisateur et notre mot de passe.',
    'Mettez dans SMTP_URL un utilisateur et un mot de passe valables, puis réessayez.',
  ],
  mail_refused: [
    'Le serveur de messagerie a refusé l’e-mail définitivement.',
    'Voyez la raison qu’il a donnée ; vérifiez l’adresse et MAIL_FROM.',
  ],
  mail_unsure: [
    'Le serveur de messagerie a coupé deux fois sans dire s’il avait pris l’e-mail.',
    'Regardez son journal ; un nouvel essai peut envoyer l’e-mail une fois de plus.',
  ],
  mail_unavailable: [
    'Le serveur de messagerie est injoignable ou demande d’attendre.',
    'Rien n’est perdu ; un nouvel essai aura lieu plus tard.',
  ],
  slack_auth: ['Slack refuse le jeton du bot.', 'Mettez dans SLACK_BOT_TOKEN un jeton valable avec chat:write.'],
  slack_channel: [
    'Slack ne laisse pas le bot publier dans le canal.',
    'Invitez le bot dans le canal, ou mettez-en un autre dans SLACK_CHANNEL.',
  ],
  slack_refused: ['Slack a refusé le message.', 'Voyez la raison donnée par Slack.'],
  slack_unavailable: ['Slack est injoignable ou demande d’attendre.', 'Rien à faire ; un nouvel essai aura lieu.'],
  mail_unreachable: [
    'Personne ne répond à l’adresse du serveur de messagerie.',
    'Vérifiez l’hôte et le port de SMTP_URL, et que ce serveur peut s’y connecter.',
  ],
  mail_tls: [
    'La connexion chiffrée au serveur de messagerie n’a pas abouti.',
    'Prenez smtps:// pour un port chiffré d’emblée, 465 le plus souvent, et smtp:// pour 587 ; le certificat du serveur doit valoir pour son nom.',
  ],
  mail_sender: [
    'Le serveur de messagerie n’envoie pas pour cet expéditeur.',
    'Mettez dans MAIL_FROM une adresse qui appartient à l’utilisateur de SMTP_URL.',
  ],
  slack_unreachable: [
    'Slack est injoignable depuis ce serveur.',
    'Vérifiez que le serveur peut se connecter à https://slack.com, puis réessayez.',
  ],
  slack_no_channel: [
    'Ce canal n’existe pas dans Slack, ou le bot ne le voit pas.',
    'Vérifiez SLACK_CHANNEL ; dans un canal privé, il faut inviter le bot.',
  ],
  slack_not_invited: ['Le bot n’est pas dans le canal.', 'Écrivez /invite et le nom du bot dans le canal, puis réessayez.'],
  slack_scope: [
    'Le jeton du bot ne permet pas de publier.',
    'Donnez à l’application le droit chat:write, réinstallez-la et mettez le nouveau jeton dans SLACK_BOT_TOKEN.',
  ],
  channel_off: [
    'Ceci n’est pas configuré dans le processus qui répond ici.',
    'Donnez aussi ses réglages aux processus de rôle api, et redémarrez-les.',
  ],
  disk_full: [
    'Le disque est plein. Les messages sont refusés, la lecture continue.',
    'Libérez de la place ; aucun redémarrage n’est nécessaire.',
  ],
  owner_exists: [
    'Il y a déjà un propriétaire, donc pas de lien d’installation.',
    'Connectez-vous ; en cas d’oubli du mot de passe, ./parley user link --email ADRESSE donne un lien.',
  ],
  unknown_operator: [
    'Aucun opérateur n’a cette adresse e-mail.',
    'Vérifiez l’adresse ; propriétaires et admins voient tout le monde sur la page de l’équipe.',
  ],
};

const codes = Object.keys(ERROR_WORDS) as (keyof typeof ERROR_WORDS)[];
const known: ReadonlyMap<string, string> = new Map(
  codes.flatMap((code) => {
    const { message, mend } = ERRORS[code];
    const [said, toDo] = ERROR_WORDS[code];
    return [
      [message, said],
      [mend, toDo],
      [`${message} ${mend}`, `${said} ${toDo}`],
    ] as const;
  }),
);

/** The French of what the server said; null where there is none. */
export const ofServer = (english: string): string | null => known.get(english) ?? problemOf(english);
