import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootCluster, type Cluster } from '@parley/server/src/cli/cluster.ts';
import { buildPages } from '@parley/server/src/cli/pages.ts';
import type { ConversationRow, EntryView } from '@parley/shared-types/model.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launch, setUp, type Up } from './parley.ts';
import { createOperator } from './shop.ts';
import { openVisitor, type Visitor } from './visitors.ts';
import { createWire } from './wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
let cluster: Cluster;
let browser: Browser;
let context: BrowserContext;
let wire: Awaited<ReturnType<typeof createWire>>;
let ann: Page;
let bob: Awaited<ReturnType<typeof createOperator>>;
const visitors: Visitor[] = [];

beforeAll(async () => {
  await buildPages(() => {});
  Object.assign(process.env, { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' });
  cluster = await bootCluster({ dataDir: folder, log: () => {} });
  browser = await launch();
  const gateway2 = cluster.also.gateway2 ?? '';
  wire = await createWire(gateway2);
  context = await browser.newContext();
  ann = await context.newPage();
  // Ten minutes pass for her browser in a moment.
  await ann.clock.install();
  await ann.goto((cluster.info.setupUrl ?? '').replace(cluster.info.url, wire.url));
  await setUp(ann);
});
afterAll(async () => {
  for (const visitor of visitors) visitor.close();
  bob?.close();
  await browser?.close();
  wire?.close();
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A visitor who has written, and their conversation as the operators know it. */
async function writes(text: string): Promise<ConversationRow> {
  const visitor = await openVisitor(cluster.info);
  visitors.push(visitor);
  visitor.send(text);
  await visitor.settled();
  return bob.find(text);
}
const textsOf = (entries: readonly EntryView[]) =>
  entries.flatMap((entry) => (entry.kind === 'entry' && 'text' in entry.body && entry.body.text ? [entry.body.text] : []));
const shown = () => ann.getByRole('log').locator('.bubble').allInnerTexts();

it('[I1] after ten minutes without a network and the death of a gateway the inbox equals the store, and what was written is intact', async () => {
  bob = await createOperator({ ...cluster.info, demoUrl: '', inboxUrl: '' } as Up);
  const first = await writes('first conversation');
  const second = await writes('second conversation');
  await ann.getByRole('link', { name: /first conversation/ }).click();
  await ann.getByRole('log').getByText('first conversation').waitFor();
  const field = ann.getByRole('textbox', { name: 'Message' });

  wire.cut();
  await ann.getByText('Disconnected. What you write is kept.').waitFor();
  await field.fill('written without a network');
  await ann.keyboard.press('Enter');
  await field.fill('half a sentence');
  // meanwhile the other one works on both conversations, a visitor writes to each, and a third one comes
  await bob.say(first, 'answered by the other');
  await bob.send(first, { kind: 'note', text: 'a note of the other' });
  await bob.send(second, { kind: 'status', status: 'resolved' });
  visitors[0]?.send('the visitor goes on');
  await visitors[0]?.settled();
  await writes('third conversation');
  const gateway2 = cluster.roles[1];
  const died = gateway2?.current().exited;
  gateway2?.current().kill('SIGKILL');
  await died;
  await ann.clock.fastForward('10:00');
  wire.plug(cluster.info.url);
  await ann.clock.fastForward('00:30');

  // the conversation equals the store, with her message once, behind what came meanwhile
  await expect
    .poll(async () => textsOf(await bob.log(first)), { timeout: 30_000 })
    .toEqual(['first conversation', 'answered by the other', 'a note of the other', 'the visitor goes on', 'written without a network']);
  await expect.poll(shown, { timeout: 30_000 }).toEqual(textsOf(await bob.log(first)));
  expect(await field.inputValue()).toBe('half a sentence');
  // so does the list
  const list = ann.getByRole('list', { name: 'Conversations' });
  await list.getByText('third conversation').waitFor();
  await list.getByText('written without a network').waitFor();
  await list.getByText('second conversation').waitFor({ state: 'detached' });
});
