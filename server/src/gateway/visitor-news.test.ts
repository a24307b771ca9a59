/** What visitors are told of the site around their conversation, and what operators see of what they type. */
import { DEFAULT_SETTINGS, type SiteSettings } from '@parley/shared-types/model.ts';
import { MAX_PREVIEW } from '@parley/shared-types/protocol.ts';
import { expect, it, onTestFinished } from 'vitest';
import { ask, createHarness, OTHER_SITE, push, SITE, type Socket } from './testing/harness.ts';

interface Told {
  readonly operatorsOnline: boolean;
  readonly faces: readonly string[];
  readonly opensAt: number | null;
}

async function setUp() {
  const harness = await createHarness();
  onTestFinished(() => harness.close());
  return {
    harness,
    async change(settings: Partial<SiteSettings>) {
      await harness.store.sites.update(SITE, { settings: { ...DEFAULT_SETTINGS, ...settings } });
      await harness.bus.broadcast([{ type: 'site.changed', siteId: SITE }]);
    },
    async visitor() {
      const socket = harness.visitor();
      const opened = await ask(socket, 'open', {});
      await ask(socket, 'sync', { grant: opened.grant, epoch: null, last: 0 });
      return { socket, grant: opened.grant, conversationId: opened.conversationId, opened: opened as unknown as Told };
    },
    async operator(name: string) {
      const { token } = await harness.addOperator(name, { [SITE]: 'agent' });
      const socket = harness.operator(token);
      await ask(socket, 'hello', {});
      return socket;
    },
  };
}
/** A week in which nobody is there, but for one minute of a day that is not today. */
const closed = () => {
  const day = (new Date().getUTCDay() + 6 + 3) % 7;
  return { timezone: 'UTC', days: Array.from({ length: 7 }, (_, index) => (index === day ? ([[600, 601]] as const) : [])) };
};
const untilTold = (socket: Socket, passes: (told: Told) => boolean) => push<Told>(socket, 'presence', passes);

it('[G2] open and presence say when the site opens next, and by name who is here; at most three, none when the site shows no faces', async () => {
  const { change, visitor, operator } = await setUp();
  await change({ hours: closed() });
  const { socket, opened } = await visitor();
  expect(opened).toMatchObject({ operatorsOnline: false, faces: [] });
  expect(new Date(opened.opensAt ?? 0).toISOString()).toMatch(/T10:00:00\.000Z$/);
  const four = untilTold(socket, ({ faces }) => faces.length === 3);
  for (const name of ['ann', 'ben', 'cleo', 'dan']) await operator(name);
  expect((await four).faces.every((name) => /^(ann|ben|cleo|dan)$/.test(name))).toBe(true);
  const none = untilTold(socket, ({ faces }) => faces.length === 0);
  await change({ faces: false });
  expect(await none).toEqual({ operatorsOnline: true, faces: [], opensAt: null });
  expect((await visitor()).opened).toMatchObject({ operatorsOnline: true, faces: [], opensAt: null });
});

it('[W10] what the owner changes reaches the open pages of the site, and of no other', async () => {
  const { harness, change, visitor } = await setUp();
  const { socket } = await visitor();
  const other = harness.visitor(OTHER_SITE);
  await ask(other, 'open', {});
  const heard: unknown[] = [];
  other.on('settings', (told: never) => void heard.push(told));
  const told = push<object>(socket, 'settings');
  await change({ color: '#ffff00', greeting: 'Hello there', position: 'start' });
  expect(await told).toMatchObject({
    name: SITE,
    css: expect.stringContaining('--accent:#ffff00;--ink:#000'),
    chosen: { greeting: 'Hello there', position: 'start' },
  });
  await ask(other, 'open', {});
  expect(heard).toEqual([]);
});

it('[G13] what is being typed reaches operators while the site lets it be seen, and never otherwise', async () => {
  const { change, visitor, operator } = await setUp();
  const { socket, grant, conversationId } = await visitor();
  const ann = await operator('ann');
  const typing = (request: object) => {
    const heard = push<object>(ann, 'typing');
    socket.emit('typing', { grant, ...request });
    return heard;
  };
  const sign = { siteId: SITE, conversationId, on: true, side: 'visitor' };
  expect(await typing({ on: true, text: 'my card is 4' })).toEqual({ ...sign, text: 'my card is 4' });
  expect(await typing({ on: false, text: 'what was there' })).toEqual({ ...sign, on: false });
  const changed = push(socket, 'settings');
  await change({ preview: false });
  await changed;
  expect(await typing({ on: true, text: 'not for you' })).toEqual(sign);
  expect(await ask(socket, 'typing', { grant, on: true, text: 'x'.repeat(MAX_PREVIEW + 1) })).toMatchObject({ ok: false, code: 'invalid' });
});

it('[G3] with the first message of a connection operators are told browser and language in words, and with no other entry', async () => {
  const { harness } = await setUp();
  const headers = {
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    'accept-language': 'fr-CH,fr;q=0.9',
  };
  const socket = harness.visitor(SITE, { headers });
  const { grant, conversationId } = await ask(socket, 'open', {});
  await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  for (const text of ['one', 'two']) {
    const stored = push<object>(socket, 'entries');
    await ask(socket, 'send', { grant, clientMsgId: `client-words-${text}`, text });
    await stored;
  }
  const said = (await harness.entries(conversationId)).map(({ author }) => author.client);
  expect(said).toEqual([{ agent: 'Firefox · Linux', language: 'fr-CH' }, undefined]);
});
