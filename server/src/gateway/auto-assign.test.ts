import type { ConversationRow, OperatorId } from '@parley/shared-types/model.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { randomId } from '../lib/ids.ts';
import { ask, createHarness, type Harness, OTHER_SITE, push, SITE, type Socket } from './testing/harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
  await harness.changeSite({ desk: { autoAssign: true } });
});
afterEach(() => harness.close());

type Entries = {
  conversationId: string;
  row: ConversationRow;
  entries: { seq: number; body?: { kind: string }; author?: { kind: string } }[];
};
type Who = { operators: string[] };

/** An operator who is here, as `watcher` knows too. */
async function here(name: string, watcher?: Socket) {
  const { operator, token } = await harness.addOperator(name, { [SITE]: 'agent' });
  const known = watcher && push<Who>(watcher, 'presence', ({ operators }) => operators.includes(operator.id));
  const socket = harness.operator(token);
  await push<Who>(socket, 'presence', ({ operators }) => operators.includes(operator.id));
  await known;
  return { socket, operator };
}

async function visitor() {
  const socket = harness.visitor();
  const { grant, conversationId } = await ask(socket, 'open', {});
  return { conversationId, say: () => ask(socket, 'send', { grant, clientMsgId: randomId(), text: 'hello' }) };
}

const assigned = (socket: Socket, conversationId: string) =>
  push<Entries>(
    socket,
    'entries',
    (told) => told.conversationId === conversationId && told.entries.some(({ body }) => body?.kind === 'assign'),
  );
const rowOf = (conversationId: string) => harness.store.conversations.get({ siteId: SITE, conversationId: conversationId as never });

/** A conversation begins; who has it then. */
async function begun(watcher: Socket): Promise<string | undefined> {
  const { conversationId, say } = await visitor();
  const told = assigned(watcher, conversationId);
  await say();
  return (await told).row.assignee?.id;
}

it('[I3] ten conversations are shared by the two operators who are here; when one has left the other gets the next ones', async () => {
  const ann = await here('ann');
  const bob = await here('bob', ann.socket);
  const got: (string | undefined)[] = [];
  for (let n = 0; n < 10; n++) got.push(await begun(ann.socket));
  expect(got.filter((id) => id === ann.operator.id)).toHaveLength(5);
  expect(got.filter((id) => id === bob.operator.id)).toHaveLength(5);
  const left = push<Who>(ann.socket, 'presence', ({ operators }) => !operators.includes(bob.operator.id));
  bob.socket.disconnect();
  await left;
  expect([await begun(ann.socket), await begun(ann.socket)]).toEqual([ann.operator.id, ann.operator.id]);
  expect(await harness.store.conversations.loads(SITE)).toEqual(
    new Map([
      [ann.operator.id, 7],
      [bob.operator.id, 5],
    ]),
  );
});

it('[I3] what comes at once is shared too, and a second message does not give a conversation again', async () => {
  const ann = await here('ann');
  await here('bob', ann.socket);
  const visitors = await Promise.all(Array.from({ length: 6 }, visitor));
  const told = visitors.map(({ conversationId }) => assigned(ann.socket, conversationId));
  await Promise.all(visitors.flatMap(({ say }) => [say(), say()]));
  await Promise.all(told);
  // one more of each: its frame comes behind all that the first ones set off
  const last = visitors.map(({ conversationId }) =>
    push<Entries>(ann.socket, 'entries', (one) => one.conversationId === conversationId && one.row.headSeq === 4),
  );
  for (const { say } of visitors) await say();
  await Promise.all(last);
  const loads = await harness.store.conversations.loads(SITE);
  expect([...loads.values()]).toEqual([3, 3]);
  for (const { conversationId } of visitors) {
    const entries = (await harness.entries(conversationId)) as unknown as Entries['entries'];
    expect(entries.filter(({ body }) => body?.kind === 'assign')).toMatchObject([{ author: { kind: 'system' } }]);
  }
});

it('[I3] while nobody is here, or the site does not want it, a conversation stays nobody’s; with the next message it is given', async () => {
  const { token } = await harness.addOperator('cleo', { [OTHER_SITE]: 'agent' });
  await push<Who>(harness.operator(token), 'presence');
  const { conversationId, say } = await visitor();
  await say();
  const ann = await here('ann');
  await ask(ann.socket, 'changes', { siteId: SITE, cursor: null });
  expect(await rowOf(conversationId)).toMatchObject({ headSeq: 1, assignee: null });
  await harness.changeSite({ desk: { autoAssign: false } });
  const second = push<Entries>(ann.socket, 'entries', ({ row }) => row.headSeq === 2);
  await say();
  expect((await second).row.assignee).toBeNull();
  await harness.changeSite({ desk: { autoAssign: true } });
  const told = assigned(ann.socket, conversationId);
  await say();
  expect((await told).row).toMatchObject({ headSeq: 4, assignee: { id: ann.operator.id, name: 'ann' } });
});

it('[I3] one that was given back is given again when its visitor writes, and never taken from whom somebody chose', async () => {
  const ann = await here('ann');
  const { conversationId, say } = await visitor();
  const decide = async (operatorId: OperatorId | null) => {
    const told = assigned(ann.socket, conversationId);
    await ask(ann.socket, 'send', { siteId: SITE, conversationId, clientMsgId: randomId(), body: { kind: 'assign', operatorId } });
    return (await told).row.assignee;
  };
  const first = assigned(ann.socket, conversationId);
  await say();
  await first;
  expect(await decide(null)).toBeNull();
  const again = assigned(ann.socket, conversationId);
  await say();
  expect((await again).row.assignee).toEqual({ id: ann.operator.id, name: 'ann' });
  const { operator: dora } = await harness.addOperator('dora', { [SITE]: 'agent' });
  expect(await decide(dora.id)).toEqual({ id: dora.id, name: 'dora' });
  const next = push<Entries>(ann.socket, 'entries', (one) => one.conversationId === conversationId);
  await say();
  expect((await next).row.assignee).toEqual({ id: dora.id, name: 'dora' });
});
