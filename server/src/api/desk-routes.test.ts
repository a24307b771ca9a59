import type { DeskSettings } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { createApi, OTHER, SHOP } from './testing/api.ts';
import { settingsOf } from './widget-script.ts';

const DESK = `/api/sites/${SHOP}/desk`;
const reply = (id: string) => `/api/sites/${SHOP}/replies/${id}`;
const deskOf = ({ body }: { readonly body: Readonly<Record<string, unknown>> }) => body.desk as DeskSettings;

it('[X9] everybody of the team reads the desk; owners and admins change it, field by field, and every process is told', async () => {
  const api = await createApi();
  const [admin, agent] = [await api.operator('admin', { [SHOP]: 'admin' }), await api.operator('agent', { [SHOP]: 'agent' })];
  expect(deskOf(await api.ask('GET', DESK, { cookie: agent }))).toEqual({ autoAssign: false, retentionDays: 0, tags: [], replies: [] });
  const tags = [{ name: ' Urgent ', color: '#FF0000' }];
  const changed = await api.ask('PATCH', DESK, { cookie: admin, body: { retentionDays: 30, tags } });
  expect(deskOf(changed)).toEqual({ autoAssign: false, retentionDays: 30, tags: [{ name: 'Urgent', color: '#ff0000' }], replies: [] });
  await api.ask('PATCH', DESK, { cookie: admin, body: { autoAssign: true } });
  expect(deskOf(await api.ask('GET', DESK, { cookie: agent }))).toMatchObject({ autoAssign: true, retentionDays: 30 });
  expect(api.changed).toEqual([SHOP, SHOP]);
  expect((await api.store.sites.get(OTHER))?.desk.autoAssign).toBe(false);
  // Not for agents, not for strangers, not from elsewhere.
  const stranger = await api.operator('stranger', { [OTHER]: 'owner' }, 'b');
  expect((await api.ask('PATCH', DESK, { cookie: agent, body: { autoAssign: false } })).body.code).toBe('forbidden');
  expect((await api.ask('GET', DESK, { cookie: stranger })).body.code).toBe('not_found');
  expect((await api.ask('PUT', reply('r'), { cookie: stranger, body: { shortcut: 'hi', text: 'Hi' } })).body.code).toBe('not_found');
  expect((await api.ask('PUT', reply('r'), { body: { shortcut: 'hi', text: 'Hi' } })).body.code).toBe('unauthorized');
  const elsewhere = { cookie: agent, origin: 'https://evil.example', body: { shortcut: 'hi', text: 'Hi' } };
  expect((await api.ask('PUT', reply('r'), elsewhere)).body.code).toBe('origin_refused');
  expect(api.changed).toHaveLength(2);
});

it.each([
  [{ retentionDays: -1 }, 'retentionDays', 'at least 0'],
  [{ retentionDays: 3_651 }, 'retentionDays', 'at most 3650'],
  [{ retentionDays: 1.5 }, 'retentionDays', 'must be a whole number'],
  [{ tags: [{ name: '  ', color: '#ff0000' }] }, 'tags.0.name', 'must not be empty'],
  [{ tags: [{ name: 'a', color: 'red' }] }, 'tags.0.color', 'must look like #5b54d6'],
  [
    {
      tags: [
        { name: 'a', color: '#ff0000' },
        { name: 'A ', color: '#ff0000' },
      ],
    },
    'tags.1.name',
    'must be another name: this one is there already',
  ],
  [{ tags: Array.from({ length: 51 }, (_, n) => ({ name: `t${n}`, color: '#ff0000' })) }, 'tags', 'at most 50 tags'],
])('[X9] a desk with %o is refused by name', async (body, field, words) => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const answer = await api.ask('PATCH', DESK, { cookie, body });
  expect([answer.status, answer.body.problems]).toEqual([400, { [field]: words }]);
  // Replies have a route of their own, so that nobody overwrites all of them.
  expect((await api.ask('PATCH', DESK, { cookie, body: { replies: [] } })).body.code).toBe('invalid');
  expect(api.changed).toEqual([]);
});

it('[X9] canned replies are put and deleted one by one by anybody of the team: two at once are both there, each shortcut once', async () => {
  const api = await createApi();
  const [ann, ben] = [await api.operator('ann', { [SHOP]: 'agent' }), await api.operator('ben', { [SHOP]: 'agent' })];
  await Promise.all([
    api.ask('PUT', reply('one'), { cookie: ann, body: { shortcut: 'Hello', text: 'Hello {{visitor.name|there}}\n' } }),
    api.ask('PUT', reply('two'), { cookie: ben, body: { shortcut: 'bye', text: 'Bye' } }),
  ]);
  const both = deskOf(await api.ask('GET', DESK, { cookie: ann })).replies;
  expect(both.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
    { id: 'one', shortcut: 'hello', text: 'Hello {{visitor.name|there}}' },
    { id: 'two', shortcut: 'bye', text: 'Bye' },
  ]);
  const taken = await api.ask('PUT', reply('three'), { cookie: ann, body: { shortcut: 'bye', text: 'Also' } });
  expect(taken.body).toMatchObject({ code: 'invalid', problems: { shortcut: 'must be another one: this shortcut is taken' } });
  const changed = deskOf(await api.ask('PUT', reply('two'), { cookie: ann, body: { shortcut: 'bye', text: 'Goodbye' } }));
  expect(changed.replies.find(({ id }) => id === 'two')?.text).toBe('Goodbye');
  expect(deskOf(await api.ask('DELETE', reply('one'), { cookie: ben })).replies.map(({ id }) => id)).toEqual(['two']);
  expect(deskOf(await api.ask('DELETE', reply('one'), { cookie: ben })).replies).toHaveLength(1);
  expect(api.changed.every((id) => id === SHOP)).toBe(true);
});

it.each([
  ['r', { shortcut: 'no space', text: 'a' }, { shortcut: 'must be 1 to 40 of a-z, 0-9 and -' }],
  ['r', { shortcut: 'a', text: ' \n' }, { text: 'must not be empty' }],
  ['r', { shortcut: 'a', text: 'a\0' }, { text: 'must be readable text' }],
  ['r', { shortcut: 'a', text: 'a'.repeat(4_001) }, { text: 'at most 4000 characters' }],
  ['not%20an%20id', { shortcut: 'a', text: 'a' }, undefined],
])('[X9] the reply %s with a wrong field is refused by name', async (id, body, problems) => {
  const api = await createApi();
  const cookie = await api.operator('agent', { [SHOP]: 'agent' });
  const answer = await api.ask('PUT', reply(id), { cookie, body });
  expect([answer.body.code, answer.body.problems]).toEqual([problems ? 'invalid' : 'not_found', problems]);
});

it('[X9] more than 200 replies are refused', async () => {
  const api = await createApi();
  const cookie = await api.operator('agent', { [SHOP]: 'agent' });
  const replies = Array.from({ length: 200 }, (_, n) => ({ id: `r${n}`, shortcut: `s${n}`, text: 'a' }));
  await api.store.sites.update(SHOP, { desk: { replies } });
  const answer = await api.ask('PUT', reply('more'), { cookie, body: { shortcut: 'more', text: 'a' } });
  expect(answer.body.problems).toEqual({ shortcut: 'at most 200 replies fit: delete one first' });
});

it('[X5] nothing of the desk is in what the widget gets', async () => {
  const api = await createApi();
  await api.store.sites.update(SHOP, {
    desk: {
      autoAssign: true,
      retentionDays: 77,
      tags: [{ name: 'Secret tag', color: '#123456' }],
      replies: [{ id: 'r', shortcut: 'hush', text: 'Secret text' }],
    },
  });
  const site = await api.store.sites.get(SHOP);
  if (!site) throw new Error('no site');
  const script = JSON.stringify(settingsOf(site, { chat: 'c', users: 'u', hosted: 'h', extras: {} }));
  for (const word of ['desk', 'autoAssign', 'retentionDays', 'Secret', 'hush', '#123456']) expect(script).not.toContain(word);
  const cookie = await api.operator('agent', { [SHOP]: 'agent' });
  expect(JSON.stringify((await api.ask('GET', '/api/sites', { cookie })).body)).not.toContain('Secret');
});
