import type { DeskChange } from '@parley/shared-types/http.ts';
import type { CannedReply, DeskSettings, Tag } from '@parley/shared-types/model.ts';
import { MAX_CANNED_TEXT } from '@parley/shared-types/protocol.ts';
import { t } from '../words/words.ts';
import { isColor } from './colors.ts';
import { isSame } from './settings-form.ts';

/** What the page about teamwork shows; canned replies have a page of their own. */
export type DeskForm = Omit<DeskSettings, 'replies'>;

export const MAX_DAYS = 3_650;
/** Offered when retention is switched on. */
export const USUAL_DAYS = 365;

/** Told apart from each other on both grounds. */
const COLORS = ['#5b54d6', '#0f7b6c', '#b54708', '#c11574', '#175cd3', '#4e5ba6', '#b42318', '#3f621a'] as const;

export function deskFormOf({ autoAssign, retentionDays, tags }: DeskSettings): DeskForm {
  return { autoAssign, retentionDays, tags };
}

/** Only what differs: what another admin changes at the same time stays theirs. */
export function deskChangeOf(was: DeskForm, now: DeskForm): DeskChange {
  const fields = Object.keys(now) as (keyof DeskForm)[];
  return Object.fromEntries(fields.filter((field) => !isSame(was[field], now[field])).map((field) => [field, now[field]]));
}

const sameName = (name: string) => name.trim().toLocaleLowerCase('en');

export function deskProblems({ retentionDays, tags }: DeskForm): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  const days = Number.isInteger(retentionDays) && retentionDays >= 0 && retentionDays <= MAX_DAYS;
  if (!days) problems.retentionDays = t('Write a whole number of days from 1 to {most}.', { most: MAX_DAYS });
  const seen = new Set<string>();
  for (const [index, { name, color }] of tags.entries()) {
    if (name.trim() === '') problems[`tags.${index}.name`] = t('Give the tag a name.');
    else if (seen.has(sameName(name))) problems[`tags.${index}.name`] = t('There is a tag of this name already.');
    if (!isColor(color)) problems[`tags.${index}.color`] = t('Write a colour like #5b54d6.');
    seen.add(sameName(name));
  }
  return problems;
}

/** A tag to be named, of the colour that is used least. */
export function newTag(tags: readonly Tag[]): Tag {
  const uses = (color: string) => tags.filter((tag) => tag.color === color).length;
  const color = [...COLORS].sort((a, b) => uses(a) - uses(b))[0] ?? COLORS[0];
  return { name: '', color };
}

/** A canned reply as it is written; '' is the id of none. */
export type ReplyForm = Omit<CannedReply, 'id'>;

/** What is wrong with a reply, by field, before the server is asked. */
export function replyProblems({ shortcut, text }: ReplyForm, others: readonly CannedReply[]): Readonly<Record<string, string>> {
  const word = shortcut.trim().toLowerCase();
  const problems: Record<string, string> = {};
  if (!/^[a-z0-9-]{1,40}$/.test(word)) problems.shortcut = t('Write 1 to 40 letters from a to z, digits or hyphens.');
  else if (others.some((other) => other.shortcut === word)) problems.shortcut = t('Another reply has this shortcut.');
  if (text.trim() === '') problems.text = t('Write what the reply says.');
  else if (text.trim().length > MAX_CANNED_TEXT) problems.text = t('At most {most} characters fit.', { most: MAX_CANNED_TEXT });
  return problems;
}
