import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let context: BrowserContext;
let tabs: readonly Page[];
let visitor: Visitor;

interface Heard {
  tones: number;
  notes: number;
  hidden: boolean;
}
type Watched = typeof globalThis & { heard: Heard };

/** In the page: counts what it sounds and shows, and lets the test hide it. */
function listenIn(): void {
  const heard: Heard = { tones: 0, notes: 0, hidden: false };
  Object.assign(globalThis, { heard });
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function counted(when?: number) {
    heard.tones += 1;
    start.call(this, when);
  };
  const note = function Note() {
    heard.notes += 1;
  };
  Object.assign(note, { permission: 'granted', requestPermission: async () => 'granted' });
  Object.assign(globalThis, { Notification: note });
  Object.defineProperty(document, 'visibilityState', { get: () => (heard.hidden ? 'hidden' : 'visible') });
}

beforeAll(async () => {
  parley = createParley();
  told = await parley.up();
  browser = await launch();
  context = await browser.newContext();
  await context.addInitScript(listenIn);
  const first = await context.newPage();
  await first.goto(told.setupUrl ?? '');
  await setUp(first);
  const second = await context.newPage();
  await second.goto(told.inboxUrl);
  tabs = [first, second];
  visitor = await openVisitor(told);
  // A browser lets only a page that was touched make sounds.
  for (const tab of tabs) await tab.getByRole('heading', { name: 'Inbox' }).click();
});
afterAll(async () => {
  visitor?.close();
  await browser?.close();
  await parley?.down();
  parley?.remove();
});

const heard = async () => {
  const all = await Promise.all(tabs.map((tab) => tab.evaluate(() => ({ ...(globalThis as Watched).heard }))));
  // Two tones are one sound.
  return [all.reduce((sum, one) => sum + one.tones, 0) / 2, all.reduce((sum, one) => sum + one.notes, 0)];
};
const hide = (tab: Page | undefined, hidden: boolean) =>
  tab?.evaluate((isHidden) => {
    (globalThis as Watched).heard.hidden = isHidden;
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
async function write(text: string): Promise<void> {
  visitor.send(text);
  await visitor.settled();
  for (const tab of tabs) await tab.getByRole('link', { name: new RegExp(text) }).waitFor();
}

it('[I6] two tabs of an inbox make one sound and show one notification; none where one of them shows the conversation', async () => {
  // Both in sight: one sound, and no notification over what one looks at.
  await write('one');
  await expect.poll(heard).toEqual([1, 0]);
  // Both hidden: one of each.
  for (const tab of tabs) await hide(tab, true);
  await write('two');
  await expect.poll(heard).toEqual([2, 1]);
  // One in sight elsewhere: it sounds, and nothing is shown over it.
  await hide(tabs[0], false);
  await write('three');
  await expect.poll(heard).toEqual([3, 1]);
  // One shows it: nobody calls. What would be too much of all this is counted after the next one.
  await tabs[0]?.getByRole('link', { name: /three/ }).click();
  await tabs[0]?.getByRole('log').getByText('three').waitFor();
  await write('four');
  await tabs[0]?.goBack();
  await hide(tabs[0], true);
  await write('five');
  await expect.poll(heard).toEqual([4, 2]);
  // A tab that was told to be silent speaks for all.
  await tabs[0]?.getByRole('button', { name: /Sound/ }).click();
  await write('six');
  await expect.poll(heard).toEqual([4, 3]);
});
