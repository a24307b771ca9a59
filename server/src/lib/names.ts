import type { Author } from '@parley/shared-types/model.ts';

const MAX_NAME = 80;

/** A name as one line of well-formed text, without control and direction characters, at most 80 long; it may be empty. */
export function oneLine(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
    .toWellFormed();
}

/** The name that is shown for an author: one line, and never empty. */
export function nameOf({ kind, name }: Author): string {
  return oneLine(name ?? '') || { visitor: 'Visitor', operator: 'Operator', bot: 'Bot', system: 'Parley' }[kind];
}
