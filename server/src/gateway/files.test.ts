import { DEFAULT_SETTINGS, type FileRef } from '@parley/shared-types/model.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFileTokens } from '../lib/file-tokens.ts';
import { type AnyAnswer, createHarness, OTHER_SITE, SITE, type Socket } from './testing/harness.ts';

const FILE: FileRef = { id: 'f'.repeat(32), name: 'a.png', type: 'image/png', size: 5, width: 2, height: 1 };
const tokens = createFileTokens('test secret');

let harness: Awaited<ReturnType<typeof createHarness>>;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

const ask = (socket: Socket, event: string, body: object) => socket.emitWithAck(event, body) as Promise<AnyAnswer>;
const id = (name: string) => name.padEnd(16, '0');
const whereOf = ({ conversationId }: AnyAnswer, siteId = SITE) => ({ siteId, conversationId: conversationId as never });

it('[X10] a message carries files by their tokens; the log has what the server knows of them', async () => {
  const socket = harness.visitor();
  const opened = await ask(socket, 'open', {});
  const heard = new Promise<{ entries: readonly { body: unknown }[] }>((resolve) => socket.once('entries', resolve as never));
  const files = [tokens.sign(whereOf(opened), FILE, Date.now())];
  expect(await ask(socket, 'send', { grant: opened.grant, clientMsgId: id('m1'), text: '', files })).toMatchObject({ ok: true });
  expect((await heard).entries[0]?.body).toEqual({ kind: 'message', text: '', files: [FILE] });
  const rows = await harness.store.conversations.newest(SITE, 1);
  expect(rows.rows[0]?.excerpt).toBe('a.png');
});

it('[X10] a token of another conversation or site, a forged one and an old one are `file_invalid`', async () => {
  const socket = harness.visitor();
  const opened = await ask(socket, 'open', {});
  const now = Date.now();
  const own = tokens.sign(whereOf(opened), FILE, now);
  for (const token of [
    tokens.sign({ siteId: SITE, conversationId: 'c2' as never }, FILE, now),
    tokens.sign(whereOf(opened, OTHER_SITE), FILE, now),
    createFileTokens('other secret').sign(whereOf(opened), FILE, now),
    tokens.sign(whereOf(opened), FILE, now - 31 * 86_400_000),
    tokens.key(whereOf(opened), now).key,
    `${own.slice(0, -1)}${own.endsWith('A') ? 'B' : 'A'}`,
  ])
    expect(await ask(socket, 'send', { grant: opened.grant, clientMsgId: id('m'), text: 'x', files: [token] })).toMatchObject({
      code: 'file_invalid',
    });
  const many = Array.from({ length: 6 }, () => own);
  expect(await ask(socket, 'send', { grant: opened.grant, clientMsgId: id('m'), text: 'x', files: many })).toMatchObject({
    code: 'invalid',
  });
});

it('[X10] where the owner wants no files visitors send none; operators do', async () => {
  const socket = harness.visitor();
  const opened = await ask(socket, 'open', {});
  await ask(socket, 'send', { grant: opened.grant, clientMsgId: id('m1'), text: 'hello' });
  await expect.poll(async () => (await harness.store.conversations.newest(SITE, 1)).rows.length, { timeout: 10_000 }).toBe(1);
  await harness.store.sites.update(SITE, { settings: { ...DEFAULT_SETTINGS, files: false } });
  await harness.bus.broadcast([{ type: 'site.changed', siteId: SITE }]);
  const files = [tokens.sign(whereOf(opened), FILE, Date.now())];
  const send = (n: number) => ask(socket, 'send', { grant: opened.grant, clientMsgId: id(`m${n}`), text: '', files });
  let n = 2;
  const refused = async () => {
    n += 1;
    return (await send(n)).code;
  };
  await expect.poll(refused, { timeout: 10_000 }).toBe('files_unavailable');
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const operator = harness.operator(token);
  const message = { siteId: SITE, conversationId: opened.conversationId, clientMsgId: id('o1') };
  expect(await ask(operator, 'send', { ...message, body: { kind: 'message', text: '', files } })).toMatchObject({ ok: true });
  const foreign = [tokens.sign({ siteId: SITE, conversationId: 'c2' as never }, FILE, Date.now())];
  expect(await ask(operator, 'send', { ...message, body: { kind: 'message', text: '', files: foreign } })).toMatchObject({
    code: 'file_invalid',
  });
});

it('[X10] a key is of the conversation of the grant, and ends in ten minutes', async () => {
  const socket = harness.visitor();
  const opened = await ask(socket, 'open', {});
  const { key, expiresAt } = (await ask(socket, 'fileKey', { grant: opened.grant })) as unknown as { key: string; expiresAt: number };
  expect(Math.abs(expiresAt - Date.now() - 600_000)).toBeLessThan(60_000);
  tokens.requireKey(whereOf(opened), key, Date.now());
  expect(() => tokens.requireKey(whereOf(opened, OTHER_SITE), key, Date.now())).toThrow(/link_invalid/);
  expect(await ask(socket, 'fileKey', { grant: 'x'.repeat(40) })).toMatchObject({ code: 'grant_invalid' });
});
