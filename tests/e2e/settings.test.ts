import type { SiteInfo } from '@parley/shared-types/http.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];

beforeAll(async () => {
  told = await up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  ann.setDefaultTimeout(10_000);
  problems = opened.problems;
  await setUp(ann);
});
afterAll(async () => {
  await browser?.close();
  await down();
  remove();
});

const open = async () => {
  await ann.goto(`${told.inboxUrl}settings/${told.siteId}`);
  await ann.getByRole('heading', { name: 'Looks' }).waitFor();
};
const save = () => ann.getByRole('button', { name: 'Save' }).click();
const saved = () => ann.getByText('Saved.').waitFor();
const toggle = (name: string) => ann.getByRole('switch', { name, exact: true });
const choose = (group: string, name: string) => ann.getByRole('group', { name: group }).getByRole('radio', { name, exact: true }).check();
const preview = () => ann.getByRole('img', { name: /^Preview in/ });
/** What the server has, asked by the page's own session. */
const stored = () =>
  ann.evaluate(async () => ((await (await fetch('/api/sites')).json()) as { sites: SiteInfo[] }).sites[0]) as Promise<SiteInfo>;

it('[I6] settings: the list of sections leads to each, and says which one is read', async () => {
  await open();
  const list = ann.getByRole('navigation', { name: 'Sections of the settings' });
  for (const name of ['Words', 'Answering', 'Privacy', 'Page', 'Identity']) {
    await list.getByRole('link', { name }).click();
    await expect.poll(() => ann.evaluate(() => location.hash)).toBe(`#${name.toLowerCase()}`);
    await expect.poll(() => ann.getByRole('heading', { name, exact: true }).isVisible()).toBe(true);
  }
  await list.getByRole('link', { name: 'Looks' }).click();
  await expect.poll(() => list.locator('[aria-current]').textContent()).toBe('Looks');
  expect(await axe(ann)).toEqual([]);
});

it('[I6] settings: looks and words are seen in the preview before they are saved, and only they are sent', async () => {
  await open();
  const sent: unknown[] = [];
  ann.on('request', (request) => request.method() === 'PATCH' && sent.push(request.postDataJSON()));
  await ann.getByLabel('Colour', { exact: true }).fill('#FFD400');
  await choose('Light or dark', 'Dark');
  await choose('Side of the page', 'Left');
  await ann.getByLabel('Language').selectOption('Deutsch');
  await ann.getByLabel('Title').fill('Help desk');
  await ann.getByLabel('Starter 1').fill('Where is my order?');
  await ann.getByRole('img', { name: 'Preview in #ffd400, on the left, dark' }).waitFor();
  await preview().getByText('Help desk').waitFor();
  await preview().getByText('Where is my order?').waitFor();
  expect(
    await preview()
      .locator('.preview-launcher')
      .evaluate((launcher) => getComputedStyle(launcher).color),
  ).toBe('rgb(0, 0, 0)');
  expect(await preview().evaluate((box) => getComputedStyle(box).colorScheme)).toBe('dark');
  // the widget's own words in the language, and its direction
  await preview().getByText('Nachricht').waitFor();
  await ann.getByLabel('Language').selectOption('العربية');
  await expect.poll(() => preview().getAttribute('dir')).toBe('rtl');
  await ann.getByText('6 changes not saved').waitFor();
  await save();
  await saved();
  const settings = {
    color: '#ffd400',
    scheme: 'dark',
    position: 'start',
    language: 'ar',
    title: 'Help desk',
    starters: ['Where is my order?'],
  };
  expect(sent).toEqual([{ settings }]);
  expect((await stored()).settings).toMatchObject(settings);
});

it('[I6] settings: a button of one’s own is explained where it is chosen', async () => {
  await open();
  await choose('Button that opens the chat', 'One of your own');
  await ann.getByText('<button type="button" data-parley-open>').waitFor();
  expect(await preview().locator('.preview-launcher').count()).toBe(0);
});

it('[X9] settings: what the server refuses is said at its field, which gets the focus; the rest is kept', async () => {
  await open();
  await ann.getByLabel('Logo').fill('http://shop.example/logo.png');
  await ann.getByLabel('Show only on these paths').fill('docs\n/pricing');
  await toggle('Business hours').check();
  await ann.getByLabel('Tuesday until').fill('08:00');
  await save();
  await ann.getByText('Not saved. What is wrong is said at its field.').waitFor();
  for (const [field, words] of [
    ['logo', 'Must be an https address.'],
    ['showOn', 'Must begin with /.'],
    ['hours.days.1', 'Must end after it begins.'],
  ] as const) {
    expect(await ann.locator(`[id="${field}-error"]`).textContent()).toBe(words);
  }
  expect(await ann.evaluate(() => document.activeElement?.id)).toBe('logo');
  expect(await axe(ann)).toEqual([]);
  await ann.getByLabel('Logo').fill('https://shop.example/logo.png');
  expect(await ann.locator('#logo-error').textContent()).toBe('');
  await ann.getByRole('button', { name: 'Undo' }).click();
  expect([await ann.getByLabel('Logo').inputValue(), await ann.getByLabel('Show only on these paths').inputValue()]).toEqual(['', '']);
});

it('[I6] settings: business hours and triggers by keyboard', async () => {
  await open();
  await toggle('Business hours').press('Space');
  await ann.getByLabel('Time zone').selectOption('Europe/Paris');
  await ann.getByLabel('Monday from').fill('08:30');
  await ann.getByRole('button', { name: 'Add hours, Monday' }).press('Enter');
  await ann.getByLabel('Monday until').last().fill('00:00');
  await ann.getByRole('button', { name: 'Copy Monday to all weekdays' }).press('Enter');
  await ann.getByRole('button', { name: 'Add hours, Sunday' }).press('Enter');
  await ann.getByRole('button', { name: 'Remove 09:00 to 17:00, Sunday' }).press('Enter');
  await ann.getByRole('button', { name: 'Add a trigger' }).press('Enter');
  await ann.getByLabel('When', { exact: true }).selectOption('When the page is scrolled down');
  await ann.getByLabel('Percent of the page').fill('75');
  await ann.getByLabel('Only on these paths', { exact: true }).fill('/pricing\n\n/docs/*');
  await ann.getByLabel('Says').fill('Can we help?');
  await ann.keyboard.press('Tab');
  await ann.keyboard.press('Space');
  await save();
  await saved();
  const day = [
    [510, 1_020],
    [1_080, 1_440],
  ];
  expect((await stored()).settings).toMatchObject({
    hours: { timezone: 'Europe/Paris', days: [day, day, day, day, day, [], []] },
    triggers: [
      { name: 'Trigger 1', on: { kind: 'scroll', percent: 75 }, pages: ['/pricing', '/docs/*'], text: 'Can we help?', opens: false },
    ],
  });
});

it('[X11] settings: what a feature of the page costs in requests, storage and consent is told before it is switched on', async () => {
  await ann.goto(`${told.inboxUrl}visitors/${told.siteId}`);
  await ann.getByText('Live visitors are off for this site').waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.getByRole('link', { name: 'Settings of the page' }).click();
  await ann.getByRole('heading', { name: 'Looks' }).waitFor();
  for (const name of ['Pages visited', 'Live visitors']) {
    expect(await toggle(name).isChecked()).toBe(false);
    const ids = ((await toggle(name).getAttribute('aria-describedby')) ?? '').split(' ');
    const words = (await Promise.all(ids.map((id) => ann.locator(`[id="${id}"]`).textContent()))).join(' ');
    for (const part of ['Requests', 'Storage', 'Consent']) expect(words).toContain(part);
  }
  await ann.getByText('The visitor is told:').waitFor();
  await toggle('Live visitors').press('Space');
  await toggle('Ask for consent first').press('Space');
  await save();
  await saved();
  expect((await stored()).settings).toMatchObject({ liveVisitors: true, pages: false, consent: true });
  await ann.getByRole('link', { name: 'Visitors', exact: true }).click();
  await ann.getByText('Nobody is on the site just now').waitFor();
  expect(await axe(ann)).toEqual([]);
});

it('[I6] settings: unsaved changes are asked about before leaving by link, by the way back, and by closing', async () => {
  await ann.goto(told.inboxUrl);
  await ann.getByRole('link', { name: 'Settings', exact: true }).click();
  await ann.getByLabel('Greeting').fill('Changed my mind');
  const question = ann.getByRole('dialog', { name: 'Changes are not saved' });
  await ann.getByRole('link', { name: 'Team', exact: true }).click();
  await question.waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  await ann.goBack();
  await question.getByRole('button', { name: 'Stay' }).click();
  expect(await ann.getByLabel('Greeting').inputValue()).toBe('Changed my mind');
  expect(new URL(ann.url()).pathname).toContain('/settings/');
  const closing = new Promise<string>((resolve) =>
    ann.once('dialog', (dialog) => void dialog.dismiss().then(() => resolve(dialog.type()))),
  );
  await ann.close({ runBeforeUnload: true });
  expect(await closing).toBe('beforeunload');
  await ann.getByRole('button', { name: 'All', exact: true }).click();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect.poll(() => new URL(ann.url()).pathname).toBe('/inbox/');
  // refuted: nobody is asked when nothing was changed
  await ann.getByRole('link', { name: 'Settings', exact: true }).click();
  expect(await ann.getByLabel('Greeting').inputValue()).toBe('');
  await ann.getByRole('link', { name: 'Team', exact: true }).click();
  await ann.getByRole('heading', { name: /^Team/ }).waitFor();
});

it('[X1] settings: secrets are shown when they are asked for, copied, renewed, and the old one is ended after a question', async () => {
  const [first, second] = [
    { secret: 'first-secret', createdAt: 1_767_225_600_000 },
    { secret: 'second-secret', createdAt: 1_767_312_000_000 },
  ];
  let secrets: object[] = [];
  await ann.route(/\/identity(\/old)?$/, (route) => {
    const method = route.request().method();
    if (method === 'POST') secrets = secrets.length === 0 ? [first] : [second, first];
    if (method === 'DELETE') secrets = [second];
    return route.fulfill({ json: { ok: true, secrets } });
  });
  await open();
  await ann.getByRole('button', { name: 'Show the secrets' }).click();
  await ann.getByText('There is no secret yet.').waitFor();
  await ann.getByRole('button', { name: 'Make a secret' }).click();
  await ann.getByRole('button', { name: 'Show the secret' }).click();
  await ann.getByText('first-secret').waitFor();
  await ann.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ann.getByRole('button', { name: 'Copy: secret' }).click();
  expect(await ann.evaluate(() => navigator.clipboard.readText())).toBe('first-secret');
  await ann.getByRole('button', { name: 'Make a new one' }).click();
  await ann.getByText('The one before, still good').waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'End the old one' }).click();
  await ann.getByRole('button', { name: 'End it' }).click();
  await ann.getByText('The one before, still good').waitFor({ state: 'detached' });
  await ann.unroute(/\/identity(\/old)?$/);
});

it('[I6] settings on a phone: one column, nothing wider than it, the preview folds out; light and dark pass axe', async () => {
  await ann.setViewportSize({ width: 390, height: 844 });
  await open();
  await ann.getByText('Preview', { exact: true }).click();
  await preview().waitFor();
  await toggle('Business hours').waitFor();
  expect(await ann.evaluate(() => [document.documentElement.scrollWidth, document.querySelector('.admin-body')?.scrollWidth])).toEqual([
    390, 390,
  ]);
  expect(await axe(ann)).toEqual([]);
  // a refusal of the server is told on the console by the browser itself
  expect(problems.filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
});
