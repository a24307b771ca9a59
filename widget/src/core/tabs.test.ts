import { expect, it } from 'vitest';
import { createTabs, type TabMessage } from './tabs.ts';
import { manualTimers } from './testing.ts';
import { type Link, RETRY, type Reply, type Transport } from './transport.ts';

/** A connection whose server is the test. */
function fakeConnection() {
  const asked: { event: string; body: object; reply: (reply: Reply) => void }[] = [];
  const told: object[] = [];
  const pushes = new Map<string, (push: never) => void>();
  const links = new Set<(link: Link, why: null) => void>();
  let link: Link = 'connecting';
  const connection = {
    asked,
    told,
    isClosed: false,
    become(to: Link) {
      link = to;
      for (const call of links) call(to, null);
    },
    push: (event: string, push: object) => pushes.get(event)?.(push as never),
  };
  const transport: Transport = {
    request: (event, body) => new Promise((reply) => asked.push({ event, body, reply })),
    notify: (event, body) => void told.push({ event, ...body }),
    on(event, call) {
      pushes.set(event, call);
      return () => void pushes.delete(event);
    },
    onLink(call) {
      links.add(call);
      return () => void links.delete(call);
    },
    link: () => link,
    close() {
      connection.isClosed = true;
      links.clear();
      for (const { reply } of asked) reply(RETRY);
    },
  };
  return { connection, transport };
}

/** A browser with tabs, which can be frozen and can crash; messages between them may take a while, or be lost. */
function createBrowser({ latencyMs = 0 } = {}) {
  const { timers, pass } = manualTimers();
  const air = { isCut: false };
  const all = new Map<string, Set<(message: TabMessage) => void>>();
  const openTab = ({ name = 'site', isVisible = true, standing = 1, isAlone = false } = {}) => {
    const connections: ReturnType<typeof fakeConnection>['connection'][] = [];
    const pushes: unknown[] = [];
    const links: Link[] = [];
    const kept: (() => void)[] = [];
    const state = { isFrozen: false, isDead: false, isVisible };
    const run = (call: () => void) => {
      if (state.isFrozen) kept.push(call);
      else if (!state.isDead) call();
    };
    const tabs = createTabs({
      openChannel(hear) {
        if (isAlone) return null;
        const members = all.get(name) ?? new Set();
        all.set(name, members);
        const member = (message: TabMessage) => run(() => members.has(member) && hear(message));
        members.add(member);
        return {
          post(message) {
            const copy = structuredClone(message);
            for (const other of members)
              if (other !== member && !air.isCut)
                if (latencyMs) timers.after(latencyMs, () => other(copy));
                else void Promise.resolve().then(() => other(copy));
          },
          close: () => void members.delete(member),
        };
      },
      open() {
        const { connection, transport } = fakeConnection();
        connections.push(connection);
        return transport;
      },
      timers: { ...timers, after: (ms, call) => timers.after(ms, () => run(call)) },
      isVisible: () => state.isVisible,
      standing: () => standing,
    });
    tabs.on('entries', (push) => pushes.push(push));
    tabs.onLink((link) => links.push(link));
    return {
      ...tabs,
      connections,
      connection: () => connections.at(-1) as (typeof connections)[number],
      pushes,
      links,
      state,
      crash: () => Object.assign(state, { isDead: true }),
      thaw() {
        state.isFrozen = false;
        for (const call of kept.splice(0)) call();
      },
    };
  };
  type Tab = ReturnType<typeof openTab>;
  const leaders = (tabs: readonly Tab[]) => tabs.filter((tab) => !tab.state.isDead && tab.isLeader());
  /** A leader with a connection, and followers. */
  const openTabs = async (count: number) => {
    const tabs: Tab[] = [];
    for (let index = 0; index < count; index++) {
      tabs.push(openTab());
      await pass(200);
      if (index === 0) tabs[0]?.connection().become('online');
    }
    await pass(0);
    return tabs as [Tab, Tab, Tab, ...Tab[]];
  };
  return { openTab, openTabs, leaders, pass, air };
}

it('[W6] the first tab leads; others share its connection: requests, answers, what nobody waits for, pushes and the link', async () => {
  const { openTabs, leaders, pass } = createBrowser();
  const tabs = await openTabs(5);
  const [leader, second, third] = tabs;
  expect(leaders(tabs)).toEqual([leader]);
  expect(tabs.flatMap(({ connections }) => connections)).toHaveLength(1);
  expect(tabs.map((tab) => tab.link())).toEqual(Array(5).fill('online'));
  const answers = [second.request('sync', { n: 2 }), third.request('sync', { n: 3 }), leader.request('sync', { n: 1 })];
  third.notify('seen', { read: 7 });
  await pass(0);
  const { asked, told, push, become } = leader.connection();
  for (const { body, reply } of asked) reply({ ok: true, ...body });
  expect(await Promise.all(answers)).toEqual([2, 3, 1].map((n) => ({ ok: true, n })));
  expect(told).toEqual([{ event: 'seen', read: 7 }]);
  push('entries', { n: 1 });
  push('entries', { n: 2 });
  await pass(0);
  for (const { pushes } of tabs) expect(pushes).toEqual([{ n: 1 }, { n: 2 }]);
  become('offline');
  await pass(0);
  expect(tabs.map((tab) => tab.link())).toEqual(Array(5).fill('offline'));
  expect(await second.request('sync', {})).toEqual(RETRY);
  become('online');
  await pass(60_000);
  expect(second.links).toEqual(['online', 'offline', 'online']);
  expect(leaders(tabs)).toEqual([leader]);
});

it('[W6] a leader that goes names the next one, which leads at once; the others hear of both as a loss and a return', async () => {
  const { openTabs, leaders, pass } = createBrowser();
  const tabs = await openTabs(3);
  const [leader, ...others] = tabs;
  leader.close();
  await pass(0);
  expect(leader.connection().isClosed).toBe(true);
  expect(leaders(others)).toHaveLength(1);
  leaders(others)[0]?.connection().become('online');
  await pass(0);
  for (const { links } of others) expect(links.filter((link) => link !== 'connecting')).toEqual(['online', 'offline', 'online']);
});

it('[W6] a leader that crashes is replaced by one within 4 s, at once 1 s after something was asked; what was open is answered retry', async () => {
  const { openTabs, leaders, pass } = createBrowser();
  const [leader, second, third] = await openTabs(3);
  const open = second.request('send', { clientMsgId: 'a' });
  await pass(0);
  leader.crash();
  await pass(4_000);
  expect(leaders([second, third])).toHaveLength(1);
  expect(await open).toEqual(RETRY);
  const [next] = leaders([second, third]) as [typeof second];
  const last = next === second ? third : second;
  next.connection().become('online');
  await pass(0);
  next.crash();
  const asked = last.request('send', { clientMsgId: 'b' });
  await pass(1_000);
  expect(await asked).toEqual(RETRY);
  expect(last.isLeader()).toBe(true);
});

it('[W6] a tab that is frozen while it leads is replaced, and steps down when it wakes', async () => {
  const { openTabs, leaders, pass } = createBrowser();
  const [leader, second, third] = await openTabs(3);
  leader.state.isFrozen = true;
  await pass(4_000);
  const [next] = leaders([second, third]) as [typeof second];
  next.connection().become('online');
  await pass(20_000);
  leader.thaw();
  await pass(0);
  expect(leader.connection().isClosed).toBe(true);
  expect(leaders([leader, second, third])).toEqual([next]);
  expect(leader.links.filter((link) => link !== 'connecting')).toEqual(['online', 'offline', 'online']);
  expect(next.connection().isClosed).toBe(false);
});

it('[W6] of tabs that lead at once the oldest stays, and the others follow it', async () => {
  const { openTab, leaders, pass, air } = createBrowser();
  air.isCut = true;
  const tabs: ReturnType<typeof openTab>[] = [];
  for (let index = 0; index < 4; index++) {
    tabs.push(openTab());
    await pass(200);
  }
  expect(leaders(tabs)).toHaveLength(4);
  air.isCut = false;
  const late = openTab();
  await pass(200);
  expect(leaders([...tabs, late])).toEqual([tabs[0]]);
  tabs[0]?.connection().become('online');
  await pass(0);
  expect([...tabs, late].map((tab) => tab.link())).toEqual(Array(5).fill('online'));
  expect(tabs.map((tab) => tab.connection().isClosed)).toEqual([false, true, true, true]);
});

it('[W6] tabs that come at once, or lose their leader and its heir at once, make one connection', async () => {
  const { openTab, leaders, pass } = createBrowser({ latencyMs: 5 });
  const tabs = Array.from({ length: 5 }, () => openTab());
  await pass(3_000);
  const [first] = leaders(tabs) as [(typeof tabs)[number]];
  expect(tabs.flatMap(({ connections }) => connections)).toHaveLength(1);
  first.connection().become('online');
  await pass(5);
  const others = tabs.filter((tab) => tab !== first);
  const heir = others.shift();
  await pass(1_000);
  heir?.look();
  await pass(10);
  heir?.crash();
  first.close();
  await pass(3_000);
  expect(leaders(others)).toHaveLength(1);
  expect(others.flatMap(({ connections }) => connections)).toHaveLength(1);
});

it('[W6] asking again and again does not put off that a leader is missed', async () => {
  const { openTabs, pass } = createBrowser();
  const [leader, second] = await openTabs(2);
  leader.crash();
  for (let times = 0; times < 4; times++) {
    void second.request('check', {});
    await pass(300);
  }
  expect(second.isLeader()).toBe(true);
});

it('[W6] hidden tabs ask seldom, and one that is seen again at once', async () => {
  const { openTab, pass } = createBrowser();
  const leader = openTab();
  await pass(200);
  leader.connection().become('online');
  const hidden = openTab({ isVisible: false });
  await pass(200);
  leader.crash();
  await pass(15_000);
  expect(hidden.isLeader()).toBe(false);
  hidden.state.isVisible = true;
  hidden.look();
  await pass(1_000);
  expect(hidden.isLeader()).toBe(true);
});

it('[W6] a page that is kept for going back lets go of everything, and comes back as one of the tabs', async () => {
  const { openTabs, leaders, pass } = createBrowser();
  const [leader, second, third] = await openTabs(3);
  leader.sleep();
  leader.sleep();
  await pass(0);
  expect(leader.link()).toBe('offline');
  const [next] = leaders([second, third]) as [typeof second];
  next.connection().become('online');
  expect(await leader.request('send', {})).toEqual(RETRY);
  leader.look();
  await pass(30_000);
  expect(leader.isLeader()).toBe(false);
  leader.wake();
  leader.wake();
  await pass(500);
  expect(leader.link()).toBe('online');
  expect(leaders([leader, second, third])).toEqual([next]);
});

it('[W6] tabs that have no grant yet get one together; [W2] a message that two tabs send goes out once', async () => {
  const { openTabs, pass } = createBrowser();
  const tabs = await openTabs(3);
  const opened = tabs.map((tab) => tab.request('open', {}));
  const sent = tabs.map((tab) => tab.request('send', { clientMsgId: 'a', text: 'x' }));
  await pass(0);
  const { asked } = tabs[0].connection();
  expect(asked.map(({ event }) => event).sort()).toEqual(['open', 'send']);
  for (const { event, reply } of asked) reply({ ok: true, event });
  expect(await Promise.all([...opened, ...sent])).toEqual([
    ...Array(3).fill({ ok: true, event: 'open' }),
    ...Array(3).fill({ ok: true, event: 'send' }),
  ]);
  const again = tabs[1].request('send', { clientMsgId: 'a', text: 'x' });
  await pass(0);
  expect(asked).toHaveLength(3);
  asked.at(-1)?.reply({ ok: true });
  await again;
});

it('[W6] tabs of other sites, and tabs that cannot talk, have connections of their own', async () => {
  const { openTab, pass } = createBrowser();
  const tabs = [openTab({ name: 'one' }), openTab({ name: 'two' }), openTab({ isAlone: true }), openTab({ isAlone: true })];
  expect(tabs.map((tab) => tab.isLeader())).toEqual([false, false, true, true]);
  await pass(200);
  expect(tabs.map((tab) => tab.isLeader())).toEqual([true, true, true, true]);
  tabs[0]?.connection().push('entries', { n: 1 });
  await pass(0);
  tabs[2]?.connection().push('entries', { n: 1 });
  expect(tabs.map(({ pushes }) => pushes.length)).toEqual([1, 0, 1, 0]);
  const alone = tabs[2]?.claim('x');
  await pass(300);
  expect(await alone).toBe(true);
});

it('[W6] of all tabs one does a thing: the best placed of those that would, and nobody does it again', async () => {
  const { openTab, pass } = createBrowser();
  const tabs = [openTab({ standing: 1 }), openTab({ standing: 3 }), openTab({ standing: 2 }), openTab({ standing: 3 })];
  await pass(3_000);
  const claims = tabs.map((tab) => tab.claim('1'));
  await pass(300);
  const won = await Promise.all(claims);
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(won[0] || won[2]).toBe(false);
  const again = tabs.map((tab) => tab.claim('1'));
  const other = tabs[0]?.claim('2');
  await pass(300);
  expect(await Promise.all(again)).toEqual([false, false, false, false]);
  expect(await other).toBe(true);
});
