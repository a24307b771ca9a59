import type { Entry, Operator } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import type { EffectRow } from '../../store/store.ts';
import { createFakeSite } from '../../worker/testing/fake-store.ts';
import { decideDigest, decideNotice, type MailFacts } from './decide.ts';

const NOW = 1_700_000_000_000;
const QUIET = 120_000;
const LATE = 180_000;
const DAY = 86_400_000;

const entry = (seq: number, kind: string, ago: number, body: object = { kind: 'message', text: `t${seq}` }) =>
  ({
    ...{ seq, author: { kind, id: kind, name: kind }, audience: 'kind' in body && body.kind === 'note' ? 'operators' : 'all' },
    ...{ body, storedAt: NOW - ago },
  }) as unknown as Entry;

const rowOf = (more: Partial<EffectRow> = {}) =>
  ({
    ...{ siteId: 's', conversationId: 'c', worker: 'email', target: 'visitor', wantedSeq: 9, doneSeq: 0, actedSeq: 0 },
    ...{ inFlight: null, providerId: null, attempt: 0, ...more },
  }) as unknown as EffectRow;

interface Known {
  readonly read?: number;
  readonly email?: string | undefined;
  readonly operators?: readonly string[];
  readonly rows?: readonly EffectRow[];
  readonly mailed?: readonly number[];
}

function factsOf(
  entries: readonly Entry[],
  { read = 0, operators = ['ann@s.example'], rows = [], mailed = [], ...more }: Known = {},
): MailFacts {
  const email = 'email' in more ? more.email : 'v@example.com';
  const register = { delivered: 0, read };
  const conversation = { siteId: 's', conversationId: 'c', visitorId: 'v', profile: email === undefined ? {} : { email } };
  return {
    ...{ now: NOW, entries, rows, mailed, site: createFakeSite('s') },
    conversation: { ...conversation, registers: { visitor: register, operators: register } } as unknown as MailFacts['conversation'],
    operators: operators.map((address) => ({ email: address }) as Operator),
  };
}

const digest = (entries: readonly Entry[], known: Known = {}, row: Partial<EffectRow> = {}) =>
  decideDigest(rowOf(row), factsOf(entries, known), QUIET);
const seqs = (plan: ReturnType<typeof digest>) => (plan.do === 'act' ? plan.action.messages.map(({ seq }) => seq) : plan);

it('[E1] answers are mailed together once it was quiet, without notes and without what visitors wrote', () => {
  const log = [entry(1, 'visitor', DAY), entry(2, 'operator', 500_000), entry(3, 'operator', 400_000, { kind: 'note', text: 'n' })];
  expect(seqs(digest([...log, entry(4, 'bot', 300_000), entry(5, 'visitor', 200_000)]))).toEqual([2, 4]);
  expect(digest([...log, entry(4, 'operator', 20_000)])).toEqual({ do: 'wait', until: NOW - 20_000 + QUIET });
});

it('[E1] what was read or mailed before is left out; nothing left is nothing sent, and takes back an earlier note', () => {
  const log = [entry(2, 'operator', 500_000), entry(3, 'operator', 400_000)];
  expect(seqs(digest(log, { read: 2 }))).toEqual([3]);
  expect(seqs(digest(log, {}, { actedSeq: 2 }))).toEqual([3]);
  expect(digest(log, { read: 3 })).toEqual({ do: 'skip', toSeq: 9, note: null });
});

it('[E1] what was taken back is not mailed, what was said otherwise is mailed as it is now, and edits themselves are no messages', () => {
  const better = { kind: 'message', text: 'better', isEdited: true };
  const log = [
    entry(2, 'operator', 700_000, better),
    entry(3, 'operator', 600_000, { kind: 'erased' }),
    { ...entry(4, 'operator', 500_000, { kind: 'edit', of: 2, text: 'better' }), audience: 'operators' as const },
    { ...entry(5, 'operator', 400_000, { kind: 'remove', of: 3 }), audience: 'operators' as const },
  ];
  const plan = digest(log);
  expect(plan.do === 'act' && plan.action.messages).toEqual([log[0]]);
  expect(digest(log.slice(1))).toEqual({ do: 'skip', toSeq: 9, note: null });
});

it('[E1] without an address the row says so; one that is left later brings what is unread', () => {
  const log = [entry(2, 'operator', 500_000)];
  expect(digest(log, { email: undefined })).toEqual({ do: 'skip', toSeq: 9, note: 'mail_no_address' });
  expect(seqs(digest([...log, entry(3, 'visitor', 0, { kind: 'profile', email: 'v@example.com' })], {}, { doneSeq: 2 }))).toEqual([2]);
});

it('[E2] no mail before an operator has replied: neither for visitors nor for bots alone', () => {
  expect(digest([entry(1, 'visitor', DAY), entry(2, 'bot', DAY), entry(3, 'system', DAY)])).toMatchObject({ do: 'skip' });
});

it('[E2] a fourth mail in a day waits until the first is a day old, unless the visitor has read in between', () => {
  const log = [entry(8, 'operator', 500_000)];
  const mailed = [3, 2, 1].map((hours) => NOW - hours * 3_600_000);
  const waits = { do: 'wait', until: (mailed[0] ?? 0) + DAY };
  expect(digest(log, { mailed })).toEqual(waits);
  expect(digest(log, { read: 1, mailed }, { actedSeq: 7, providerId: '1' })).toEqual(waits);
  expect(digest(log, { read: 4, mailed }, { actedSeq: 7, providerId: '1' })).toMatchObject({ do: 'act', action: { memo: '4' } });
  expect(digest(log, { mailed: [NOW - DAY, ...mailed.slice(1)] })).toMatchObject({ do: 'act' });
});

it('[E4] a step in flight is planned again as it was; read meanwhile it is not repeated', () => {
  const log = [entry(2, 'operator', 1_000)];
  const begun = { inFlight: { toSeq: 2, key: 'k' } };
  expect(digest(log, {}, begun)).toMatchObject({ do: 'act', toSeq: 2 });
  expect(digest(log, { read: 2 }, begun)).toMatchObject({ do: 'skip', toSeq: 2 });
});

it('[E1] the row of a conversation may be behind its log for a moment', () => {
  expect(decideDigest(rowOf(), { ...factsOf([]), conversation: null }, QUIET)).toMatchObject({ do: 'wait' });
  expect(decideNotice(rowOf(), { ...factsOf([]), conversation: null }, LATE)).toMatchObject({ do: 'wait' });
});

const notice = (target: string, entries: readonly Entry[], known: Known = {}, row: Partial<EffectRow> = {}) =>
  decideNotice(rowOf({ target, ...row }), factsOf(entries, known), LATE);

it('[E3] operators are told one after the other, and who is first depends on the conversation', () => {
  const operators = ['a@s.example', 'b@s.example'];
  const log = [entry(1, 'visitor', 3 * LATE)];
  const told = (conversationId: string) =>
    ['operator.1', 'operator.2', 'operator.3'].map((target) => {
      const plan = notice(target, log, { operators }, { conversationId } as Partial<EffectRow>);
      return plan.do === 'act' ? plan.action.to : plan.do;
    });
  expect(told('c4')).toEqual(['a@s.example', 'b@s.example', 'skip']);
  expect(told('c1')).toEqual(['b@s.example', 'a@s.example', 'skip']);
  expect(notice('operator.2', [entry(1, 'visitor', LATE)], { operators })).toEqual({ do: 'wait', until: NOW + LATE });
  expect(notice('operator.1', log, { operators: [] })).toMatchObject({ do: 'skip' });
});

it('[E3] nobody is told once an operator has read or answered, and once only of a stretch', () => {
  const log = [entry(1, 'visitor', DAY), entry(2, 'visitor', DAY)];
  expect(seqs(notice('operator.1', log))).toEqual([1, 2]);
  expect(notice('operator.1', log, { read: 2 })).toMatchObject({ do: 'skip' });
  expect(notice('operator.1', [...log, entry(3, 'operator', DAY, { kind: 'note', text: 'mine' })])).toMatchObject({ do: 'skip' });
  expect(seqs(notice('operator.1', [...log, entry(3, 'bot', DAY)]))).toEqual([1, 2]);
  expect(notice('operator.1', [...log, entry(3, 'visitor', DAY)], {}, { actedSeq: 2 })).toMatchObject({ do: 'skip' });
  expect(seqs(notice('operator.1', [...log, entry(3, 'visitor', DAY)], { read: 2 }, { actedSeq: 2 }))).toEqual([3]);
});

it('[E3] an answer counts as soon as it is stored, also before the row is wanted for it', () => {
  const log = [entry(1, 'visitor', DAY), entry(2, 'operator', 0)];
  expect(notice('operator.1', log, {}, { wantedSeq: 1 })).toMatchObject({ do: 'skip', toSeq: 1 });
});

it('[E3] who is late waits for the one before, unless that mail is in vain', () => {
  const log = [entry(1, 'visitor', DAY)];
  const operators = ['a@s.example', 'b@s.example'];
  const second = (before: Partial<EffectRow>) =>
    notice('operator.2', log, { operators, rows: [rowOf({ target: 'operator.1', wantedSeq: 1, ...before })] });
  expect(second({ attempt: 0 })).toMatchObject({ do: 'wait', until: NOW + 1_000 });
  expect(second({ actedSeq: 1, doneSeq: 1, providerId: String(NOW - 1_000) })).toEqual({ do: 'wait', until: NOW - 1_000 + LATE });
  expect(second({ attempt: 2 })).toMatchObject({ do: 'act' });
  expect(second({ doneSeq: 1 })).toMatchObject({ do: 'act' });
});
