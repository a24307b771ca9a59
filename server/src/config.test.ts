import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installedEffects, readConfig } from './config.ts';

const distributed = { AMQP_URL: 'amqp://b', MONGODB_URL: 'mongodb://m/parley', REDIS_URL: 'redis://r' };

function problems(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toMatchObject({ code: 'config_invalid' });
    return (error as Error).message;
  }
  throw new Error('the configuration was taken');
}

it('[O1] nothing set is the embedded mode with every role', () => {
  const config = readConfig({});
  expect(config).toMatchObject({ port: 8080, host: '127.0.0.1', bus: null, store: null, redisUrl: null, slack: null });
  expect([...config.roles]).toEqual(['gateway', 'api', 'persist', 'slack', 'email', 'search', 'webhooks', 'inbound-mail']);
});

it('[O1] every problem is told at once', () => {
  const message = problems({
    PORT: 'x',
    ROLES: 'gateway,cook',
    AMQP_URL: 'http://b',
    SHARDS: '5-9',
    LOG_LEVEL: 'loud',
    SLACK_CHANNEL: 'c',
  });
  for (const name of ['PORT', 'ROLES', 'AMQP_URL', 'SHARDS', 'LOG_LEVEL', 'SLACK_BOT_TOKEN']) expect(message).toContain(name);
});

it.each([
  ['AMQP_URL without MONGODB_URL', { AMQP_URL: 'amqp://b' }, 'go together'],
  ['split roles in the embedded mode', { ROLES: 'gateway' }, 'ROLES can be split only'],
  ['REDIS_URL in the embedded mode', { REDIS_URL: 'redis://r' }, 'no use'],
  ['several gateways without Redis', { ...distributed, REDIS_URL: '' }, 'needs REDIS_URL'],
  ['mails with links to nowhere', { ...distributed, ROLES: 'email', SMTP_URL: 'smtp://m', MAIL_FROM: 'a@b.c' }, 'needs PUBLIC_URL'],
  ['SINGLE_GATEWAY with Redis', { ...distributed, SINGLE_GATEWAY: '1' }, 'contradict'],
])('[O1] a contradiction refuses to start: %s', (_name, env, words) => {
  expect(problems(env)).toContain(words);
});

it('[O1] shards are read as ranges; the distributed mode may split its roles', () => {
  expect(readConfig({ SHARDS: '0-2,7' })).toMatchObject({ shards: [0, 1, 2, 7] });
  const config = readConfig({ ...distributed, ROLES: 'persist' });
  expect(config).toMatchObject({ bus: { amqpUrl: 'amqp://b' }, store: { mongodbUrl: 'mongodb://m/parley' }, redisUrl: 'redis://r' });
  expect([...config.roles]).toEqual(['persist']);
});

it('[B6] an effect worker is installed when it has its settings', () => {
  expect(installedEffects(readConfig({}))).toEqual(['webhooks']);
  const mail = { SMTP_URL: 'smtp://m', MAIL_FROM: 'Shop <a@b.c>', MAIL_VISITOR_AFTER: '5' };
  const config = readConfig(mail);
  expect(installedEffects(config)).toEqual(['email', 'webhooks']);
  expect(config.mail).toEqual({
    ...{ smtpUrl: 'smtp://m', from: 'Shop <a@b.c>', visitorAfterMs: 5_000, operatorAfterMs: 180_000 },
    ...{ replyDomain: null, bounces: false },
  });
  expect(readConfig({ ...distributed, ...mail, ROLES: 'email', PUBLIC_URL: 'https://chat.example' }).roles.has('email')).toBe(true);
  expect(problems({ ...mail, MAIL_VISITOR_AFTER: '0' })).toContain('MAIL_VISITOR_AFTER must be');
});

it('[H3] networks that webhooks may go to are networks, or the start is refused', () => {
  expect(readConfig({ WEBHOOK_ALLOW_CIDRS: '10.1.0.0/16, fd00::/8' }).hooks.isAllowed('10.1.2.3')).toBe(true);
  expect(readConfig({}).hooks.isAllowed('127.0.0.1')).toBe(false);
  expect(problems({ WEBHOOK_ALLOW_CIDRS: 'localhost' })).toContain('WEBHOOK_ALLOW_CIDRS must be networks');
});

it('[E5] answers by mail need a domain and a receiver; a process without the role needs the domain only', () => {
  const mail = { SMTP_URL: 'smtp://m', MAIL_FROM: 'a@b.c', MAIL_REPLY_DOMAIN: 'Reply.b.c' };
  const config = readConfig({ ...mail, INBOUND_MAIL_PORT: '2525' });
  expect(config.mail).toMatchObject({ replyDomain: 'reply.b.c', bounces: false });
  expect(config.inboundMail).toMatchObject({
    port: 2_525,
    host: '127.0.0.1',
    domain: 'reply.b.c',
    certificate: null,
    maxBytes: 15_728_640,
  });
  expect(problems(mail)).toContain('MAIL_REPLY_DOMAIN needs INBOUND_MAIL_PORT');
  expect(problems({ INBOUND_MAIL_PORT: '2525' })).toContain('INBOUND_MAIL_PORT needs MAIL_REPLY_DOMAIN');
  expect(problems({ ...mail, MAIL_REPLY_DOMAIN: 'no domain' })).toContain('MAIL_REPLY_DOMAIN must be a domain');
  expect(problems({ MAIL_BOUNCES: '1' })).toContain('MAIL_BOUNCES=1 needs MAIL_REPLY_DOMAIN');
  expect(readConfig({ ...distributed, ...mail, ROLES: 'email', PUBLIC_URL: 'https://c.example' }).inboundMail).toBeNull();
});

it('[O1] a secret may come from a file; a file that cannot be read, or both at once, is a problem', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
  const file = join(folder, 'token');
  writeFileSync(file, ' xoxb-1 \n');
  expect(readConfig({ SLACK_BOT_TOKEN_FILE: file, SLACK_CHANNEL: 'c' }).slack).toEqual({ token: 'xoxb-1', channel: 'c', apiUrl: null });
  expect(problems({ SLACK_BOT_TOKEN_FILE: join(folder, 'none'), SLACK_CHANNEL: 'c' })).toContain('SLACK_BOT_TOKEN_FILE cannot be read');
  expect(problems({ SLACK_BOT_TOKEN_FILE: file, SLACK_BOT_TOKEN: 'x', SLACK_CHANNEL: 'c' })).toContain('both set');
  rmSync(folder, { recursive: true });
});

it('[X10] FILES_URL names a bucket with its key, at any store or at AWS', () => {
  const s3 = (FILES_URL: string) => readConfig({ FILES_URL }).files.s3;
  expect(s3('https://KEY:a%2Fb%2B@minio.example:9000/files/parley/?region=eu')).toEqual({
    url: 'https://minio.example:9000/files/parley',
    region: 'eu',
    accessKeyId: 'KEY',
    secretAccessKey: 'a/b+',
  });
  expect(s3('s3://KEY:SECRET@my.bucket?region=eu-west-1')?.url).toBe('https://s3.eu-west-1.amazonaws.com/my.bucket');
  expect(readConfig({ FILES_MAX_MB: '25' }).files).toEqual({ s3: null, maxBytes: 26_214_400, perConversation: 100 });
  for (const wrong of ['https://minio.example/files', 'https://K:S@minio.example', 'ftp://K:S@h/b', 's3://K:S@'])
    expect(() => s3(wrong), wrong).toThrow(/FILES_URL/);
});
