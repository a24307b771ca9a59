/**
 * Emojis by what they say. Groups have a name in each language, rows the words by which they are found: English, French, German,
 * Spanish, Arabic, in this order.
 */
export const EMOJIS: readonly (readonly [name: string, ...rows: readonly (readonly [emojis: string, words: string])[]])[] = [
  [
    'Faces|Visages|Gesichter|Caras|وجوه',
    ['😀 😃 😄 😁 🙂 😊 😇', 'smile|sourire|lächeln|sonrisa|ابتسامة'],
    ['😂 🤣 😆 😅', 'laugh|rire|lachen|risa|ضحك'],
    ['😉 😜 😝 😏 🤪', 'wink|clin|zwinkern|guiño|غمزة'],
    ['😍 🥰 😘 🤗', 'love|amour|liebe|amor|حب'],
    ['😎 🤓 🥳 🤩', 'cool|super|toll|genial|رائع'],
    ['🤔 🧐 😶 😐 🙄 🤨', 'think|penser|denken|pensar|تفكير'],
    ['😮 😲 😳 🤯 😱', 'surprise|surprise|überrascht|sorpresa|دهشة'],
    ['😕 🙁 😞 😔 😟', 'sad|triste|traurig|triste|حزن'],
    ['😢 😭 🥺 😿', 'cry|pleurer|weinen|llorar|بكاء'],
    ['😠 😡 🤬 😤', 'angry|colère|wütend|enfado|غضب'],
    ['😴 🥱 😪', 'tired|fatigue|müde|cansado|تعب'],
    ['🤒 🤕 🤧 😷', 'sick|malade|krank|enfermo|مريض'],
  ],
  [
    'Hands and hearts|Mains et cœurs|Hände und Herzen|Manos y corazones|أيدٍ وقلوب',
    ['👍 👌 🤙 ✅', 'yes|oui|ja|sí|نعم'],
    ['👎 🙅 🚫 ❌', 'no|non|nein|no|لا'],
    ['👋 🖐️ ✋', 'hello|bonjour|hallo|hola|مرحبا'],
    ['🙏 🤝 🙌 👏', 'thanks|merci|danke|gracias|شكرا'],
    ['💪 ✊ 🤞 ✌️', 'luck|chance|glück|suerte|حظ'],
    ['👉 👈 👆 👇 ☝️', 'point|montrer|zeigen|señalar|إشارة'],
    ['🤷 🤦 🙋', 'question|question|frage|pregunta|سؤال'],
    ['❤️ 🧡 💛 💚 💙 💜 🖤', 'heart|cœur|herz|corazón|قلب'],
    ['💔 💕 💯', 'hundred|cent|hundert|cien|مئة'],
  ],
  [
    'Nature and food|Nature et repas|Natur und Essen|Naturaleza y comida|طبيعة وطعام',
    ['🐶 🐱 🐭 🐰 🦊 🐻 🐼 🐸', 'animal|animal|tier|animal|حيوان'],
    ['🌸 🌹 🌻 🌱 🌳 🍀', 'flower|fleur|blume|flor|زهرة'],
    ['☀️ ⛅ 🌧️ ⛈️ ❄️ 🌈', 'weather|météo|wetter|tiempo|طقس'],
    ['🍎 🍌 🍓 🍇 🍋 🥑', 'fruit|fruit|obst|fruta|فاكهة'],
    ['🍕 🍔 🍟 🥗 🍝 🍞', 'food|repas|essen|comida|طعام'],
    ['🍰 🎂 🍪 🍫 🍦', 'cake|gâteau|kuchen|tarta|كعك'],
    ['☕ 🍵 🍺 🍷 🥂', 'drink|boisson|trinken|bebida|شراب'],
  ],
  [
    'Things and signs|Objets et signes|Dinge und Zeichen|Cosas y signos|أشياء وعلامات',
    ['🎉 🎊 🎁 🎈', 'party|fête|feier|fiesta|حفلة'],
    ['📱 💻 🖨️ 📷 🔋', 'phone|téléphone|handy|teléfono|هاتف'],
    ['📦 🚚 🛒 🛍️', 'parcel|colis|paket|paquete|طرد'],
    ['💳 💰 💶 🧾', 'money|argent|geld|dinero|مال'],
    ['📧 📎 📄 📅 ✏️', 'mail|courrier|post|correo|بريد'],
    ['🔑 🔒 🔧 🛠️ 🔍', 'key|clé|schlüssel|llave|مفتاح'],
    ['⏰ ⌛ ⏳', 'time|temps|zeit|hora|وقت'],
    ['🚗 🚲 🚆 ✈️ 🏠 🏢', 'travel|voyage|reise|viaje|سفر'],
    ['👕 👗 👟 👜 👓', 'clothes|vêtement|kleidung|ropa|ملابس'],
    ['⚽ 🏀 🎾 🏆 🎵 🎬', 'play|jeu|spiel|juego|لعب'],
    ['⭐ 🔥 💡 ⚡ ✨', 'star|étoile|stern|estrella|نجمة'],
    ['❗ ❓ ⚠️ ℹ️ ♻️', 'attention|attention|achtung|atención|انتباه'],
  ],
];

/** Name of the field, and what is said when nothing is found; languages in the same order. */
export const LANGUAGES = ['en', 'fr', 'de', 'es', 'ar'];
export const SEARCH = 'Search|Chercher|Suchen|Buscar|بحث';
export const NONE = 'None found|Aucun trouvé|Nichts gefunden|Ninguno|لا شيء';
