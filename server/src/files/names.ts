/** Names of files, as their senders give them, made harmless. */
import { endingOf, type Kind } from './kinds.ts';

const MAX_NAME = 255;
/** The joiners of emoji and of Persian words are no harm. */
const JOINERS = /[\u200C\u200D]/;

/** Without path, control and direction characters, and what file systems forbid: one line. */
function clean(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  return last
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, (char) => (JOINERS.test(char) ? char : ''))
    .replaceAll(/["*:<>?|]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
}

/** The first units of a text, never half of a surrogate pair. */
function cut(text: string, most: number): string {
  const short = text.slice(0, most);
  return short.isWellFormed() ? short : short.slice(0, -1);
}

/**
 * The name under which a file is kept and saved. It ends as its kind does, so that a picture which is also a page cannot be
 * saved as the page.
 */
export function fileNameOf(given: string, { endings }: Kind): string {
  const name = clean(given) || 'file';
  const ending = endingOf(name);
  const fits = endings.includes(ending);
  const tail = `.${fits ? ending : endings[0]}`;
  const stem = fits ? name.slice(0, -tail.length) : name;
  return `${cut(stem || 'file', MAX_NAME - tail.length)}${tail}`;
}

/** `Content-Disposition` of RFC 6266: a name for everybody, and the real one in UTF-8. */
export function dispositionOf(how: 'inline' | 'attachment', name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["%\\]/g, '_');
  const utf8 = encodeURIComponent(name).replaceAll(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${how}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
