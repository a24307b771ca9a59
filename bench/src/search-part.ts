import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSearch } from '@parley/server/src/api/search.ts';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { sortableId } from '@parley/server/src/lib/ids.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { findableText, speakerOf } from '@parley/server/src/lib/search-text.ts';
import { readQuery, tokensOf } from '@parley/server/src/lib/search-words.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';
import type { NewEntry, Projection, Store } from '@parley/server/src/store/store.ts';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import { median, percentile } from './measure.ts';
import type { Line } from './table.ts';

const MESSAGES = 1_000_000;
const IN_ONE_CONVERSATION = 20;
const WORDS = 40_000;
const BATCH = 2_000;
const SITES = ['bench-a', 'bench-b', 'bench-c'] as unknown as readonly SiteId[];
const BEGAN = 1_700_000_000_000;
const GATE_MS = 50;

/** The same numbers each time. */
function createDice(): () => number {
  let seed = 42;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 4_294_967_296;
  };
}

const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi zo la ré ün ça por tal mek sin'.split(' ');
/** The word of a rank: few are in every other message, most are rare, as in every language. */
function wordOf(rank: number): string {
  let word = '';
  for (let rest = rank + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) word += SYLLABLES[rest % SYLLABLES.length];
  return word;
}
const rankFrom = (chance: number): number => Math.floor(WORDS ** chance) - 1;

function entryOf(siteId: SiteId, conversation: number, seq: number, dice: () => number, at: number): NewEntry {
  const text = Array.from({ length: 6 + Math.floor(dice() * 14) }, () => wordOf(rankFrom(dice()))).join(' ');
  const by = seq % 3 === 0 ? 'operator' : 'visitor';
  return {
    ...{ id: sortableId(), siteId, conversationId: `c${conversation}` as ConversationId, seq, clientMsgId: sortableId() },
    ...{ author: { kind: by, id: by }, audience: 'all', body: { kind: 'message', text }, hash: '', acceptedAt: at, storedAt: at },
  } as NewEntry;
}

function projectionOf(entries: readonly NewEntry[], conversation: number): Projection {
  const [first] = entries as readonly [NewEntry, ...NewEntry[]];
  const { siteId, conversationId, storedAt } = first;
  const status = { value: conversation % 4 === 0 ? 'open' : 'resolved', seq: 1 } as const;
  const tags = { value: conversation % 10 === 0 ? ['billing'] : [], seq: 1 };
  return { siteId, conversationId, visitorId: 'v' as never, headSeq: entries.length, createdAt: storedAt, status, tags };
}

/** Stores and indexes the messages as persister and search worker do. */
async function fill(store: Store): Promise<void> {
  const dice = createDice();
  for (let done = 0; done < MESSAGES; done += BATCH) {
    const entries: NewEntry[] = [];
    const projections: Projection[] = [];
    for (let index = 0; index < BATCH; index += IN_ONE_CONVERSATION) {
      const conversation = (done + index) / IN_ONE_CONVERSATION;
      const siteId = SITES[Math.floor(dice() ** 2 * SITES.length)] as SiteId;
      const own = Array.from({ length: IN_ONE_CONVERSATION }, (_, n) =>
        entryOf(siteId, conversation, n + 1, dice, BEGAN + (done + index + n) * 20_000),
      );
      entries.push(...own);
      projections.push(projectionOf(own, conversation));
    }
    await store.append(entries, projections);
    const documents = entries.map((entry) => {
      const { siteId, conversationId, seq, storedAt } = entry;
      const words = tokensOf(findableText(entry.body)).map(({ word }) => word);
      return { siteId, conversationId, seq, storedAt, by: speakerOf(entry), words };
    });
    await store.search.index(documents);
    if ((done + BATCH) % 200_000 === 0) console.log(`bench: ${done + BATCH} messages stored and indexed`);
  }
}

type Question = Parameters<ReturnType<typeof createSearch>>[0];
/** Words of every rank, begun words, pairs, phrases and filters; each kind as often. */
function questionsOf(dice: () => number): { kind: string; question: Question }[] {
  const ask = (typed: string, more: Partial<Question> = {}): Question => ({ siteIds: SITES, terms: readQuery(typed), ...more });
  const common = () => wordOf(Math.floor(dice() * 10));
  const rare = () => wordOf(1_000 + Math.floor(dice() * (WORDS - 1_000)));
  const some = () => wordOf(rankFrom(dice()));
  const one = () => [SITES[Math.floor(dice() * SITES.length)] as SiteId];
  const kinds: Readonly<Record<string, () => Question>> = {
    'common word': () => ask(`"${common()}"`),
    'rare word': () => ask(`"${rare()}"`),
    'one letter': () => ask(some().slice(0, 1)),
    'begun word': () => ask(some().slice(0, 2 + Math.floor(dice() * 5))),
    'two common words': () => ask(`${common()} ${common()}`),
    'common and rare': () => ask(`${rare()} ${common()}`),
    'three words': () => ask(`${some()} ${some()} ${some()}`),
    phrase: () => ask(`"${common()} ${common()}"`),
    'in one site': () => ask(some(), { siteIds: one() }),
    'common, in the smallest site': () => ask(common(), { siteIds: SITES.slice(2) }),
    'nothing anywhere': () => ask(`"${rare()} ${rare()}"`),
    'by operators, in a month': () => ask(some(), { by: 'operator', from: BEGAN, to: BEGAN + 30 * 86_400_000 }),
    'open, with a tag': () => ask(common(), { status: 'open', tag: 'billing' }),
    'tag that nothing has': () => ask(common(), { tag: 'nothing' }),
  };
  return Object.entries(kinds).flatMap(([kind, make]) => Array.from({ length: 40 }, () => ({ kind, question: make() })));
}

/** Questions of every kind to a million messages in the embedded store, with the reading of what they show. */
export async function benchSearch(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  try {
    const store = createSqliteStore({ sqlite, clock: createClock(), logger: createLogger('warn', 'bench') });
    const began = performance.now();
    await fill(store);
    console.log(`bench: ${MESSAGES} messages stored and indexed in ${Math.round((performance.now() - began) / 1_000)} s`);
    const find = createSearch(store);
    const times = new Map<string, number[]>();
    for (const { kind, question } of questionsOf(createDice())) {
      const at = performance.now();
      await find(question);
      times.set(kind, [...(times.get(kind) ?? []), performance.now() - at]);
    }
    console.log('\n| search at 1,000,000 messages | median ms | p95 ms | most ms |\n|---|---:|---:|---:|');
    for (const [kind, own] of times)
      console.log(`| ${kind} | ${median(own).toFixed(1)} | ${percentile(own, 0.95).toFixed(1)} | ${Math.max(...own).toFixed(1)} |`);
    const value = percentile([...times.values()].flat(), 0.95);
    return [
      { what: 'search of 1,000,000 messages, p95', unit: 'ms', ours: value, bare: null, gate: `< ${GATE_MS}`, value, ok: value < GATE_MS },
    ];
  } finally {
    await sqlite.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
