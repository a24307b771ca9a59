import type { ConversationId, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { newEntry } from '../store/contract/fixtures.ts';
import { ask, createHarness, OTHER_SITE, SITE } from './testing/harness.ts';

interface Page {
  readonly ok: boolean;
  readonly code: string;
  readonly epoch: string;
  readonly more: boolean;
  readonly entries: readonly { readonly kind: string; readonly seq: number }[];
}

/** A conversation of 130 entries, every tenth of them a note. */
async function setUp() {
  const harness = await createHarness();
  onTestFinished(() => harness.close());
  const socket = harness.visitor();
  const { grant, conversationId } = await ask(socket, 'open', {});
  const key = { siteId: SITE, conversationId: conversationId as ConversationId };
  const entries = Array.from({ length: 130 }, (_, index) => {
    const seq = index + 1;
    const note = { kind: 'note', text: `SECRET ${seq}` } as const;
    return newEntry(key, seq, seq % 10 === 0 ? { body: note, author: { kind: 'operator', id: 'o' as OperatorId } } : {});
  });
  await harness.store.log.insert(entries);
  const history = async (request: object, by = socket) => (await ask(by, 'history', request)) as unknown as Page;
  return { harness, socket, grant, key, history };
}
const seqs = ({ entries }: Page) => entries.map(({ seq }) => seq);
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

it('[G7] history answers the 50 entries before one, ascending, and whether there are more, down to the first', async () => {
  const { grant, history } = await setUp();
  const first = await history({ grant, before: 131 });
  expect([seqs(first), first.more]).toEqual([run(81, 130), true]);
  expect(seqs(await history({ grant, before: 81 }))).toEqual(run(31, 80));
  const last = await history({ grant, before: 31 });
  expect([seqs(last), last.more]).toEqual([run(1, 30), false]);
  expect(await history({ grant, before: 1 })).toMatchObject({ ok: true, entries: [], more: false });
});

it('[G7] its epoch is that of sync, so that a page of another past can be told', async () => {
  const { grant, history, socket } = await setUp();
  const { epoch } = await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  expect((await history({ grant, before: 20 })).epoch).toBe(epoch);
});

it('[X5] a note in history is a stub for the visitor and itself for an operator', async () => {
  const { harness, grant, key, history } = await setUp();
  const seen = await history({ grant, before: 21 });
  expect(JSON.stringify(seen)).not.toContain('SECRET');
  expect(seen.entries.filter(({ kind }) => kind === 'hidden').map(({ seq }) => seq)).toEqual([10, 20]);
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  expect(JSON.stringify(await history({ ...key, before: 21 }, harness.operator(token)))).toContain('SECRET 20');
});

it('[G10] history of a conversation of another visitor or site is not found, and asks for nothing that is no seq', async () => {
  const { harness, grant, key, history } = await setUp();
  const other = harness.visitor(OTHER_SITE);
  const foreign = await ask(other, 'open', {});
  expect(await history({ grant, before: 50 }, other)).toMatchObject({ code: 'grant_invalid' });
  expect(await history({ grant: foreign.grant, before: 50 }, other)).toMatchObject({ ok: true, entries: [] });
  const { token } = await harness.addOperator('eve', { [OTHER_SITE]: 'owner' });
  const eve = harness.operator(token);
  expect(await history({ ...key, before: 50 }, eve)).toMatchObject({ code: 'not_found' });
  expect(await history({ ...key, siteId: OTHER_SITE as SiteId, before: 50 }, eve)).toMatchObject({ ok: true, entries: [] });
  for (const before of [0, -1, 1.5, '9', null]) expect(await history({ grant, before })).toMatchObject({ code: 'invalid' });
  expect(await history({ grant, before: 9, limit: 1_000 })).toMatchObject({ code: 'invalid' });
});
