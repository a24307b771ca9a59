const HARD = '\u00a0';
const NARROW = '\u202f';

/** The spaces of French, so that sources can be written with ordinary ones: no line begins with a colon or ends with an opening quote. */
export function typeset(text: string): string {
  return text
    .replace(/ ([;!?](?=\s|$))/g, `${NARROW}$1`)
    .replace(/ ([:»%](?=\s|$|[.,)]))/g, `${HARD}$1`)
    .replaceAll('« ', `«${HARD}`);
}
