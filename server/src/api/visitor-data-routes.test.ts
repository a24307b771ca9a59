import type { ConversationId, EntryBody } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { newEntry, newKey, newProjection, newWant } from '../store/contract/fixtures.ts';
import { createApi, OTHER, OWN, SHOP } from './testing/api.ts';

const FILE = { id: 'f'.repeat(32), name: 'a "photo".png', type: 'image/png', size: 9 };
const SAID: readonly EntryBody[] = [
  { kind: 'message', text: 'Hello "there"\n' },
  { kind: 'note', text: 'A note of ours' },
  { kind: 'message', text: '', files: [FILE] },
  { kind: 'profile', email: 'eve@example.test' },
];

async function setup(length = SAID.length) {
  const api = await createApi();
  const owner = await api.operator('owner', { [SHOP]: 'owner' });
  const key = newKey(SHOP);
  const bodies = Array.from({ length }, (_, index) => SAID[index] ?? { kind: 'message' as const, text: `text ${index}` });
  const entries = bodies.map((body, index) => newEntry(key, index + 1, { body }));
  const profile = { email: { value: 'eve@example.test', seq: 4 } };
  await api.store.append(entries, [newProjection(key, length, { profile })]);
  const url = (what: string, site: string = SHOP, id: string = key.conversationId) => `/api/sites/${site}/conversations/${id}/${what}`;
  return { api, owner, key, url };
}

it('[X11] an export is one JSON with the row, every entry with notes, the files and what was sent on', async () => {
  const { api, owner, key, url } = await setup();
  await api.store.effects.want([newWant(key, { worker: 'email', target: 'visitor', wantedSeq: 3 })]);
  const { status, body } = await api.ask('GET', url('export'), { cookie: owner });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    site: { id: SHOP },
    conversation: { conversationId: key.conversationId, profile: { email: 'eve@example.test' }, headSeq: 4 },
    sent: [{ worker: 'email', target: 'visitor', wantedSeq: 3 }],
    files: [{ ...FILE, url: `${OWN}${url(`files/${FILE.id}`)}` }],
  });
  expect((body.entries as { body: EntryBody }[]).map((entry) => entry.body)).toEqual(SAID);
});

it('[X11] an export of more than a page is whole, in order', async () => {
  const { api, owner, url } = await setup(401);
  const { body } = await api.ask('GET', url('export'), { cookie: owner });
  expect((body.entries as { seq: number }[]).map(({ seq }) => seq)).toEqual(Array.from({ length: 401 }, (_, index) => index + 1));
});

it('[X11] an erasure by an owner or admin goes the way of every message, as theirs, and begins no conversation', async () => {
  const { api, owner, key, url } = await setup();
  const admin = await api.operator('admin', { [SHOP]: 'admin' });
  expect(await api.ask('POST', url('erase'), { cookie: owner })).toMatchObject({ status: 200, body: { ok: true } });
  expect(await api.ask('POST', url('erase'), { cookie: admin })).toMatchObject({ status: 200 });
  expect(api.submitted).toMatchObject([
    {
      type: 'message.submitted',
      ...key,
      author: { kind: 'operator', id: 'op-owner', name: 'owner' },
      body: { kind: 'erase' },
      mayCreate: false,
    },
    { author: { id: 'op-admin' }, body: { kind: 'erase' } },
  ]);
  expect(new Set(api.submitted.map(({ clientMsgId }) => clientMsgId)).size).toBe(2);
});

it('[X9] an agent neither exports nor erases, nor does anybody on a site that is not theirs, in an unknown conversation or from another origin', async () => {
  const { api, owner, url } = await setup();
  const agent = await api.operator('agent', { [SHOP]: 'agent' });
  const foreign = await api.operator('foreign', { [OTHER]: 'owner' }, 'b');
  for (const [method, what] of [
    ['GET', 'export'],
    ['POST', 'erase'],
  ] as const) {
    const ask = async (cookie: string | undefined, path: string) => (await api.ask(method, path, { cookie })).status;
    expect(await ask(undefined, url(what))).toBe(401);
    expect(await ask(agent, url(what))).toBe(403);
    expect(await ask(foreign, url(what))).toBe(404);
    expect(await ask(foreign, url(what, OTHER))).toBe(404);
    expect(await ask(owner, url(what, SHOP, newKey().conversationId))).toBe(404);
    expect(await ask(owner, url(what, SHOP, 'x' as ConversationId))).toBe(404);
  }
  expect(await api.ask('POST', url('erase'), { cookie: owner, origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  expect(api.submitted).toEqual([]);
});
