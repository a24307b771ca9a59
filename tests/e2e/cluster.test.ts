import { type Bucket, startBucket } from '@parley/server/src/files/testing/bucket.ts';
import { png } from '@parley/server/src/files/testing/pictures.ts';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { openMongoStore } from '@parley/server/src/store/mongodb/mongo-store.ts';
import { type SlackEmulator, startSlackEmulator } from '@parley/server/src/workers/slack/testing/emulator.ts';
import type { UploadAnswer } from '@parley/shared-types/http.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { connectOperator } from '@parley/widget/core/connection.ts';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, openPage, say, setUp, type Up } from './parley.ts';
import { openVisitor } from './visitors.ts';

type ClusterUp = Up & { readonly gateway2: string; readonly mongodb: string };

let slack: SlackEmulator;
let bucket: Bucket;
let parley: ReturnType<typeof createParley>;
let told: ClusterUp;
let browser: Browser;

beforeAll(async () => {
  slack = await startSlackEmulator();
  bucket = await startBucket();
  parley = createParley({ ...slack.env, ...bucket.env });
  told = (await parley.up('--cluster')) as ClusterUp;
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await parley?.down();
  parley?.remove();
  await slack?.close();
  await bucket?.close();
});

/** All texts in the store, by a connection of the test's own. */
async function storedTexts(): Promise<string[]> {
  const store = await openMongoStore({ url: told.mongodb, clock: createClock(), logger: createLogger('silent', 'test') });
  try {
    const { rows } = await store.conversations.newest(told.siteId as SiteId, 10);
    const logs = await Promise.all(rows.map((row) => store.log.since(row, 0, 100)));
    return logs.flat().map(({ body }) => (body.kind === 'message' ? body.text : ''));
  } finally {
    await store.close();
  }
}

it('[O2] on a cluster: visitor and operator on different gateways talk; it is in MongoDB and in the thread in Slack; both reload', async () => {
  expect(new URL(told.gateway2).port).not.toBe(new URL(told.url).port);
  const visitor = await openPage(browser, `${told.url}/#chat`);
  const operator = await openPage(browser, (told.setupUrl ?? '').replace(told.url, told.gateway2));
  await setUp(operator.page);
  // action: the visitor writes on one gateway; expected: the operator of the other one sees it and answers
  await say(visitor.page, 'Hello across gateways');
  const chat = visitor.page.getByRole('log', { name: 'Conversation' });
  await chat.getByText(/^(Sent|Delivered)$/).waitFor();
  await operator.page.getByRole('link', { name: /Hello across gateways/ }).click();
  await operator.page.getByRole('log').getByText('Hello across gateways').waitFor();
  await chat.getByText('Read', { exact: true }).waitFor();
  await say(operator.page, 'And back again');
  await chat.getByText('And back again').waitFor();
  expect(await storedTexts()).toEqual(['Hello across gateways', 'And back again']);
  await expect.poll(() => slack.threads(), { timeout: 30_000 }).toEqual([['Visitor: Hello across gateways', 'Ann: And back again']]);
  // reload both: the same conversation, once
  await Promise.all([visitor.page.reload(), operator.page.reload()]);
  await chat.getByText('And back again').waitFor();
  expect(await chat.locator('.bubble').count()).toBe(2);
  await operator.page.getByRole('link', { name: /And back again/ }).click();
  await operator.page.getByRole('log').getByText('Hello across gateways').waitFor();
  expect([...visitor.problems, ...operator.problems]).toEqual([]);
});

it('[K6] a job reaches Slack from the command line', async () => {
  const { stdout } = await parley.parley('job', 'send', 'slack:send_message', '{"text":"job from the command line"}');
  expect(stdout.trim()).toMatch(/^[0-9a-f]{32}$/);
  await expect.poll(() => slack.threads((text) => text.includes('job')), { timeout: 30_000 }).toEqual([['job from the command line']]);
});

it('[X7] `user link` asks a process of the cluster, which knows its operators', async () => {
  const { stdout } = await parley.parley('user', 'link', '--email', 'ann@example.test');
  expect(stdout.trim().startsWith(`${told.url}/recover/`)).toBe(true);
  await expect(parley.parley('user', 'link')).rejects.toMatchObject({ stderr: expect.stringContaining('owner_exists') });
});

it('[O4] each process of the cluster says that it is ready, and what it rests on', async () => {
  for (const url of [told.url, told.gateway2]) {
    expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ ready: true, bus: 'up', store: 'up' });
  }
});

it('[X9] what ends or changes at one gateway closes the sockets at the other within 5 s', async () => {
  const origin = { origin: told.url };
  const json = { ...origin, 'content-type': 'application/json' };
  const signIn = async () => {
    const body = JSON.stringify({ email: 'ann@example.test', password: 'correct horse battery' });
    const answer = await fetch(`${told.url}/api/session`, { method: 'POST', headers: json, body });
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };
  const [here, there] = [await signIn(), await signIn()];
  const transport = connectOperator({ url: told.gateway2, extraHeaders: { cookie: there, origin: told.gateway2 } });
  const links: string[] = [];
  transport.onLink((link, refusal) => links.push(refusal?.code ?? link));
  // once it has an answer about the site, the gateway hears of the site
  await expect
    .poll(() => transport.request('changes', { siteId: told.siteId, cursor: null }), { timeout: 30_000 })
    .toMatchObject({ ok: true });
  const ask = async (method: string, path: string, body?: object) =>
    fetch(`${told.url}${path}`, {
      method,
      headers: { ...(body ? json : origin), cookie: here },
      ...(body && { body: JSON.stringify(body) }),
    });
  const closedIn = async (change: () => Promise<unknown>) => {
    links.length = 0;
    await change();
    const from = performance.now();
    while (links.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    return performance.now() - from;
  };
  // another name: the socket comes back with it
  expect(await closedIn(() => ask('PATCH', '/api/me', { name: 'Anna' }))).toBeLessThan(5_000);
  await expect.poll(() => transport.request('hello', {}), { timeout: 30_000 }).toMatchObject({ operator: { name: 'Anna' } });
  // signed out: it does not
  expect(await closedIn(() => ask('DELETE', '/api/me/sessions'))).toBeLessThan(5_000);
  await expect.poll(() => links.at(-1), { timeout: 30_000 }).toBe('unauthorized');
  transport.close();
});

it('[X10] a file that is uploaded through one gateway is read through the other, from the bucket that both share', async () => {
  const visitor = await openVisitor(told);
  const { siteId } = told;
  const bytes = png(30, 20);
  const upload = (gateway: string, id: string, more: object = {}) =>
    fetch(`${gateway}/parley/${siteId}/files/${id.padEnd(20, '0')}?name=photo.png`, {
      method: 'PUT',
      headers: { origin: gateway, authorization: `Bearer ${visitor.grant()}`, ...more },
      body: new Uint8Array(bytes),
    }).then((answer) => answer.json() as Promise<UploadAnswer>);
  const first = await upload(told.url, 'one');
  // the same upload at the other gateway, as after a cut: the same file
  if (!first.ok) throw new Error(first.code);
  expect(await upload(told.gateway2, 'one')).toMatchObject({ ok: true, file: first.file });
  visitor.send('', [{ ...first.file, token: first.token }]);
  await visitor.settled();
  const { conversationId } = visitor.state();
  const { key } = (await visitor.fileKey()) as unknown as { key: string };
  for (const gateway of [told.gateway2, told.url]) {
    const answer = await fetch(`${gateway}/parley/${siteId}/files/${conversationId}/${first.file.id}?key=${key}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
  }
  expect(await bucket.keys()).toHaveLength(2);
  await expect.poll(() => slack.threads(), { timeout: 30_000 }).toContainEqual(['Visitor: [file] photo.png']);
  visitor.close();
});
