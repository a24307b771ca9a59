/** Conversations of the demo: the same ones for the same seed. Pure. */
import type { Author, ConversationId, EntryBody, Millis, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { INVOICE, type Paper, PICTURE } from './papers.ts';
import { OPERATORS, SITES } from './people.ts';
import { CHATTER, NAMES, TALKS, type Talk } from './words.ts';

export interface Line {
  readonly author: Author;
  readonly body: EntryBody;
  readonly at: Millis;
}
export interface Made {
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
  readonly lines: readonly Line[];
  /** What operators have read: all, or nothing. */
  readonly isRead: boolean;
  /** How far the visitor has read: to the end, or not the last answer. */
  readonly seen: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const DAYS = 90;
/** Every so many conversations there is a long one. */
const LONG_EVERY = 60;
const LONG = 310;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function createChance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (most: number) => Math.floor(next() * most),
    pick: <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)] as Item,
    one: (among: number) => next() < 1 / among,
  };
}
export type Chance = ReturnType<typeof createChance>;

const hex = (chance: Chance, length: number) => Array.from({ length }, () => chance.below(16).toString(16)).join('');

/** Where a talk is held: Arabic and French ones on the sites that speak it, at times. */
function siteOf({ lang }: Talk, chance: Chance): SiteId {
  const ids = SITES.map(({ id }) => id);
  const own = { ar: ids[2], fr: ids[1] }[lang as string];
  return (own ?? (chance.one(6) ? ids[1] : ids[0])) as SiteId;
}

const colleaguesOf = (siteId: SiteId) => OPERATORS.filter(({ roles }) => Object.hasOwn(roles, siteId));
const authorOf = ({ id, name }: { readonly id: OperatorId; readonly name: string }): Author => ({ kind: 'operator', id, name });

/** Who the visitor is: said by themselves, signed by the site, or nobody knows. */
function profileOf(chance: Chance, name: string | null): EntryBody[] {
  if (name === null && !chance.one(3)) return [];
  const letters =
    (name ?? 'guest')
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.join('.') ?? 'reader';
  const mail = `${letters}@mail.example`;
  const data = chance.one(2)
    ? { data: { plan: chance.pick(['free', 'team', 'business']), orders: chance.below(40), segments: 'newsletter' } }
    : {};
  return [{ kind: 'profile', ...(name !== null && { name }), ...(chance.one(2) && { email: mail }), ...data }];
}

/** How a conversation stands at the end. */
function endOf(
  chance: Chance,
  { tag, at, now }: { tag: string; at: Millis; now: Millis },
  colleagues: ReturnType<typeof colleaguesOf>,
): EntryBody[] {
  const who = chance.pick(colleagues);
  const tags: EntryBody[] = chance.one(2) ? [{ kind: 'tags', tags: chance.one(6) ? [tag, 'vip'] : [tag] }] : [];
  const assign: EntryBody[] = chance.one(2) ? [{ kind: 'assign', operatorId: who.id, name: who.name }] : [];
  const isOld = at < now - 4 * DAY;
  if (isOld && !chance.one(8)) return [...assign, ...tags, { kind: 'status', status: 'resolved' }];
  if (chance.one(8)) return [...assign, ...tags, { kind: 'snooze', until: now + (1 + chance.below(6)) * DAY }];
  if (chance.one(12)) return [{ kind: 'spam', on: true }, ...(chance.one(2) ? [{ kind: 'block', on: true } as const] : [])];
  return [...assign, ...tags];
}

/** A moment of a working day, most of them recent. */
function momentIn(chance: Chance, now: Millis): Millis {
  const back = Math.floor(chance.next() ** 2 * DAYS);
  const day = new Date(now - back * DAY);
  day.setHours(8 + Math.floor((chance.next() + chance.next()) * 5.5), chance.below(60), chance.below(60), 0);
  const isWeekend = day.getDay() % 6 === 0;
  const moment = day.getTime() - (isWeekend && !chance.one(4) ? 2 * DAY : 0);
  if (moment < now) return moment;
  // Later today is yesterday; some of them came in just now.
  return chance.one(4) ? now - chance.below(50) * MINUTE : moment - DAY;
}

function linesOf(talk: Talk, chance: Chance): Talk['lines'] {
  if (!chance.one(LONG_EVERY)) return talk.lines.slice(0, chance.one(5) ? 1 : talk.lines.length);
  const more = Array.from({ length: LONG }, (_, index) => `${index % 3 === 0 ? 'v' : 'o'}:${chance.pick(CHATTER)}` as const);
  return [...talk.lines, ...more];
}

/** A conversation while it is written: adds entries, each some minutes behind the one before. */
function createThread(chance: Chance, { at: begins, now }: { readonly at: Millis; readonly now: Millis }) {
  const lines: Line[] = [];
  let at = begins;
  return {
    lines,
    add(author: Author, body: EntryBody, minutes: number) {
      lines.push({ author, body, at: Math.min(at, now) });
      at += Math.ceil(minutes * MINUTE * (0.2 + chance.next()));
    },
  };
}
type Thread = ReturnType<typeof createThread>;
interface Speakers {
  readonly visitor: Author;
  readonly answering: Author;
  readonly colleagues: ReturnType<typeof colleaguesOf>;
}

const withFile = (chance: Chance, { file }: Paper) => ({ files: [{ ...file, id: hex(chance, 32) }] });

/** An answer; at times with a file or answers to choose from, said otherwise since, or taken back. */
function addAnswer(chance: Chance, { add, lines }: Thread, author: Author, text: string): void {
  const seq = lines.length + 1;
  const isEdited = chance.one(15);
  const extras = { ...(chance.one(12) && { replies: ['Yes', 'No', 'Tell me more'] }), ...(chance.one(20) && withFile(chance, INVOICE)) };
  add(author, { kind: 'message', text, ...extras, ...(isEdited && { isEdited }) }, 4);
  if (isEdited) add(author, { kind: 'edit', of: seq, text }, 1);
  if (isEdited || !chance.one(40)) return;
  add({ kind: author.kind, id: author.id }, { kind: 'erased' }, 0.1);
  add(author, { kind: 'remove', of: seq + 1 }, 1);
}

function addLine(chance: Chance, thread: Thread, line: Talk['lines'][number], { visitor, answering, colleagues }: Speakers): void {
  const text = line.slice(2);
  const called = chance.pick(colleagues);
  if (line.startsWith('o')) addAnswer(chance, thread, answering, text);
  else if (line.startsWith('v')) thread.add(visitor, { kind: 'message', text, ...(chance.one(25) && withFile(chance, PICTURE)) }, 6);
  else if (chance.one(2)) thread.add(answering, { kind: 'note', text: `@${called.name} ${text}`, mentions: [called.id] }, 1);
  else thread.add(answering, { kind: 'note', text }, 1);
}

/** One conversation, its entries with the moments they were written at. */
export function makeConversation(chance: Chance, now: Millis): Made {
  const talk = chance.pick(TALKS);
  const siteId = siteOf(talk, chance);
  const colleagues = colleaguesOf(siteId);
  const answering = authorOf(chance.pick(colleagues));
  const name = chance.pick(NAMES[talk.lang]);
  const isSigned = name !== null && chance.one(5);
  const visitor: Author = { kind: 'visitor', id: `${isSigned ? 'u_' : ''}${hex(chance, 30)}`, ...(name !== null && { name }) };
  const at = momentIn(chance, now);
  const thread = createThread(chance, { at, now });
  for (const [index, line] of linesOf(talk, chance).entries()) {
    addLine(chance, thread, line, { visitor, answering, colleagues });
    if (index > 0) continue;
    for (const body of profileOf(chance, name)) thread.add(visitor, body, 0.1);
    if (chance.one(6))
      thread.add(visitor, { kind: 'event', name: 'order:placed', data: { total: chance.below(300), currency: 'EUR' } }, 0.1);
  }
  for (const body of endOf(chance, { tag: talk.tag, at, now }, colleagues)) thread.add(answering, body, 0.2);
  const { lines } = thread;
  const isOver = lines.some(({ body }) => body.kind === 'status');
  const rating: EntryBody = {
    kind: 'rating',
    score: chance.one(5) ? 2 : 4 + chance.below(2),
    ...(chance.one(3) && { text: 'Quick and kind' }),
  };
  if (isOver && chance.one(3)) thread.add(visitor, rating, 1);
  const isAnswered = lines.findLast(({ body }) => body.kind === 'message')?.author.kind === 'operator';
  const seen = isAnswered && chance.one(3) ? lines.findLastIndex(({ author }) => author.kind === 'visitor') + 1 : lines.length;
  return { siteId, conversationId: hex(chance, 32) as ConversationId, lines, seen, isRead: isOver || chance.one(2) || isAnswered };
}
