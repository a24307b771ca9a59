import type { EntryView, Profile } from '@parley/shared-types/model.ts';
import type { SetVerb } from '@parley/shared-types/sdk.ts';
import type { Pending } from '../core/outbox.ts';
import { messageIn, type VisitorBody } from '../core/visitor-session.ts';

type Facts = NonNullable<Profile['data']>;

/** Facts in Crisp's shapes, `[[[key, value], ...]]` and `[key, value]`, or as an object. What is no text, number or boolean is left out. */
function readFacts(value: unknown): Facts {
  const pairs = !Array.isArray(value)
    ? Object.entries((value ?? {}) as object)
    : Array.isArray(value[0])
      ? ((Array.isArray(value[0][0]) ? value[0] : value) as [string, unknown][])
      : [value as [string, unknown]];
  return Object.fromEntries(pairs.filter(([, fact]) => /^(string|number|boolean)$/.test(typeof fact))) as Facts;
}

/** What `set` says about the visitor; values come alone or, as with Crisp, in an array. */
export function readSet(name: SetVerb, value: unknown): Profile {
  if (name === 'session:data') return { data: readFacts(value) };
  const text = `${Array.isArray(value) ? value[0] : value}`.trim();
  return name === 'user:email' ? { email: text } : { name: text };
}

/** The later one replaces fields of the earlier; facts are joined. */
export function joinProfiles(earlier: Profile, { email, name, data }: Profile): Profile {
  return {
    ...earlier,
    ...(email ? { email } : {}),
    ...(name ? { name } : {}),
    ...(data ? { data: { ...earlier.data, ...data } } : {}),
  };
}

/** What the conversation already says about the visitor, on its way included. */
export function knownProfile(entries: readonly EntryView[], pending: readonly Pending<VisitorBody>[]): Profile {
  const said = entries.map((entry) => (entry.kind === 'entry' && entry.author.kind === 'visitor' ? entry.body : {}) as Profile);
  const coming = pending.map(({ body }) => (messageIn(body) ? {} : (body as Profile)));
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
