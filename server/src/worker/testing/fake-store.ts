/** The parts of a store that workers use, in memory, with both unique constraints of the log and the leases of effects. */
import {
  type ConversationRow,
  DEFAULT_DESK,
  DEFAULT_SETTINGS,
  type Entry,
  type Operator,
  type Profile,
  type Site,
  type SiteId,
} from '@parley/shared-types/model.ts';
import type { Clock } from '../../lib/clock.ts';
import { randomId } from '../../lib/ids.ts';
import { appendInTwo } from '../../store/append.ts';
import type { ConversationKey, EffectRow, MessageIdentity, NewEntry, Projection, Store } from '../../store/store.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
export type FakeStore = Pick<Store, 'append' | 'erase' | 'amend' | 'log' | 'conversations' | 'effects' | 'sites' | 'meta'> & {
  readonly people: Pick<Store['people'], 'addOperator' | 'ofSite' | 'operator'>;
  /** Called before each operation with its name, as `log.insert`; throws or waits to break it. */
  before: (operation: string) => void | Promise<void>;
  /** Names of operations done so far. */
  readonly operations: string[];
  entries(conversationId?: string): readonly Entry[];
  rows(): readonly EffectRow[];
};

const keyOf = ({ siteId, conversationId }: ConversationKey) => `${siteId}:${conversationId}`;
const senderOf = ({ author }: Entry) => `${author.kind}:${author.id}`;
const zero = { delivered: 0, read: 0 };

export function createFakeSite(id: string): Site {
  return {
    id,
    accountId: 'a',
    name: id,
    allowedOrigins: [],
    settings: DEFAULT_SETTINGS,
    desk: DEFAULT_DESK,
    createdAt: 0,
  } as unknown as Site;
}

function createLog(epochs: ReadonlyMap<string, number>): { log: Store['log']; entries: NewEntry[] } {
  const entries: NewEntry[] = [];
  const of = (key: ConversationKey) => entries.filter((entry) => keyOf(entry) === keyOf(key)).sort((a, b) => a.seq - b.seq);
  const same = (entry: NewEntry, identity: MessageIdentity) =>
    keyOf(entry) === keyOf(identity) && senderOf(entry) === identity.sender && entry.clientMsgId === identity.clientMsgId;
  const log: Store['log'] = {
    async insert(batch) {
      for (const [index, entry] of batch.entries()) {
        const taken = of(entry).some((one) => one.seq === entry.seq || same(one, { ...entry, sender: senderOf(entry) }));
        if (taken) return index;
        entries.push(structuredClone(entry));
      }
      return batch.length;
    },
    find: async (identity) => entries.find((entry) => same(entry, identity)) ?? null,
    heads: async (keys) =>
      keys.map((key) => {
        const block = of(key).findLast(({ body }) => body.kind === 'block')?.body;
        const isBlocked = block?.kind === 'block' && block.on;
        return { seq: of(key).at(-1)?.seq ?? 0, epoch: `1.${epochs.get(keyOf(key)) ?? 1}`, ...(isBlocked && { isBlocked: true }) };
      }),
    since: async (key, after, limit) =>
      of(key)
        .filter(({ seq }) => seq > after)
        .slice(0, limit),
    before: async (key, before, limit) =>
      of(key)
        .filter(({ seq }) => seq < before)
        .reverse()
        .slice(0, limit),
  };
  return { log, entries };
}

function eraseEntries(entries: NewEntry[], key: ConversationKey, before: number): void {
  for (const [index, entry] of entries.entries()) {
    if (keyOf(entry) !== keyOf(key) || entry.seq >= before || /^erased?$/.test(entry.body.kind)) continue;
    const { name: _name, ...author } = entry.author;
    entries[index] = { ...entry, author, body: { kind: 'erased' }, hash: '' };
  }
}

const UNDECIDED = { assignee: null, tags: [], snoozedUntil: null, isSpam: false, isBlocked: false };

function createConversations(clock: Clock): Store['conversations'] {
  const rows = new Map<string, Mutable<ConversationRow> & { excerptSeq: number; statusSeq: number }>();
  const apply = (projection: Projection): ConversationRow => {
    const { siteId, conversationId, headSeq, visitorId, createdAt, grownAt = 0, status, excerpt, profile = {} } = projection;
    const begin = { siteId, conversationId, visitorId: '', headSeq: 0, status: 'open', profile: {}, ...UNDECIDED };
    const fresh = { ...begin, excerpt: '', excerptBy: 'visitor', createdAt: 0 };
    const known = rows.get(keyOf(projection)) ?? {
      ...(fresh as unknown as ConversationRow),
      changedAt: 0,
      grownAt: 0,
      registers: { visitor: zero, operators: zero },
      excerptSeq: 0,
      statusSeq: 0,
    };
    const row = { ...known, headSeq: Math.max(known.headSeq, headSeq), changedAt: clock.now(), grownAt: Math.max(known.grownAt, grownAt) };
    if (visitorId !== undefined) row.visitorId = visitorId;
    if (createdAt !== undefined) row.createdAt = createdAt;
    if (status && status.seq >= row.statusSeq) Object.assign(row, { status: status.value, statusSeq: status.seq });
    if (excerpt && excerpt.seq >= row.excerptSeq)
      Object.assign(row, { excerpt: excerpt.text, excerptBy: excerpt.by, excerptSeq: excerpt.seq });
    for (const field of ['assignee', 'tags', 'snoozedUntil', 'isSpam', 'isBlocked'] as const)
      if (projection[field]) Object.assign(row, { [field]: projection[field].value });
    const said = Object.entries(profile).map(([field, { value }]) => [field, value] as const);
    const now = Object.entries({ ...row.profile, ...Object.fromEntries(said) }).filter(([, value]) => value !== null);
    row.profile = Object.fromEntries(now) as Profile;
    rows.set(keyOf(projection), row);
    const { excerptSeq: _excerptSeq, statusSeq: _statusSeq, ...shown } = row;
    return shown;
  };
  return {
    project: async (projections) => projections.map(apply),
    get: async (key) => rows.get(keyOf(key)) ?? null,
    positions: async () => [],
    async raise(raises) {
      for (const { side, register, ...key } of raises) {
        const row = rows.get(keyOf(key));
        if (!row) continue;
        const [kept, most] = [row.registers[side], (seq: number) => Math.min(seq, row.headSeq)];
        const raised = { delivered: Math.max(kept.delivered, most(register.delivered)), read: Math.max(kept.read, most(register.read)) };
        rows.set(keyOf(key), { ...row, registers: { ...row.registers, [side]: raised } });
      }
    },
    async changedSince(siteId, cursor, limit) {
      const after = [...rows.values()]
        .filter((row) => row.siteId === siteId)
        .sort((a, b) => a.changedAt - b.changedAt || (a.conversationId < b.conversationId ? -1 : 1))
        .filter((row) => row.changedAt > cursor.changedAt || (row.changedAt === cursor.changedAt && row.conversationId > cursor.id));
      const page = after.slice(0, limit);
      const last = page.at(-1);
      return { rows: page, cursor: last ? { changedAt: last.changedAt, id: last.conversationId } : cursor, more: after.length > limit };
    },
    list: async () => ({ rows: [], more: false }),
    counts: async () => ({ mine: 0, unassigned: 0, open: 0, snoozed: 0, spam: 0, unread: 0, tags: {} }),
    newest: async () => ({ rows: [], cursor: { changedAt: 0, id: '' }, more: false }),
    loads: async () => new Map(),
  };
}

function createEffects(): { effects: Store['effects']; rows: Map<string, EffectRow> } {
  const rows = new Map<string, EffectRow>();
  const idOf = (row: ConversationKey & { worker: string; target: string }) => `${row.worker}|${row.target}|${keyOf(row)}`;
  const idle = {
    doneSeq: 0,
    attempt: 0,
    lease: null,
    inFlight: null,
    lastError: null,
    failedSeq: null,
    lookupTo: 0,
    actedSeq: 0,
    providerId: null,
  };
  const waiting = (worker: string) => [...rows.values()].filter((row) => row.worker === worker && row.wantedSeq > row.doneSeq);
  const effects: Store['effects'] = {
    async want(wants) {
      for (const want of wants) {
        const row = rows.get(idOf(want)) ?? { ...want, ...idle, wantedSeq: 0 };
        const kept = row.attempt > 0 ? row.dueAt : Math.min(row.dueAt, want.dueAt);
        const dueAt = row.wantedSeq > row.doneSeq ? kept : want.dueAt;
        rows.set(idOf(want), { ...row, dueAt, wantedSeq: Math.max(row.wantedSeq, want.wantedSeq) });
      }
    },
    async lease({ worker, owner, now, ttlMs, limit }) {
      const due = waiting(worker).filter((row) => row.dueAt <= now && (!row.lease || row.lease.until <= now));
      return due.slice(0, limit).map((row) => {
        const leased = { ...row, lease: { owner, until: now + ttlMs, token: randomId() } };
        rows.set(idOf(row), leased);
        return leased;
      });
    },
    async update(row, { release, ...patch }, until) {
      const kept = rows.get(idOf(row));
      if (!kept?.lease || kept.lease.token !== row.lease?.token) return false;
      rows.set(idOf(row), { ...kept, ...patch, lease: release ? null : { ...kept.lease, until } });
      return true;
    },
    async redo(name, now) {
      const row = rows.get(idOf(name));
      if (!row || (row.lease && row.lease.until > now)) return false;
      const back =
        row.failedSeq === null
          ? {}
          : { doneSeq: Math.min(row.doneSeq, row.failedSeq - 1), lookupTo: Math.max(row.lookupTo, row.doneSeq), failedSeq: null };
      rows.set(idOf(name), { ...row, ...back, lastError: null, attempt: 0, dueAt: now });
      return true;
    },
    async nextDueAt(worker) {
      const times = waiting(worker).map((row) => Math.max(row.dueAt, row.lease?.until ?? 0));
      return times.length > 0 ? Math.min(...times) : null;
    },
    of: async (key) => [...rows.values()].filter((row) => keyOf(row) === keyOf(key)),
    backlog: async (worker) => waiting(worker).length,
  };
  return { effects, rows };
}

function createMeta(): Store['meta'] {
  const values = new Map<string, string>();
  return {
    async ensure(name, value) {
      if (!values.has(name)) values.set(name, value);
      return values.get(name) ?? value;
    },
    get: async (name) => values.get(name) ?? null,
    epoch: async () => 1,
    ping: async () => {},
  };
}

/** Passes each call of a part through `before`. */
function watched<Part extends object>(name: string, part: Part, watch: (operation: string) => Promise<void>): Part {
  const calls = Object.entries(part).map(([method, call]) => [
    method,
    async (...args: unknown[]) => {
      await watch(`${name}.${method}`);
      return (call as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(calls) as Part;
}

/** @param sites ids of the sites there are */
export function createFakeStore(clock: Clock, sites: readonly string[] = ['s']): FakeStore {
  const epochs = new Map<string, number>();
  const { log, entries } = createLog(epochs);
  const { effects, rows } = createEffects();
  const operations: string[] = [];
  const all = sites.map(createFakeSite);
  const operators: Operator[] = [];
  const watch = async (operation: string) => {
    operations.push(operation);
    await store.before(operation);
  };
  const siteStore: Store['sites'] = {
    addAccount: async () => {},
    add: async () => {},
    get: async (id: SiteId) => all.find((site) => site.id === id) ?? null,
    list: async () => all,
    update: async () => {},
    changeDesk: async (_id, change) => ({ ...DEFAULT_DESK, ...change(DEFAULT_DESK) }),
    noteOrigin: async () => {},
    origins: async () => [],
  };
  const parts = { log: watched('log', log, watch), conversations: watched('conversations', createConversations(clock), watch) };
  const store: FakeStore = {
    before: () => {},
    operations,
    entries: (conversationId) => entries.filter((entry) => conversationId === undefined || entry.conversationId === conversationId),
    rows: () => [...rows.values()],
    ...parts,
    // Of the store as a test has changed it.
    append: (...args) => appendInTwo({ ...store.log, ...store.conversations })(...args),
    async erase(key, before) {
      await watch('erase');
      eraseEntries(entries, key, before);
      for (const [id, row] of rows) {
        if (keyOf(row) === keyOf(key) && row.doneSeq < before - 1)
          rows.set(id, { ...row, lease: null, lastError: null, failedSeq: null, attempt: 0 });
      }
    },
    async amend({ seq, by, body, ...key }) {
      await watch('amend');
      const own = entries.filter((entry) => keyOf(entry) === keyOf(key));
      const isOvertaken = own.some((later) => later.seq > by && later.body.kind === 'edit' && later.body.of === seq);
      const target = own.find((entry) => entry.seq === seq && entry.body.kind !== 'erased' && !(isOvertaken && body.kind !== 'erased'));
      const index = target ? entries.indexOf(target) : -1;
      if (target && JSON.stringify(target.body) !== JSON.stringify(body)) {
        entries[index] = { ...target, body };
        epochs.set(keyOf(key), (epochs.get(keyOf(key)) ?? 1) + 1);
      }
      const row = await store.conversations.get(key);
      return row && { epoch: `1.${epochs.get(keyOf(key)) ?? 1}`, row };
    },
    effects: watched('effects', effects, watch),
    people: {
      addOperator: async (operator) => void operators.push(operator),
      operator: async (id) => operators.find((operator) => operator.id === id) ?? null,
      ofSite: async (siteId) => operators.filter(({ roles }) => Object.hasOwn(roles, siteId)),
    },
    sites: watched('sites', siteStore, watch),
    meta: watched('meta', createMeta(), watch),
  };
  return store;
}
