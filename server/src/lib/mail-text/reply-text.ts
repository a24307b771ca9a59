/** What somebody wrote in an answer: without what was said before, signature and marks of devices. Pure. */
import { attributionAt, beginsHeaders, isForwardMark, isOriginalMark } from './history.ts';

/** Lines that phones and apps put below; only at the end, and only whole lines. */
const DEVICE =
  /^(?:sent from (?:my |the )?[\p{L}\d .+-]{2,40}|sent (?:with|via|using) .{2,60}|get outlook for .{2,80}|envoyé (?:de|depuis|à partir de) .{2,60}|télécharger outlook pour .{2,80}|obtenez outlook pour .{2,80}|(?:diese nachricht wurde )?von (?:meinem|meiner) .{2,60}gesendet\.?|gesendet (?:von|mit|über) .{2,60}|outlook für .{2,80}|enviado (?:desde|con) .{2,60}|obtener outlook para .{2,80}|inviato da(?:l|lla)? .{2,60}|verzonden (?:vanaf|met|vanuit) .{2,60}|verstuurd (?:vanaf|met) .{2,60}|sendt fra .{2,60}|skickat från .{2,60}|iphoneから送信|iphone から送信|ipadから送信|androidから送信|从我的.{2,20}发送)$/iu;
/** Who answers inside of what they quote says so. */
const ANSWERS_BELOW =
  /\b(?:below|inline|in[ -]line|in (?:red|blue|green)|see my (?:answers|comments)|unten|im text|ci-dessous|más abajo|debajo|in rosso)\b|下記|以下/iu;

const isQuoted = (line: string) => /^\s{0,3}>/.test(line);
const isBlank = (line: string) => line.trim() === '';
const isRule = (line: string) => /^[\s_*-]{5,}$/.test(line);

interface Region {
  readonly from: number;
  readonly to: number;
}

/** Where what was said before begins and is not marked line by line: all below it is. */
function endOfWords(lines: readonly string[]): number {
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    // What is passed on is meant to be read, with the headers above it.
    if (isForwardMark(line)) return lines.length;
    if (isQuoted(line)) continue;
    if (isOriginalMark(line) || beginsHeaders(lines, at)) return at;
    const found = attributionAt(lines, at);
    if (found?.isSure && !quoteBehind(lines, at + found.lines)) return at;
  }
  return lines.length;
}

/** Whether the next line that is not blank is a quoted one. */
function quoteBehind(lines: readonly string[], at: number): boolean {
  const next = lines.slice(at, at + 4).find((line) => !isBlank(line));
  return next !== undefined && isQuoted(next);
}

/** Stretches of quoted lines, with the sentence above them that says whose they are. */
function quotesIn(lines: readonly string[]): Region[] {
  const regions: Region[] = [];
  let at = 0;
  while (at < lines.length) {
    const found = isQuoted(lines[at] ?? '') ? { lines: 0 } : attributionAt(lines, at);
    const from = at;
    if (!found || !(found.lines === 0 || quoteBehind(lines, at + found.lines))) {
      at += 1;
      continue;
    }
    at += found.lines;
    let to = at;
    while (at < lines.length && (isQuoted(lines[at] ?? '') || isBlank(lines[at] ?? ''))) {
      if (isQuoted(lines[at] ?? '')) to = at + 1;
      at += 1;
    }
    at = to;
    regions.push({ from, to });
  }
  return regions;
}

const hasWords = (lines: readonly string[]) => lines.some((line) => !isBlank(line) && !isRule(line));

/** Takes away the quote at the end, and the one at the beginning when all that was written stands below it. */
function withoutQuotes(lines: readonly string[]): string[] {
  const regions = quotesIn(lines);
  const last = regions.at(-1);
  const isLast = last !== undefined && !hasWords(withoutSignature(lines.slice(last.to)));
  const end = isLast ? last.from : lines.length;
  const inside = regions.filter(({ from }) => from < end);
  const [first] = inside;
  const start = inside.length === 1 && first && !hasWords(lines.slice(0, first.from)) ? first.to : 0;
  return lines.slice(start, end);
}

/** Takes away what is below the line of RFC 3676, when nothing but a signature can be there, and marks of devices. */
function withoutSignature(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => /^-- ?$/.test(line));
  const kept = at >= 0 && lines.length - at <= 25 ? lines.slice(0, at) : [...lines];
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    if (!isBlank(last) && !isRule(last) && !DEVICE.test(last.trim().replace(/\s*<?\(?https?:\/\/[^\s]*$/, ''))) break;
    kept.pop();
  }
  return kept;
}

/** A text as it is stored: one kind of line breaks, no control characters, no white space around it. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll(/\n{4,}/g, '\n\n\n')
    .replace(/^\s*\n/, '')
    .trimEnd();
}

/**
 * What somebody wrote in a mail. Where nothing would be left it is the whole, and so it is where they say that they answer inside of
 * what they quote: taken away is only what is surely repeated.
 * @returns '' only when nothing is in the text at all
 */
export function wordsOf(text: string): string {
  const whole = clean(text);
  const lines = whole.split('\n').map((line) => (/^-- $/.test(line) ? line : line.trimEnd()));
  const above = withoutSignature(withoutQuotes(lines.slice(0, endOfWords(lines))));
  const said = clean(above.join('\n')).trim();
  return said === '' || ANSWERS_BELOW.test(said) ? whole.trim() : said;
}
