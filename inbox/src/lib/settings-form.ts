import type { SiteChange, SiteInfo } from '@parley/shared-types/http.ts';
import type { SiteSettings } from '@parley/shared-types/model.ts';
import { t } from '../words/words.ts';
import { isColor } from './colors.ts';

/** Everything about a site that its settings page shows. */
export interface SettingsForm extends SiteSettings {
  readonly name: string;
}

/** Smallest and largest of the settings that are numbers; the server has the same. */
export const RANGES = { offsetX: [0, 400], offsetY: [0, 400], zIndex: [0, 2_147_483_647] } as const;

export function formOf({ name, settings }: SiteInfo): SettingsForm {
  return { ...settings, name };
}

/** As they are sent. */
export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Names of the fields that differ from what is stored. */
export function changedFields(stored: SettingsForm, form: SettingsForm): readonly (keyof SettingsForm)[] {
  return (Object.keys(form) as (keyof SettingsForm)[]).filter((field) => !isSame(stored[field], form[field]));
}

/** Only what differs from what is stored: what another admin changes at the same time stays theirs. */
export function changeOf(stored: SettingsForm, form: SettingsForm): SiteChange {
  const changed = changedFields(stored, form);
  const settings = Object.fromEntries(changed.filter((field) => field !== 'name').map((field) => [field, form[field]]));
  return { ...(changed.includes('name') && { name: form.name }), ...(Object.keys(settings).length > 0 && { settings }) };
}

/** What can be told before the server is asked, by field. */
export function problemsOf(form: SettingsForm): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  if (form.name.trim() === '') problems.name = t('Give the site a name.');
  if (!isColor(form.color)) problems.color = t('Write a colour like #5b54d6.');
  // Digits as the field takes them, without signs between.
  for (const [field, [least, most]] of Object.entries(RANGES)) {
    const value = form[field as keyof typeof RANGES];
    if (!(Number.isInteger(value) && value >= least && value <= most))
      problems[field] = t('Write a whole number from {least} to {most}.', { least: String(least), most: String(most) });
  }
  return problems;
}

/** Fields as the page names them: the server's begin with `settings.`. */
export function ownProblems(told: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(told).map(([path, words]) => [path.replace(/^settings\./, ''), asSentence(words)]));
}

/** True for `hours` and all that is within it, `hours.days.0`, but not for `hoursOf`. */
export const isWithin = (path: string, field: string): boolean => path === field || path.startsWith(`${field}.`);

/** The first thing wrong with a field or with what is within it; null: nothing. */
export function problemAt(problems: Readonly<Record<string, string>>, field: string): string | null {
  const found = Object.entries(problems).find(([path]) => isWithin(path, field));
  return found ? found[1] : null;
}

/** The server's words go on from the name of a field, as in `must be ...`; here they stand alone. */
export function asSentence(words: string): string {
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.?]$/.test(sentence) ? sentence : `${sentence}.`;
}
