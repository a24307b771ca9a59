import { t } from '../words/words.ts';

/** Days that numbers are asked of, as the address says them. Pure. */

const DAY = 86_400_000;
export const PRESETS = [7, 30, 90] as const;
export type Preset = (typeof PRESETS)[number];
const FIRST: Preset = 30;
export const MOST_DAYS = 366;

export interface Period {
  /** `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  /** null: days of one's own. */
  readonly preset: Preset | null;
}

/** The day that a clock on this wall shows. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);
}

export function dayCount({ from, to }: Pick<Period, 'from' | 'to'>): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
}

const isDay = (word: string | undefined): word is string =>
  word !== undefined && /^\d{4}-\d\d-\d\d$/.test(word) && !Number.isNaN(Date.parse(word)) && addDays(word, 0) === word;

/** What is wrong with days of one's own, in words; null: nothing. */
export function periodProblem({ from, to }: { readonly from: string; readonly to: string }): string | null {
  if (!isDay(from) || !isDay(to)) return t('Choose a first and a last day.');
  if (to < from) return t('The last day lies before the first.');
  return dayCount({ from, to }) > MOST_DAYS ? t('Choose at most {count} days.', { count: MOST_DAYS }) : null;
}

/** Reads the search of an address; what makes no sense is the last 30 days. */
export function parsePeriod(query: Readonly<Record<string, string>>, today: string): Period {
  const { from = '', to = '', days } = query;
  if (periodProblem({ from, to }) === null) return { from, to, preset: null };
  const preset = PRESETS.find((count) => String(count) === days) ?? FIRST;
  return { from: addDays(today, 1 - preset), to: today, preset };
}

export function periodSearch(period: Pick<Period, 'from' | 'to'> | Preset): string {
  return typeof period === 'number' ? `?days=${period}` : `?from=${period.from}&to=${period.to}`;
}
