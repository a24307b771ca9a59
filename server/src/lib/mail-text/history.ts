/** How mail programs begin what was said before, line by line. Pure; no pattern looks at more than a line, so that none takes long. */

/** `On 5 May 2026 at 10:00, Shop <a@b> wrote:` and its sisters; the words stand first or last, by language. */
const WROTE = [
  ['on ', 'wrote'],
  ['le ', 'écrit'],
  ['am ', 'schrieb'],
  ['el ', 'escribió'],
  ['il ', 'scritto'],
  ['em ', 'escreveu'],
  ['op ', 'schreef'],
  ['den ', 'skrev'],
  ['dnia ', 'napisał'],
  ['w dniu ', 'napisał'],
] as const;
/** Sentences of other orders, by how they end. */
const WROTE_AT_END =
  /(?:wrote|écrit|schrieb|escribió|scritto|escreveu|schreef|skrev|написал\(а\)|のメッセージ|さんが書きました|写道|작성)\s*[:：]$/iu;

const HEADERS = {
  from: ['from', 'von', 'de', 'da', 'van', 'från', 'fra', 'od', 'от', '差出人', '发件人', '寄件者', '보낸 사람'],
  other: [
    ...['sent', 'date', 'to', 'subject', 'cc', 'gesendet', 'datum', 'an', 'betreff', 'envoyé', 'envoyé le', 'à', 'objet', 'enviado'],
    ...['enviado el', 'fecha', 'para', 'asunto', 'inviato', 'data', 'a', 'oggetto', 'verzonden', 'aan', 'onderwerp', 'skickat', 'till'],
    ...[
      'ämne',
      'sendt',
      'til',
      'emne',
      '日付',
      '日時',
      '送信日時',
      '宛先',
      '件名',
      '发送时间',
      '收件人',
      '主题',
      '날짜',
      '받는 사람',
      '제목',
    ],
    ...['enviada em', 'assunto', 'reply-to', 'répondre à', 'kopie', 'wysłano', 'do', 'temat', 'дата', 'кому', 'тема'],
  ],
} as const;
const FORWARDED =
  /forwarded message|begin forwarded|weitergeleitete nachricht|message transféré|message réexpédié|mensaje reenviado|転送/iu;
const ORIGINAL =
  /^[-_–—*\s]*(?:original message|original appointment|ursprüngliche nachricht|message d'origine|message original|mensaje original|messaggio originale|oorspronkelijk bericht|oprindelig besked|ursprungligt meddelande|元のメッセージ|原始邮件)[-_–—*\s]*:?$/iu;
const WRAPPED_LINES = 3;
const BLOCK_LINES = 8;

const hasAddress = (line: string) => /[^\s@<>]@[^\s@<>]+\.[^\s@<>]/.test(line);
const bare = (line: string) => line.replaceAll(/[*_>\u00a0\u200e\u200f]/g, ' ').trim();

/** Name of the header that a line is, in lower case; null when it is none. Bold in HTML is `**From:**` here. */
function headerOf(line: string): string | null {
  const found = /^([^:：]{1,20}?)\s*[:：]/u.exec(bare(line));
  return found ? (found[1] ?? '').toLowerCase().trim() : null;
}

/** Whether a block of headers begins here, as Outlook puts above what it quotes. */
export function beginsHeaders(lines: readonly string[], at: number): boolean {
  const first = headerOf(lines[at] ?? '');
  if (first === null || !(HEADERS.from as readonly string[]).includes(first)) return false;
  const next = lines.slice(at + 1, at + BLOCK_LINES).map((line) => headerOf(line));
  return next.filter((name) => name !== null && (HEADERS.other as readonly string[]).includes(name)).length >= 2;
}

/** Whether what follows is passed on, and so meant to be read. */
export function isForwardMark(line: string): boolean {
  return FORWARDED.test(line) && !/[.!?]$/.test(line.trim());
}

export function isOriginalMark(line: string): boolean {
  return ORIGINAL.test(bare(line)) && /[-_–—*]{2}/.test(line);
}

/** In any language: a date, and an address at the end. */
const DATED_ADDRESS = /[<(][^<>()\s@]+@[^<>()\s@]+[>)]\s*[:：]$/;

/** What says who wrote what follows; `known`: in words that we know. */
function attributionOf(sentence: string): 'known' | 'likely' | null {
  const words = sentence
    .replaceAll(/[*_\u00a0\u200e\u200f]|^[\s>]+/g, ' ')
    .trim()
    .replace(/^-+|-+$/g, '')
    .trim();
  if (words.length > 400 || !/\d/.test(words)) return null;
  const lower = words.toLowerCase();
  const isKnown = WROTE.some(([begins, wrote]) => lower.startsWith(begins) && lower.includes(wrote)) && /[:：]$/.test(words);
  if (isKnown || WROTE_AT_END.test(words)) return 'known';
  return DATED_ADDRESS.test(words) ? 'likely' : null;
}

/**
 * How many lines the sentence takes that says who wrote what follows, wrapped as it may be; null when there is none here. It is sure
 * without a quote behind it only when an address stands in it: people write such sentences too.
 */
export function attributionAt(lines: readonly string[], at: number): { readonly lines: number; readonly isSure: boolean } | null {
  if (bare(lines[at] ?? '') === '') return null;
  for (let count = 1; count <= WRAPPED_LINES; count += 1) {
    const sentence = lines.slice(at, at + count).join(' ');
    const found = attributionOf(sentence);
    if (found !== null) return { lines: count, isSure: found === 'known' && hasAddress(sentence) };
    if (bare(lines[at + count] ?? '') === '') return null;
  }
  return null;
}
