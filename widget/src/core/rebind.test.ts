import { expect, it } from 'vitest';
import { memoryStorage } from './storage.ts';
import { manualTimers } from './testing.ts';
import type { Reply, Transport } from './transport.ts';
import { createVisitorSession } from './visitor-session.ts';

const ZERO = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };

/** A gateway that gives conversation 1, 2 ... to who has none, and whose answers to `open` the test may hold back. */
function setUp() {
  const { timers, pass } = manualTimers();
  const storage = memoryStorage();
  const held: (() => void)[] = [];
  const sent: object[] = [];
  const state = { isHeld: false, last: 0 };
  const open = ({ grant }: { grant?: string }): Reply => {
    const conversationId = grant?.split('.')[1] ?? `c${++state.last}`;
    return { ok: true, visitorId: 'v', conversationId, grant: `v.${conversationId}.x`, operatorsOnline: false };
  };
  const transport: Transport = {
    async request(event, body) {
      if (event === 'open') {
        const answer = open(body);
        if (state.isHeld) await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      }
      if (event === 'send') sent.push(body);
      if (event !== 'sync') return { ok: true };
      const text = (body as { grant: string }).grant;
      return {
        ok: true,
        epoch: '1.1',
        entries: [{ kind: 'entry', seq: 1, body: { kind: 'message', text } }],
        recovered: true,
        registers: ZERO,
      };
    },
    notify() {},
    on: () => () => {},
    onLink: () => () => {},
    link: () => 'online',
    close() {},
  };
  const session = createVisitorSession({ transport, storage, siteId: 's', timers });
  return { session, storage, pass, held, state, sent };
}

it('[W6] what another tab switched to is shown here, and nothing of before', async () => {
  const { session, storage, pass, sent } = setUp();
  await pass(0);
  expect(session.state()).toMatchObject({ conversationId: 'c1', isLoaded: true, entries: [{ body: { text: 'v.c1.x' } }] });
  storage.set('parley:s:grant', 'w.c9.x');
  session.rebind();
  expect(session.state()).toMatchObject({ conversationId: null, visitorId: null, isLoaded: false, entries: [], typing: null });
  await pass(0);
  expect(session.state()).toMatchObject({ conversationId: 'c9', entries: [{ body: { text: 'v.c9.x' } }] });
  session.send('hello');
  await pass(0);
  expect(sent).toMatchObject([{ grant: 'v.c9.x', text: 'hello' }]);
  session.close();
});

it('[W6] when the grant is gone it begins anew, and of openings that overlap the last one holds', async () => {
  const { session, storage, pass, held, state } = setUp();
  await pass(0);
  state.isHeld = true;
  storage.remove('parley:s:grant');
  session.rebind();
  await pass(0);
  storage.set('parley:s:grant', 'w.c9.x');
  session.rebind();
  await pass(0);
  for (const go of held.splice(0).reverse()) go();
  await pass(0);
  expect(session.state().conversationId).toBe('c9');
  expect(storage.get('parley:s:grant')).toBe('v.c9.x');
  session.close();
});
