/** What a page's script says, in Crisp's shapes or plain. Pure. */
import type { Facts, Profile } from '@parley/shared-types/model.ts';
import type { SetVerb } from '@parley/shared-types/sdk.ts';
import { type Fact, isFact, textOf } from './values.ts';

type FactVerb = Extract<SetVerb, `user:${string}` | 'session:data' | 'session:segments'>;

/** Facts that have verbs of their own; `session:data` does not tell them. */
const OWN = /^(phone|avatar|segments|company(:.*)?)$/;

/** Facts in Crisp's shapes, `[[[key, value], ...]]` and `[key, value]`, or as an object. What is no text, number or boolean is left out. */
export function readFacts(value: unknown): Facts {
  const pairs = !Array.isArray(value)
    ? Object.entries((value ?? {}) as object)
    : Array.isArray(value[0])
      ? ((Array.isArray(value[0][0]) ? value[0] : value) as [string, unknown][])
      : typeof value[0] === 'object'
        ? Object.entries(value[0] ?? {})
        : [value as [string, unknown]];
  return Object.fromEntries(pairs.filter(([, fact]) => isFact(fact))) as Facts;
}

function readCompany(value: unknown): Facts {
  const about = readFacts(Array.isArray(value) ? value[1] : {});
  return { company: textOf(value), ...Object.fromEntries(Object.entries(about).map(([key, fact]) => [`company:${key}`, fact])) };
}

/** `[[segment, ...], overwrite?]`: added to those of before, unless they are to be replaced. */
function readSegments(value: unknown, before: Fact = ''): Facts {
  const [given, isWhole] = Array.isArray(value) && Array.isArray(value[0]) ? value : [value];
  const names = [...(isWhole || before === '' ? [] : `${before}`.split(', ')), ...[given].flat().filter(isFact).map(String)];
  return { segments: [...new Set(names)].join(', ') };
}

/** What `set` says about the visitor; null when the value says nothing. */
export function readSet(name: FactVerb, value: unknown, before: Facts = {}): Profile | null {
  if (name === 'session:data') return { data: readFacts(value) };
  if (name === 'session:segments') return { data: readSegments(value, before.segments) };
  const text = textOf(value);
  if (!text) return null;
  if (name === 'user:email') return { email: text };
  if (name === 'user:nickname') return { name: text };
  return { data: name === 'user:company' ? readCompany(value) : { [name.slice(5)]: text } };
}

/** The facts that were set by `session:data`. */
export function dataOf({ data = {} }: Profile): Facts {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !OWN.test(key)));
}

/** Events in Crisp's shape, `[[[name, data?, colour?], ...]]`, or one as `[name, data?]`. */
export function readEvents(value: unknown): { readonly kind: 'event'; readonly name: string; readonly data?: Facts }[] {
  if (!Array.isArray(value)) return readEvents([value]);
  if (!Array.isArray(value[0])) {
    const [name, data] = value;
    if (typeof name !== 'string' || !name.trim()) return [];
    return [{ kind: 'event', name: name.trim(), ...(data && typeof data === 'object' ? { data: readFacts(data) } : {}) }];
  }
  return (Array.isArray(value[0][0]) ? value[0] : value).flatMap(readEvents);
}
