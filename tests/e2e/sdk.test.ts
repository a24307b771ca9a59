/** Every verb of `$parley`, in Chromium: a verb of the table that has no trial here is an error of the types, and of the first test. */
import { type ConfigVerb, type DoVerb, type GetVerb, type IsVerb, SDK, type SdkEvent, type SetVerb } from '@parley/shared-types/sdk.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, watch, write } from './shop.ts';

const { up, down, remove } = createParley();
/** The machine may have other work. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 15_000 });
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;

type PageWindow = Window & {
  heard: [name: string, value: unknown][];
  $parley?: { push(command: unknown[]): unknown; get(name: string): unknown; is(name: string): boolean };
};

beforeAll(async () => {
  told = await up();
  browser = await launch();
  shop = await createShop({}, tagOf(told));
  operator = await createOperator(told);
  // A site that signs in users, so that a token can be refused.
  await operator.rest('POST', '/identity');
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

interface Trial {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly said: readonly string[];
  push(...command: unknown[]): Promise<unknown>;
  get(name: string): Promise<unknown>;
  is(name: string): Promise<boolean>;
  /** Listens; resolves to what was heard, the last first. */
  on(name: string): Promise<() => Promise<unknown[]>>;
  /** The visitor writes, and an operator sees it. */
  talk(text: string): Promise<Awaited<ReturnType<typeof operator.find>>>;
}

async function begin(): Promise<Trial> {
  const context = await browser.newContext();
  const { page, said } = await watch(context);
  await page.goto(shop.url);
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  const push = (...command: unknown[]) => page.evaluate((given) => void (window as unknown as PageWindow).$parley?.push(given), command);
  const get = (name: string) => page.evaluate((given) => (window as unknown as PageWindow).$parley?.get(given), name);
  return {
    page,
    context,
    said,
    push,
    get,
    is: (name) => page.evaluate((given) => (window as unknown as PageWindow).$parley?.is(given) ?? false, name),
    async on(name) {
      await page.evaluate((given) => {
        const here = window as unknown as PageWindow;
        here.heard ??= [];
        here.$parley?.push(['on', given, (value: unknown) => here.heard.unshift([given, value ?? null])]);
      }, name);
      return () =>
        page.evaluate((given) => (window as unknown as PageWindow).heard.filter(([one]) => one === given).map(([, value]) => value), name);
    },
    async talk(text) {
      await openChat(page);
      await write(page, text);
      return operator.find(text);
    },
  };
}

type Try = (trial: Trial) => Promise<void>;
interface Tries {
  readonly do: Readonly<Record<DoVerb, Try>>;
  readonly set: Readonly<Record<SetVerb, Try>>;
  readonly on: Readonly<Record<SdkEvent, Try>>;
  readonly config: Readonly<Record<ConfigVerb, Try>>;
  readonly get: Readonly<Record<GetVerb, Try>>;
  readonly is: Readonly<Record<IsVerb, Try>>;
}

let count = 0;
const unique = (text: string) => `${text} ${++count}`;
const panel = (page: Page) => page.getByRole('dialog', { name: 'Chat with' });
const launcher = (page: Page) => page.locator('parley-chat > button, parley-chat button').first();
const style = (page: Page, name: string) =>
  page.evaluate(
    (given) =>
      getComputedStyle(document.querySelector('parley-chat')?.shadowRoot?.querySelector('button') as Element).getPropertyValue(given),
    name,
  );
const untilSdk = ({ get }: Trial) => eventually(() => get('message:text')).toBe('');
const opened = async (trial: Trial) => {
  await openChat(trial.page);
  await panel(trial.page).waitFor();
  await untilSdk(trial);
};

/** What `set` says comes to the operators with the first message, and is answered by `get`. */
const says =
  (verb: SetVerb, value: unknown, profile: object, get: GetVerb, got: unknown): Try =>
  async ({ push, talk, ...trial }) => {
    await push('set', verb, value);
    await talk(unique(verb));
    const row = await operator.until((one) => one.excerpt === `${verb} ${count}` && Object.keys(one.profile).length > 0);
    expect(row.profile).toMatchObject(profile);
    await eventually(() => trial.get(get)).toEqual(got);
  };

const tells =
  (event: SdkEvent, verb: SetVerb, value: string): Try =>
  async (trial) => {
    const heard = await trial.on(event);
    await trial.push('set', verb, [value]);
    await opened(trial);
    await eventually(heard).toEqual([value]);
  };

const DO: Tries['do'] = {
  async 'chat:open'({ page, push }) {
    await push('do', 'chat:open');
    await panel(page).waitFor();
  },
  async 'chat:close'(trial) {
    await opened(trial);
    await trial.push('do', 'chat:close');
    await panel(trial.page).waitFor({ state: 'hidden' });
  },
  async 'chat:toggle'({ page, push }) {
    await push('do', 'chat:toggle');
    await panel(page).waitFor();
    await push('do', 'chat:toggle');
    await panel(page).waitFor({ state: 'hidden' });
  },
  async 'chat:show'({ page, push }) {
    await push('do', 'chat:hide');
    await push('do', 'chat:show');
    expect(await launcher(page).isVisible()).toBe(true);
  },
  async 'chat:hide'({ page, push }) {
    await push('do', 'chat:hide');
    expect(await launcher(page).isVisible()).toBe(false);
  },
  async 'message:send'({ push }) {
    await push('do', 'message:send', ['text', 'by the page, unopened']);
    await operator.find('by the page, unopened');
  },
  async 'message:show'(trial) {
    await trial.push('do', 'message:show', ['text', 'Can we help?']);
    await trial.page.getByRole('button', { name: /Can we help/ }).click();
    await trial.page.getByRole('log').getByText('Can we help?').waitFor();
    await trial.push('do', 'message:show', ['sound', 'x']);
    await eventually(() => trial.said).toEqual([expect.stringContaining('parley: invalid - do message:show')]);
  },
  async 'message:read'({ page, push, get, talk }) {
    const row = await talk(unique('read me'));
    await page.getByRole('button', { name: 'Close chat' }).click();
    await operator.say(row, 'an answer');
    await eventually(() => get('chat:unread:count')).toBe(1);
    const isRead = operator.untilRead(row, 2);
    await push('do', 'message:read');
    await isRead;
    await eventually(() => get('chat:unread:count')).toBe(0);
  },
  async 'session:reset'({ page, push, talk }) {
    const row = await talk(unique('before'));
    await push('do', 'session:reset');
    await page.getByRole('log').getByText(row.excerpt).waitFor({ state: 'detached' });
    await write(page, unique('after'));
    expect((await operator.find(`after ${count}`)).visitorId).not.toBe(row.visitorId);
  },
  async 'trigger:run'({ push, said }) {
    await push('do', 'trigger:run', ['none']);
    await eventually(() => said).toEqual(['parley: trigger_unknown - none']);
  },
  async 'user:identify'({ push, said }) {
    await push('do', 'message:show', ['text', 'loads the panel']);
    await push('do', 'user:identify', ['no.token']);
    await eventually(() => said).toEqual([expect.stringContaining('parley: invalid - do user:identify')]);
  },
  async 'user:logout'({ page, push, talk }) {
    const row = await talk(unique('before'));
    await push('do', 'user:logout');
    await page.getByRole('log').getByText(row.excerpt).waitFor({ state: 'detached' });
  },
  async 'privacy:erase'({ page, push, talk }) {
    const row = await talk(unique('a secret'));
    await page.getByText('Sent', { exact: true }).waitFor();
    await push('do', 'privacy:erase');
    await page.getByRole('log').getByText(row.excerpt).waitFor({ state: 'detached' });
  },
  async diagnose({ page }) {
    const found = await page.evaluate(() => (window as unknown as PageWindow).$parley?.push(['do', 'diagnose']));
    expect(found).toEqual([{ code: 'all_well', words: expect.stringContaining('works here') }]);
  },
  async destroy({ page, push }) {
    await push('do', 'destroy');
    expect(await page.locator('parley-chat').count()).toBe(0);
  },
};

const SET: Tries['set'] = {
  async 'message:text'(trial) {
    await trial.push('set', 'message:text', ['half a thought']);
    await openChat(trial.page);
    await eventually(() => trial.page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('half a thought');
  },
  'user:email': says('user:email', ['vic@shop.example'], { email: 'vic@shop.example' }, 'user:email', 'vic@shop.example'),
  'user:nickname': says('user:nickname', ['Vic'], { name: 'Vic' }, 'user:nickname', 'Vic'),
  'user:phone': says('user:phone', ['+33 1 23'], { data: { phone: '+33 1 23' } }, 'user:phone', '+33 1 23'),
  'user:avatar': says(
    'user:avatar',
    ['https://shop.example/v.png'],
    { data: { avatar: 'https://shop.example/v.png' } },
    'user:avatar',
    'https://shop.example/v.png',
  ),
  'user:company': says(
    'user:company',
    ['Acme', { url: 'https://acme.example' }],
    { data: { company: 'Acme', 'company:url': 'https://acme.example' } },
    'user:company',
    'Acme',
  ),
  'session:data': says(
    'session:data',
    [
      [
        ['plan', 'pro'],
        ['seats', 3],
      ],
    ],
    { data: { plan: 'pro', seats: 3 } },
    'session:data',
    { plan: 'pro', seats: 3 },
  ),
  'session:segments': says('session:segments', [['vip', 'new']], { data: { segments: 'vip, new' } }, 'session:data', {}),
  async 'session:event'({ push, talk }) {
    await push('set', 'session:event', [[['paid', { sum: 5 }]]]);
    const { conversationId } = await talk(unique('event'));
    await operator.until((row) => row.conversationId === conversationId && row.headSeq === 2);
  },
  async consent({ push, on }) {
    const heard = await on('consent:changed');
    await push('do', 'message:show', ['text', 'loads the panel']);
    await push('set', 'consent', [true]);
    await push('set', 'consent', [false]);
    await eventually(heard).toEqual([false]);
  },
};

const ON: Tries['on'] = {
  async 'session:loaded'(trial) {
    const heard = await trial.on('session:loaded');
    await opened(trial);
    await eventually(heard).toEqual([expect.stringMatching(/^[\w-]{16,}$/)]);
  },
  async 'chat:initiated'(trial) {
    const heard = await trial.on('chat:initiated');
    await opened(trial);
    await trial.push('do', 'chat:toggle');
    await trial.push('do', 'chat:toggle');
    await eventually(heard).toEqual([null]);
  },
  async 'chat:opened'(trial) {
    const heard = await trial.on('chat:opened');
    await opened(trial);
    await eventually(heard).toEqual([null]);
  },
  async 'chat:closed'(trial) {
    const heard = await trial.on('chat:closed');
    await opened(trial);
    await trial.push('do', 'chat:close');
    await eventually(heard).toEqual([null]);
  },
  async 'message:sent'(trial) {
    const heard = await trial.on('message:sent');
    await trial.talk(unique('sent'));
    await eventually(heard).toEqual([{ content: `sent ${count}` }]);
  },
  async 'message:received'(trial) {
    const heard = await trial.on('message:received');
    const row = await trial.talk(unique('hello'));
    await operator.say(row, 'an answer');
    await eventually(heard).toEqual([{ content: 'an answer', name: 'Ann' }]);
  },
  async 'message:failed'(trial) {
    const heard = await trial.on('message:failed');
    await opened(trial);
    await trial.push('do', 'message:send', ['text', 'x'.repeat(20_000)]);
    await eventually(heard).toEqual([{ content: 'x'.repeat(20_000), code: 'too_long' }]);
  },
  async 'message:compose:sent'(trial) {
    const heard = await trial.on('message:compose:sent');
    await opened(trial);
    await trial.page.getByRole('textbox', { name: 'Message' }).pressSequentially('abc');
    await eventually(heard).toEqual([null]);
  },
  async 'message:compose:received'(trial) {
    const heard = await trial.on('message:compose:received');
    const row = await trial.talk(unique('who writes'));
    operator.typing(row);
    await eventually(heard).toEqual([{ name: 'Ann' }]);
  },
  'user:email:changed': tells('user:email:changed', 'user:email', 'vic@shop.example'),
  'user:nickname:changed': tells('user:nickname:changed', 'user:nickname', 'Vic'),
  'user:phone:changed': tells('user:phone:changed', 'user:phone', '+33 1 23'),
  'user:avatar:changed': tells('user:avatar:changed', 'user:avatar', 'https://shop.example/v.png'),
  async 'website:availability:changed'(trial) {
    const heard = await trial.on('website:availability:changed');
    await opened(trial);
    await eventually(async () => (await heard())[0]).toBe(true);
  },
  async 'connection:changed'(trial) {
    const heard = await trial.on('connection:changed');
    await opened(trial);
    await eventually(async () => (await heard())[0]).toBe('online');
  },
  async 'unread:changed'(trial) {
    const heard = await trial.on('unread:changed');
    const row = await trial.talk(unique('count me'));
    await trial.push('do', 'chat:close');
    await operator.say(row, 'an answer');
    await eventually(heard).toEqual([1]);
    await trial.push('do', 'chat:open');
    await eventually(heard).toEqual([0, 1]);
  },
  'consent:changed': SET.consent,
  async 'identity:refused'(trial) {
    const heard = await trial.on('identity:refused');
    await opened(trial);
    await trial.push('do', 'user:identify', ['abcdefgh.abcdefgh.abcdefgh']);
    await eventually(heard).toEqual([expect.stringMatching(/^token_/)]);
  },
};

const CONFIG: Tries['config'] = {
  async 'container:index'({ page, push }) {
    await push('config', 'container:index', [7]);
    await eventually(() => style(page, 'z-index')).toBe('7');
    await openChat(page);
    await eventually(() => panel(page).evaluate((one) => getComputedStyle(one).zIndex)).toBe('7');
  },
  async 'position:reverse'({ page, push }) {
    await push('config', 'position:reverse', [true]);
    await eventually(async () => (await launcher(page).boundingBox())?.x).toBe(20);
    await openChat(page);
    await panel(page).waitFor();
    await eventually(async () => (await panel(page).boundingBox())?.x).toBe(20);
  },
  async 'color:theme'({ page, push, said }) {
    const colors = async (value: string) => {
      await push('config', 'color:theme', [value]);
      return async () => [await style(page, 'background-color'), await style(page, 'color')];
    };
    await eventually(await colors('#ff0')).toEqual(['rgb(255, 255, 0)', 'rgb(0, 0, 0)']);
    await eventually(await colors('#000')).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await eventually(await colors('blue')).toEqual(['rgb(0, 0, 255)', 'rgb(255, 255, 255)']);
    await eventually(await colors('no colour')).toEqual(['rgb(0, 0, 255)', 'rgb(255, 255, 255)']);
    await eventually(() => said).toEqual(['parley: invalid - config color:theme takes a colour']);
  },
  async 'availability:tooltip'({ page, push }) {
    await push('config', 'availability:tooltip', [true]);
    await page.getByTitle(/^Here now/).waitFor();
    await push('config', 'availability:tooltip', [false]);
    await page.getByTitle(/^Here now/).waitFor({ state: 'detached' });
  },
  async 'hide:on:away'({ page, push, get }) {
    await push('config', 'hide:on:away', [true]);
    await eventually(() => get('message:text')).toBe('');
    expect(await launcher(page).isVisible()).toBe(true);
  },
  async 'hide:on:mobile'({ page, push }) {
    await push('config', 'hide:on:mobile', [true]);
    await page.setViewportSize({ width: 390, height: 800 });
    await eventually(() => launcher(page).isVisible()).toBe(false);
    await page.setViewportSize({ width: 1200, height: 800 });
    await eventually(() => launcher(page).isVisible()).toBe(true);
  },
  async 'show:operator:count'(trial) {
    await trial.push('config', 'show:operator:count', [false]);
    await opened(trial);
    expect(trial.said).toEqual([]);
  },
  async 'sound:mute'(trial) {
    await trial.push('config', 'sound:mute', [true]);
    await opened(trial);
    expect(trial.said).toEqual([]);
  },
  async 'lock:maximized'(trial) {
    await trial.push('config', 'lock:maximized', [true]);
    await opened(trial);
    await trial.push('do', 'chat:close');
    await eventually(() => trial.is('chat:opened')).toBe(true);
    expect(await panel(trial.page).isVisible()).toBe(true);
  },
  async 'lock:fullview'(trial) {
    await trial.push('config', 'lock:fullview', [true]);
    await opened(trial);
    await eventually(async () => (await panel(trial.page).boundingBox())?.x).toBe(0);
    expect(await trial.is('chat:large')).toBe(true);
  },
  async 'locale:set'(trial) {
    await trial.push('config', 'locale:set', ['de']);
    await openChat(trial.page);
    await trial.page.getByRole('textbox', { name: 'Nachricht' }).waitFor();
    await trial.push('config', 'locale:set', ['xx']);
    await eventually(() => trial.said).toEqual([expect.stringContaining('parley: invalid - config locale:set')]);
  },
  async 'csp:nonce'({ push, said }) {
    await push('config', 'csp:nonce', ['abc']);
    await push('do', 'trigger:run', ['none']);
    await eventually(() => said).toEqual(['parley: trigger_unknown - none']);
  },
};

const GET: Tries['get'] = {
  async 'chat:unread:count'({ get }) {
    expect(await get('chat:unread:count')).toBe(0);
  },
  async 'message:text'(trial) {
    expect(await trial.get('message:text')).toBeUndefined();
    await opened(trial);
    await trial.page.getByRole('textbox', { name: 'Message' }).fill('half');
    expect(await trial.get('message:text')).toBe('half');
  },
  async 'session:identifier'(trial) {
    await opened(trial);
    expect(await trial.get('session:identifier')).toBeUndefined();
    await write(trial.page, unique('me'));
    const { conversationId } = await operator.find(`me ${count}`);
    expect(await trial.get('session:identifier')).toBe(conversationId);
  },
  'session:data': SET['session:data'],
  'user:email': SET['user:email'],
  'user:nickname': SET['user:nickname'],
  'user:phone': SET['user:phone'],
  'user:avatar': SET['user:avatar'],
  'user:company': SET['user:company'],
};

const isOpen: Try = async (trial) => {
  const look = async () => [await trial.is('chat:opened'), await trial.is('chat:closed')];
  expect(await look()).toEqual([false, true]);
  await trial.push('do', 'chat:open');
  expect(await look()).toEqual([true, false]);
};
const isVisible: Try = async (trial) => {
  const look = async () => [await trial.is('chat:visible'), await trial.is('chat:hidden')];
  expect(await look()).toEqual([true, false]);
  await trial.push('do', 'chat:hide');
  expect(await look()).toEqual([false, true]);
};
const isSmall: Try = async (trial) => {
  await opened(trial);
  const look = async () => [await trial.is('chat:small'), await trial.is('chat:large')];
  expect(await look()).toEqual([true, false]);
  await trial.page.setViewportSize({ width: 390, height: 800 });
  expect(await look()).toEqual([false, true]);
};
const IS: Tries['is'] = {
  'chat:opened': isOpen,
  'chat:closed': isOpen,
  'chat:visible': isVisible,
  'chat:hidden': isVisible,
  'chat:small': isSmall,
  'chat:large': isSmall,
  async 'session:ongoing'(trial) {
    await opened(trial);
    expect(await trial.is('session:ongoing')).toBe(false);
    await write(trial.page, unique('ongoing'));
    await eventually(() => trial.is('session:ongoing')).toBe(true);
  },
  async 'website:available'(trial) {
    await opened(trial);
    await eventually(() => trial.is('website:available')).toBe(true);
  },
};

const TRIES: Tries = { do: DO, set: SET, on: ON, config: CONFIG, get: GET, is: IS };
const all = Object.entries(TRIES).flatMap(([kind, verbs]) =>
  Object.entries(verbs as Record<string, Try>).map(([name, run]) => ({ verb: `${kind} ${name}`, run })),
);

it('[W12] every verb of the table has a trial', () => {
  const table = Object.entries(SDK).flatMap(([kind, verbs]) => Object.keys(verbs).map((name) => `${kind} ${name}`));
  expect(all.map(({ verb }) => verb).sort()).toEqual(table.sort());
});

it.each(all)('[W12] $verb', async ({ run }) => {
  const trial = await begin();
  await run(trial);
  await trial.context.close();
});

it('[W12] several listeners hear an event, as does the window; undone ones and those of off do not, and one that throws disturbs nobody', async () => {
  const trial = await begin();
  const heard = await trial.page.evaluate(async () => {
    const here = window as unknown as PageWindow;
    const lines: string[] = [];
    const push = (...command: unknown[]) => here.$parley?.push(command) as () => void;
    const add = (name: string) => (value: unknown) => void lines.push(`${name} ${JSON.stringify(value)}`);
    const gone = add('gone');
    push('on', 'message:sent', () => {
      throw new Error('a mistake of the page');
    });
    push('on', 'message:sent', add('one'));
    push('on', 'message:sent', add('two'));
    push('on', 'message:sent', add('undone'))();
    push('on', 'message:sent', gone);
    push('off', 'message:sent', gone);
    const done = new Promise((resolve) => addEventListener('parley:message:sent', resolve, { once: true }));
    addEventListener('parley:message:sent', (event) => lines.push(`window ${JSON.stringify((event as CustomEvent).detail)}`), {
      once: true,
    });
    push('do', 'message:send', ['text', 'heard']);
    await done;
    push('off', 'message:sent');
    push('do', 'message:send', ['text', 'not heard']);
    return lines;
  });
  expect(heard).toEqual(['window {"content":"heard"}', 'one {"content":"heard"}', 'two {"content":"heard"}']);
  await operator.find('not heard');
  await trial.context.close();
});
