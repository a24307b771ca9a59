import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ParleyError } from '../../lib/errors.ts';
import { diagnoseSlack } from './diagnose.ts';
import { createSlackTest } from './index.ts';
import { startSlackEmulator } from './testing/emulator.ts';

/** A Slack that refuses everything in the same way. @returns its address */
async function startRefusing(error: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: false, error }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

it('[L5] a test really posts; a wrong token, an unknown channel and a Slack that is away are told apart', async () => {
  const emulator = await startSlackEmulator();
  onTestFinished(() => emulator.close());
  const { settings } = emulator;
  await createSlackTest(settings)();
  expect(await emulator.threads((text) => text.startsWith('This is a test'))).toHaveLength(1);
  const revoked = await startRefusing('token_revoked');
  await expect(createSlackTest({ ...settings, apiUrl: revoked })()).rejects.toMatchObject({ code: 'slack_auth', detail: 'token_revoked' });
  const outside = await startRefusing('not_in_channel');
  await expect(createSlackTest({ ...settings, apiUrl: outside })()).rejects.toMatchObject({ code: 'slack_not_invited' });
  await expect(createSlackTest({ ...settings, channel: 'C0NOTTHERE' })()).rejects.toMatchObject({ code: 'slack_no_channel' });
  await expect(createSlackTest({ ...settings, apiUrl: 'http://127.0.0.1:9/api/' })()).rejects.toMatchObject({ code: 'slack_unreachable' });
});

it.each([
  ['slack_channel', 'not_in_channel', 'slack_not_invited'],
  ['slack_channel', 'channel_not_found', 'slack_no_channel'],
  ['slack_channel', 'is_archived', 'slack_channel'],
  ['slack_auth', 'missing_scope', 'slack_scope'],
  ['slack_auth', 'token_revoked', 'slack_auth'],
  ['slack_unavailable', 'rate limit', 'slack_unavailable'],
  ['slack_unavailable', 'getaddrinfo ENOTFOUND slack.com', 'slack_unreachable'],
] as const)('[L5] %s for %s is %s', (code, detail, found) => {
  expect(diagnoseSlack(new ParleyError(code, { detail }))).toMatchObject({ code: found, detail });
});
