import type { EntryView, Profile } from '@parley/shared-types/model.ts';
import type { Pending } from '../core/outbox.ts';
import type { Told, VisitorBody } from '../core/visitor-session.ts';

/** The later one replaces fields of the earlier; facts are joined. */
export function joinProfiles(earlier: Profile, { email, name, data }: Profile): Profile {
  return {
    ...earlier,
    ...(email ? { email } : {}),
    ...(name ? { name } : {}),
    ...(data ? { data: { ...earlier.data, ...data } } : {}),
  };
}

export const isErase = (body: VisitorBody): boolean => (body as Told).kind === 'erase';

/** Whether a visitor says something about themselves. */
export function isProfile(body: VisitorBody): body is Profile {
  return typeof body !== 'string' && !('kind' in body);
}

/** What the conversation already says about the visitor, on its way included. */
export function knownProfile(entries: readonly EntryView[], pending: readonly Pending<VisitorBody>[]): Profile {
  const said = entries.map((entry) => (entry.kind === 'entry' && entry.body.kind === 'profile' ? entry.body : {}) as Profile);
  const coming = pending.map(({ body }) => (isProfile(body) ? body : {}));
  return [...said, ...coming].reduce(joinProfiles, {});
}

/** What of `wanted` is not known yet; null when all is. Facts are told whole, since they replace those of before. */
export function newsOf(wanted: Profile, known: Profile): Profile | null {
  const all = joinProfiles(known, wanted);
  const news = Object.entries(all).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(known[field as keyof Profile] ?? {}),
  );
  return news.length > 0 ? Object.fromEntries(news) : null;
}
