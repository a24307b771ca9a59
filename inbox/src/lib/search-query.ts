/** What is searched for, as the address of the page says it: so that it can be kept, sent to a colleague, and gone back to. */
export interface SearchQuery {
  readonly q: string;
  readonly site: string;
  readonly by: string;
  readonly status: string;
  readonly tag: string;
  /** Id of an operator, or `none`. */
  readonly assignee: string;
  /** Days, `2026-11-25`, by the clock of whoever looks; both are within. */
  readonly from: string;
  readonly to: string;
}
export type FilterName = Exclude<keyof SearchQuery, 'q'>;

export const NO_QUERY: SearchQuery = { q: '', site: '', by: '', status: '', tag: '', assignee: '', from: '', to: '' };
const NAMES = Object.keys(NO_QUERY) as readonly (keyof SearchQuery)[];

export function readQuery(query: Readonly<Record<string, string>>): SearchQuery {
  return Object.fromEntries(NAMES.map((name) => [name, query[name] ?? ''])) as unknown as SearchQuery;
}

function paramsOf(query: Readonly<Record<string, string>>): string {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
}

export const SEARCH = '/inbox/search';
export function searchHref(query: SearchQuery): string {
  const params = paramsOf({ ...query });
  return params === '' ? SEARCH : `${SEARCH}?${params}`;
}

/** Midnight at which a day begins, or the one after it; '' for no day. */
function midnight(day: string, after: number): string {
  const [year, month, date] = day.split('-').map(Number);
  const at = new Date(year ?? Number.NaN, (month ?? Number.NaN) - 1, (date ?? Number.NaN) + after).getTime();
  return Number.isFinite(at) && at >= 0 ? String(at) : '';
}

/** The question to the server. */
export function questionOf(query: SearchQuery, before: string | null): string {
  const asked = { ...query, q: query.q.trim(), from: midnight(query.from, 0), to: midnight(query.to, 1) };
  return `/api/search?${paramsOf({ ...asked, before: before ?? '' })}`;
}
