/** Hours, privacy, identity, and what the chat does by itself on a page. French. */
export const SETTINGS_PAGE = {
  'Business hours': 'Horaires d’ouverture',
  'Outside of them visitors read when you open next, by their own clock. They may write all the same.':
    'En dehors, les visiteurs lisent quand vous rouvrez, à leur propre heure. Ils peuvent écrire quand même.',
  'Time zone': 'Fuseau horaire',
  Days: 'Jours',
  Closed: 'Fermé',
  '{day} from': '{day} de',
  '{day} until': '{day} à',
  'Remove {from} to {until}, {day}': 'Retirer de {from} à {until}, {day}',
  'Add hours': 'Ajouter des heures',
  'Add hours, {day}': 'Ajouter des heures, {day}',
  'Copy to all weekdays': 'Copier sur tous les jours ouvrés',
  'Copy {day} to all weekdays': 'Copier {day} sur tous les jours ouvrés',
  'Address of your privacy notice': 'Adresse de votre politique de confidentialité',
  'Linked in the menu of the chat.': 'Un lien y mène dans le menu du chat.',
  'Ask for consent first': 'Demander d’abord le consentement',
  'Nothing is stored or sent before the visitor agrees in the chat, or your page says so.':
    'Rien n’est enregistré ni envoyé avant l’accord du visiteur dans le chat, ou le signal de votre page.',
  'See what is being typed': 'Voir ce qui est en cours de saisie',
  'You read a message while it is written. The visitor is told: “The team can see what you type before you send it.”':
    'Vous lisez un message pendant qu’il s’écrit. Le visiteur en est informé : « L’équipe peut voir ce que vous tapez avant l’envoi. »',
  'Who may write': 'Qui peut écrire',
  Everybody: 'Tout le monde',
  'Only users you vouch for': 'Seulement les utilisateurs que vous garantissez',
  'Vouched for by a token that your server signs: see Identity below. All others are told that the chat is for signed-in users.':
    'Garantis par un jeton que signe votre serveur : voir Identité plus bas. Les autres apprennent que le chat est réservé aux utilisateurs connectés.',
  'One conversation across subdomains': 'Une conversation pour tous les sous-domaines',
  'The chat then keeps a cookie that all subdomains can read. Empty: each keeps its own conversation, without a cookie.':
    'Le chat conserve alors un cookie lisible par tous les sous-domaines. Vide : chacun garde sa conversation, sans cookie.',
  Erasing: 'Effacement',
  'Each visitor can erase their conversation in the menu of the chat: what was said before, and files of it, go from the store for good. You see that it was erased, and when. Mails and Slack threads that went out before stay where they are.':
    'Chaque visiteur peut effacer sa conversation dans le menu du chat : les échanges et leurs fichiers quittent la base pour de bon. Vous voyez que cela a été effacé, et quand. Les e-mails et fils Slack déjà partis restent où ils sont.',
  secret: 'secret',
  'old secret': 'ancien secret',
  'The one before, still good': 'Le précédent, encore valable',
  'Signs new tokens': 'Signe les nouveaux jetons',
  'made {when}': 'créé le {when}',
  Hide: 'Masquer',
  Show: 'Afficher',
  'Hide the {name}': 'Masquer : {name}',
  'Show the {name}': 'Afficher : {name}',
  'Show the secrets': 'Afficher les secrets',
  'There is no secret yet.': 'Il n’y a pas encore de secret.',
  'Make a secret': 'Créer un secret',
  'Make a new one': 'En créer un nouveau',
  'End the old one': 'Révoquer l’ancien',
  'End the old secret': 'Révoquer l’ancien secret',
  'Tokens signed with it are refused from now on.': 'Les jetons qu’il a signés seront désormais refusés.',
  'End it': 'Le révoquer',
  'Keep it': 'Le garder',
  'End the old one when all your servers sign with the new one. Until then both are good.':
    'Révoquez l’ancien quand tous vos serveurs signent avec le nouveau. D’ici là, les deux sont valables.',
  'Your server signs a token that says who a user is: they find the same conversation on every device, and you see a mark beside their name. Keep the secret on your server: who has it can read the conversation of any user.':
    'Votre serveur signe un jeton qui dit qui est l’utilisateur : il retrouve la même conversation sur chaque appareil, et vous voyez une marque à côté de son nom. Gardez le secret sur votre serveur : qui le détient peut lire la conversation de n’importe quel utilisateur.',
  'code sample': 'exemple de code',
  'All of this is off until you want it: a page with the chat asks for one small script and stores nothing. What each costs:':
    'Tout ceci est désactivé tant que vous ne le voulez pas : une page avec le chat demande un petit script et n’enregistre rien. Le coût de chacun :',
  Requests: 'Requêtes',
  Storage: 'Stockage',
  Consent: 'Consentement',
  'None.': 'Aucun.',
  'None needed.': 'Non requis.',
  'One more on each page view: a small script, kept by the browser.':
    'Une de plus à chaque page vue : un petit script, gardé par le navigateur.',
  'Show only on these paths': 'Afficher seulement sur ces chemins',
  'One on each line; /docs/* is all below /docs. Empty: everywhere.':
    'Un par ligne ; /docs/* désigne tout ce qui suit /docs. Vide : partout.',
  'Hide on these paths': 'Masquer sur ces chemins',
  'Wins over the paths above.': 'L’emporte sur les chemins ci-dessus.',
  'Hide on phones': 'Masquer sur les téléphones',
  'Hide outside of business hours': 'Masquer hors des horaires d’ouverture',
  'Says something only with business hours: see Answering.': 'N’a d’effet qu’avec des horaires : voir Réponses.',
  'Pages visited': 'Pages visitées',
  'You see which pages a visitor of a conversation looks at.': 'Vous voyez quelles pages regarde le visiteur d’une conversation.',
  'One small message for each page, on the connection that the chat has already.':
    'Un petit message par page, sur la connexion que le chat a déjà.',
  'None: addresses and titles are shown while you look, and kept by nobody.':
    'Aucun : adresses et titres sont affichés pendant que vous regardez, et gardés par personne.',
  'Tell it in your privacy notice. Addresses of pages can say much about a person.':
    'Dites-le dans votre politique de confidentialité. Les adresses de pages peuvent en dire long sur une personne.',
  'Live visitors': 'Visiteurs en direct',
  'You see who is on the site before they write.': 'Vous voyez qui est sur le site avant qu’on ne vous écrive.',
  'Each page view loads the chat, up to 24 kB the first time, and opens a connection to this server.':
    'Chaque page vue charge le chat, jusqu’à 24 ko la première fois, et ouvre une connexion vers ce serveur.',
  'The browser of every visitor keeps an id, though they have not touched the chat.':
    'Le navigateur de chaque visiteur garde un identifiant, même sans avoir touché au chat.',
  'In most of Europe you need it before. Switch on “Ask for consent first”, or let your page ask.':
    'Requis au préalable presque partout en Europe. Activez « Demander d’abord le consentement », ou laissez votre page le demander.',
} as const;
