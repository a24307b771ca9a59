import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}
let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let ann: Page;
let receiver: Server;
let address: string;
let nora: Visitor;
let status: number | 'hang' = 200;
let hanging = 0;
const received: Received[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    received.push({ headers: request.headers, text: Buffer.concat(await request.toArray()).toString() });
    if (status === 'hang') hanging += 1;
    else response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  parley = createParley({ WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8' });
  told = await parley.up();
  browser = await launch();
  ann = (await openPage(browser, told.setupUrl ?? '')).page;
  ann.setDefaultTimeout(15_000);
  await setUp(ann);
});
afterAll(async () => {
  nora?.close();
  await browser?.close();
  await parley?.down();
  parley?.remove();
  receiver?.close();
});

const hook = () => ann.getByRole('region', { name: address });
const typesIn = () => received.map(({ text }) => (JSON.parse(text) as { type: string }).type);

it('[H6] an owner adds a hook, copies its secret, tries it, and reads in its log what a visitor made happen', async () => {
  await ann.getByRole('link', { name: 'Webhooks' }).first().click();
  const form = ann.getByRole('form', { name: 'Add a webhook' });
  expect(await form.getByRole('checkbox', { name: /note.created/ }).isChecked()).toBe(false);
  await form.getByLabel('Address').fill('https://user:word@shop.example/');
  await form.getByRole('button', { name: 'Add the webhook' }).click();
  await form.getByText('must not have a user or a password in it').waitFor();
  await form.getByLabel('Address').fill(address);
  await form.getByRole('button', { name: 'Add the webhook' }).click();
  const secret = ((await hook().locator('.copy-box code').textContent()) ?? '').trim();
  expect(secret).toMatch(/^whsec_/);
  expect(await axe(ann)).toEqual([]);
  await hook()
    .getByRole('button', { name: /^Send a test/ })
    .click();
  await hook().getByText('It was taken: the receiver answered 200').waitFor();
  expect(typesIn()).toEqual(['ping']);

  nora = await openVisitor(told);
  nora.send('Where is my order?');
  await nora.settled();
  await expect.poll(typesIn, { timeout: 30_000 }).toEqual(['ping', 'conversation.opened', 'message.created']);
  for (const { headers, text } of received) new Webhook(secret).verify(text, headers as Record<string, string>);

  await hook().getByText('Log', { exact: true }).click();
  await hook().getByText('message.created').last().waitFor();
  await hook()
    .getByRole('button', { name: /^Send again: message.created/ })
    .click();
  await expect.poll(() => received.length).toBe(4);
  expect(received[3]?.headers['webhook-id']).toBe(received[2]?.headers['webhook-id']);
  await hook()
    .getByText(/^Attempt 2/)
    .waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.reload();
  await hook().waitFor();
  expect(await ann.locator('body').textContent()).not.toContain(secret);
});

it('[H4] a receiver that never answers costs a sender nothing: everything is stored while its first request is still open', async () => {
  status = 'hang';
  nora.send('first');
  await expect.poll(() => hanging, { timeout: 30_000 }).toBe(1);
  for (let n = 0; n < 5; n += 1) nora.send(`while it hangs ${n}`);
  await nora.settled();
  // In order: nothing behind the one that hangs was sent, and it was not answered.
  expect(hanging).toBe(1);
  receiver.closeAllConnections();
  status = 200;
  await expect.poll(() => typesIn().filter((type) => type === 'message.created').length, { timeout: 60_000 }).toBeGreaterThanOrEqual(9);
});

it('[H6] a receiver that says it is gone switches its hook off, and the page says so; it fits a phone, dark', async () => {
  status = 410;
  const before = received.length;
  nora.send('Hello?');
  await nora.settled();
  await expect.poll(() => received.length, { timeout: 30_000 }).toBe(before + 1);
  await expect
    .poll(async () => {
      await ann.reload();
      await hook().waitFor();
      return hook().textContent();
    })
    .toContain('said that it is gone');
  await ann.emulateMedia({ colorScheme: 'dark' });
  await ann.setViewportSize({ width: 390, height: 844 });
  expect(await axe(ann)).toEqual([]);
  expect(await ann.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  if (process.env.PICTURES) await ann.screenshot({ path: `${process.env.PICTURES}/hooks-phone-dark.png` });
  const [line = ''] = (await parley.parley('hooks', 'list')).stdout.split('\n');
  expect(line).toContain(`off (gone)  ${told.siteId}  ${address}`);
  const log = (await parley.parley('hooks', 'log', line.split('  ')[0] ?? '')).stdout;
  expect(log).toMatch(/message\.created {2}failed {2}attempt 1 {2}410 {2}hook_gone/);
  await ann.setViewportSize({ width: 1280, height: 900 });
  await ann.emulateMedia({ colorScheme: 'light' });
  if (process.env.PICTURES) await ann.screenshot({ path: `${process.env.PICTURES}/hooks-light.png` });
  await hook()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await hook().getByRole('button', { name: 'Delete it' }).click();
  await ann.getByText('The webhook was deleted.').waitFor();
  expect(await hook().count()).toBe(0);
});
