/** The sign by which an answer from a channel is a note that only operators see: it begins with `note:` or `//`. Pure. */
const MARK = /^\s*(?:note\s*:|\/\/)[^\S\n]*/i;

/** @returns the text without the sign */
export function readNoteMark(text: string): { readonly isNote: boolean; readonly text: string } {
  const isNote = MARK.test(text);
  const said = isNote ? text.replace(MARK, '').trim() : text;
  return said === '' ? { isNote: false, text } : { isNote, text: said };
}
