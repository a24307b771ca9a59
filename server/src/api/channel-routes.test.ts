import { expect, it } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { createApi, OTHER, OWN, SHOP } from './testing/api.ts';

async function setup() {
  const sent: string[] = [];
  let fails: Error | null = null;
  const send = (channel: string) => async (to: string, url: string) => {
    if (fails) throw fails;
    sent.push(`${channel} ${to} ${url}`);
  };
  const replies = { domain: 'reply.example.test', port: null };
  const api = await createApi({ channels: { email: { place: 'Shop <shop@example.test>', send: send('email'), replies }, slack: null } });
  const owner = await api.operator('owner', { [SHOP]: 'owner' });
  const test = (channel: string, cookie = owner, site: string = SHOP) =>
    api.ask('POST', `/api/sites/${site}/channels/${channel}/test`, { cookie });
  return { api, owner, sent, test, failWith: (error: Error) => (fails = error) };
}

it('[X9] owners and admins see which channels are set up and by which settings, and test them with a mail to themselves', async () => {
  const { api, owner, sent, test } = await setup();
  expect((await api.ask('GET', `/api/sites/${SHOP}/channels`, { cookie: owner })).body.channels).toEqual([
    {
      ...{ name: 'email', place: 'Shop <shop@example.test>', settings: ['SMTP_URL', 'MAIL_FROM'] },
      replies: { domain: 'reply.example.test', port: null, settings: ['MAIL_REPLY_DOMAIN', 'INBOUND_MAIL_PORT'] },
    },
    { name: 'slack', place: null, settings: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL'] },
  ]);
  expect(await test('email')).toMatchObject({ status: 200, body: { ok: true } });
  expect(sent).toEqual([`email owner@example.test ${OWN}`]);
  // as in a process of a split cluster that has no settings for it
  expect(await test('slack')).toMatchObject({ status: 409, body: { code: 'channel_off', message: expect.stringContaining('role api') } });
  expect(await test('fax')).toMatchObject({ status: 404 });
  expect(await test('email', await api.operator('agent', { [SHOP]: 'agent' }))).toMatchObject({ status: 403 });
  expect(await test('email', await api.operator('foreign', { [OTHER]: 'owner' }, 'b'))).toMatchObject({ status: 404 });
  expect(sent).toHaveLength(1);
});

it('[O6] a test that fails says our code, what to do, and the reason of the other side; and nobody floods a mailbox with them', async () => {
  const { sent, test, failWith } = await setup();
  failWith(new ParleyError('mail_auth', { detail: 'AUTH: SMTP 535' }));
  const failed = await test('email');
  expect(failed).toMatchObject({ status: 502, body: { code: 'mail_auth', problems: { reason: 'AUTH: SMTP 535' } } });
  expect(failed.body.message).toMatch(/does not accept our user and password\. Set SMTP_URL/);
  failWith(new Error('a secret of ours'));
  expect(await test('email')).toMatchObject({ status: 500, body: { code: 'internal' } });
  const statuses = [];
  for (let n = 0; n < 20; n += 1) statuses.push((await test('email')).status);
  expect(statuses.slice(-2)).toEqual([429, 429]);
  expect(sent).toEqual([]);
});
