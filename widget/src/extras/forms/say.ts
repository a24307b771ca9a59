import type { EntryView } from '@parley/shared-types/model.ts';
import type { PanelState } from '../../panel/model.ts';
import { formsEn } from '../../words/forms/en.ts';

export const say = ({ words }: PanelState): typeof formsEn => words.forms ?? formsEn;

/** The visitor has said something, or is about to. */
export function hasWritten({ entries, pending }: PanelState): boolean {
  const isOwn = (entry: EntryView) => entry.kind === 'entry' && entry.body.kind === 'message' && entry.author.kind === 'visitor';
  return entries.some(isOwn) || pending.some(({ body }) => typeof body === 'string');
}

export const valuesOf = (form: HTMLFormElement): Record<string, string> => Object.fromEntries(new FormData(form)) as Record<string, string>;

/** Focuses what has just come, as a `ref`; not on a page that nobody touched yet. */
export function take(element: HTMLElement | null): void {
  if (navigator.userActivation?.hasBeenActive ?? true) element?.focus({ preventScroll: true });
}
