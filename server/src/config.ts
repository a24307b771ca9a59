import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EFFECT_WORKERS, type EffectWorker } from '@parley/shared-types/topics.ts';
import { ParleyError } from './lib/errors.ts';
import { type IsAllowed, readCidrs } from './lib/safe-address.ts';

export const ROLES = ['gateway', 'api', 'persist', ...EFFECT_WORKERS, 'inbound-mail'] as const;
export type RoleName = (typeof ROLES)[number];

interface Setting {
  readonly fallback: string;
  readonly doc: string;
  /** Secrets may be given as NAME_FILE too, and are never printed. */
  readonly secret?: true;
}

/** Every setting there is. docs/config.md and `./parley config` are made from this table. */
export const SETTINGS = {
  PORT: { fallback: '8080', doc: 'Port of pages, sockets and health; 0 takes a free one.' },
  HOST: { fallback: '127.0.0.1', doc: 'Address to listen on; 0.0.0.0 for all.' },
  PUBLIC_URL: {
    fallback: '',
    doc: 'Address under which browsers reach this server; default http://HOST:PORT. With https, cookies are Secure.',
  },
  DATA_DIR: { fallback: '.data', doc: 'Folder of the embedded database and of run files.' },
  TARGET_DIR: { fallback: '.target', doc: 'Folder of a running target: its releases, services and proxy (docs/deploy.md).' },
  TARGET_CERTIFICATE: { fallback: '', doc: 'PEM file with certificate and key; with it the proxy of a target speaks https.' },
  ROLES: { fallback: 'all', doc: `Comma-separated: ${ROLES.join(', ')}. Splitting needs AMQP_URL and MONGODB_URL.` },
  AMQP_URL: { fallback: '', doc: 'RabbitMQ; together with MONGODB_URL or not at all.', secret: true },
  MONGODB_URL: {
    fallback: '',
    doc: 'MongoDB; together with AMQP_URL or not at all. The path names the database (default parley).',
    secret: true,
  },
  REDIS_URL: { fallback: '', doc: 'Redis, for signals between several gateways.', secret: true },
  SINGLE_GATEWAY: { fallback: '', doc: 'Set to 1 to say that there is one gateway only, which needs no REDIS_URL.' },
  SHARDS: { fallback: '', doc: 'Shards this persister prefers, e.g. 0-3; it takes the rest after 10 s. Default: all.' },
  FILES_URL: {
    fallback: '',
    doc: 'Bucket that speaks S3, for files of messages: https://KEY:SECRET@HOST/BUCKET?region=REGION, or s3://KEY:SECRET@BUCKET?region=REGION for AWS; a path behind BUCKET is a prefix; characters of KEY and SECRET percent-encoded. Default: a folder in DATA_DIR; several gateways have no files without it.',
    secret: true,
  },
  FILES_MAX_MB: { fallback: '10', doc: 'Largest file that is taken, in MB of 1,048,576 bytes.' },
  FILES_PER_CONVERSATION: { fallback: '100', doc: 'Files that a conversation may have.' },
  SLACK_BOT_TOKEN: { fallback: '', doc: 'Bot token (chat:write, channels:history) for the slack worker.', secret: true },
  SLACK_CHANNEL: { fallback: '', doc: 'Channel in which each conversation gets its thread.' },
  SLACK_API_URL: { fallback: '', doc: 'Other address of the Slack Web API; for tests.' },
  SMTP_URL: { fallback: '', doc: 'Mail server, smtp:// or smtps://USER:PASSWORD@HOST:PORT; without it no mail is sent.', secret: true },
  MAIL_FROM: { fallback: '', doc: 'Sender of mails, `Name <address@host>` or an address; needed with SMTP_URL.' },
  MAIL_VISITOR_AFTER: { fallback: '120', doc: 'Seconds for which an answer stays unread before it is mailed to the visitor.' },
  MAIL_OPERATOR_AFTER: {
    fallback: '180',
    doc: 'Seconds for which a message stays unread before it is mailed to an operator, and as many again to the next one.',
  },
  MAIL_REPLY_DOMAIN: {
    fallback: '',
    doc: 'Domain of the addresses that our mails are answered to; its MX leads to the role inbound-mail (docs/email.md). Without it no mail invites an answer.',
  },
  MAIL_BOUNCES: {
    fallback: '',
    doc: 'Set to 1 so that what cannot be delivered comes back to MAIL_REPLY_DOMAIN and is told in the conversation; the mail server and SPF of that domain must allow it as envelope sender.',
  },
  INBOUND_MAIL_PORT: { fallback: '', doc: 'Port of our own mail receiver; 0 takes a free one. Needed with MAIL_REPLY_DOMAIN.' },
  INBOUND_MAIL_HOST: { fallback: '127.0.0.1', doc: 'Address on which mails are received; 0.0.0.0 for all.' },
  INBOUND_MAIL_CERTIFICATE: { fallback: '', doc: 'PEM file with certificate and key; with it the receiver offers STARTTLS.' },
  INBOUND_MAIL_MAX_MB: { fallback: '15', doc: 'Largest mail that is received, in MB of 1,048,576 bytes.' },
  INBOUND_MAIL_CONNECTIONS: { fallback: '50', doc: 'Open connections to the receiver.' },
  INBOUND_MAIL_RATE: { fallback: '60', doc: 'New connections a minute to the receiver from one address.' },
  WEBHOOK_ALLOW_CIDRS: {
    fallback: '',
    doc: 'Comma-separated networks that webhooks may go to although they are not public, 10.1.0.0/16,fd00::/8; there plain http will do (docs/webhooks.md).',
  },
  WEBHOOK_DISABLE_AFTER: { fallback: '120', doc: 'Hours for which a webhook may fail without a break before it is switched off.' },
  TRUSTED_PROXIES: { fallback: '', doc: 'Comma-separated addresses of proxies whose X-Forwarded-For is believed.' },
  LOG_LEVEL: { fallback: 'info', doc: 'trace, debug, info, warn, error or silent.' },
  GRANT_DAYS: { fallback: '90', doc: "Days for which a visitor's grant is good; each opening renews it." },
  MESSAGE_RATE: { fallback: '5', doc: 'Messages a second that one socket may send on.' },
  MESSAGE_BURST: { fallback: '10', doc: 'Messages that one socket may send at once.' },
  SOCKETS_PER_IP: { fallback: '200', doc: 'Open sockets from one address.' },
  CONNECTS_PER_IP: { fallback: '50', doc: 'New sockets a second from one address.' },
  MAX_IN_FLIGHT: { fallback: '1000', doc: 'Unconfirmed messages of one gateway before it answers `busy`.' },
  MAX_FRAME_BYTES: { fallback: '65536', doc: 'Largest frame a socket may send, in bytes.' },
  MAX_BUFFERED_BYTES: { fallback: '1048576', doc: 'Bytes waiting for a slow reader before its socket is cut.' },
} as const satisfies Record<string, Setting>;
export type SettingName = keyof typeof SETTINGS;

/** Where a bucket is, and the key to it. */
export interface BucketConfig {
  /** Of the bucket, with a prefix if there is one; no slash at the end. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface MailConfig {
  readonly smtpUrl: string;
  readonly from: string;
  readonly visitorAfterMs: number;
  readonly operatorAfterMs: number;
  /** null: mails are not to be answered. */
  readonly replyDomain: string | null;
  /** What cannot be delivered comes back to the reply address. */
  readonly bounces: boolean;
}

export interface InboundMailConfig {
  readonly port: number;
  readonly host: string;
  readonly domain: string;
  /** Path of a PEM file with certificate and key; null: no STARTTLS. */
  readonly certificate: string | null;
  readonly maxBytes: number;
  readonly connections: number;
  /** New connections a minute from one address. */
  readonly rate: number;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** null: http://HOST:PORT once the port is known. */
  readonly publicUrl: string | null;
  readonly dataDir: string;
  readonly targetDir: string;
  readonly targetCertificate: string | null;
  readonly roles: ReadonlySet<RoleName>;
  readonly bus: { readonly amqpUrl: string } | null;
  readonly store: { readonly mongodbUrl: string } | null;
  readonly redisUrl: string | null;
  readonly shards: readonly number[] | null;
  readonly slack: { readonly token: string; readonly channel: string; readonly apiUrl: string | null } | null;
  readonly mail: MailConfig | null;
  readonly inboundMail: InboundMailConfig | null;
  readonly files: {
    /** null: a folder in dataDir, where one process has all files. */
    readonly s3: BucketConfig | null;
    readonly maxBytes: number;
    readonly perConversation: number;
  };
  readonly hooks: { readonly isAllowed: IsAllowed; readonly disableAfterMs: number };
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  readonly grantDays: number;
  readonly limits: {
    readonly messageRate: number;
    readonly messageBurst: number;
    readonly socketsPerIp: number;
    readonly connectsPerIp: number;
    readonly maxInFlight: number;
    readonly maxFrameBytes: number;
    readonly maxBufferedBytes: number;
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads settings and notes what is wrong with them, so that all problems can be told at once. */
function createReader(env: Env) {
  const problems: string[] = [];
  const text = (name: SettingName): string => {
    const file = env[`${name}_FILE`];
    if (file === undefined || !('secret' in SETTINGS[name])) return env[name]?.trim() || SETTINGS[name].fallback;
    if (env[name]) problems.push(`${name} and ${name}_FILE are both set; keep one`);
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE cannot be read`);
      return '';
    }
  };
  const integer = (name: SettingName, min: number, max: number): number => {
    const value = Number(text(name));
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`${name} must be a whole number from ${min} to ${max}`);
    return Number(SETTINGS[name].fallback);
  };
  const url = (name: SettingName, protocols: readonly string[]): string | null => {
    const value = text(name);
    if (value === '') return null;
    if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
    problems.push(`${name} must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
    return null;
  };
  const list = (name: SettingName) =>
    text(name)
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  return { problems, text, integer, url, list };
}
type Reader = ReturnType<typeof createReader>;

function readRoles({ problems, list }: Reader): ReadonlySet<RoleName> {
  const words = list('ROLES');
  if (words.length === 1 && words[0] === 'all') return new Set(ROLES);
  const known = words.filter((word): word is RoleName => (ROLES as readonly string[]).includes(word));
  const unknown = words.filter((word) => !(ROLES as readonly string[]).includes(word));
  if (unknown.length > 0 || known.length === 0)
    problems.push(`ROLES must be 'all' or some of ${ROLES.join(', ')}; not: ${unknown.join(', ') || 'nothing'}`);
  return new Set(known);
}

/** Turns `0-3,6` into shard numbers. */
function readShards({ problems, text }: Reader): readonly number[] | null {
  const value = text('SHARDS');
  if (value === '') return null;
  const shards = value.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return first >= 0 && last <= 7 && first <= last ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [Number.NaN];
  });
  if (shards.some((shard) => !Number.isInteger(shard))) problems.push('SHARDS must look like 0-3 or 0,2,5; shards are 0 to 7');
  return shards;
}

function readSlack({ problems, text, url }: Reader): Config['slack'] {
  const token = text('SLACK_BOT_TOKEN');
  const channel = text('SLACK_CHANNEL');
  const apiUrl = url('SLACK_API_URL', ['http:', 'https:']);
  if (token === '' && channel === '') return null;
  if (token === '' || channel === '') problems.push('SLACK_BOT_TOKEN and SLACK_CHANNEL go together; one is missing');
  return { token, channel, apiUrl };
}

function readMail({ problems, text, url, integer }: Reader): Config['mail'] {
  const smtpUrl = url('SMTP_URL', ['smtp:', 'smtps:']);
  const from = text('MAIL_FROM');
  const visitorAfterMs = 1_000 * integer('MAIL_VISITOR_AFTER', 1, 86_400);
  const operatorAfterMs = 1_000 * integer('MAIL_OPERATOR_AFTER', 1, 86_400);
  const replyDomain = readReplyDomain({ problems, text });
  const bounces = text('MAIL_BOUNCES');
  if (!['', '0', '1'].includes(bounces)) problems.push('MAIL_BOUNCES must be 1 or absent');
  if (bounces === '1' && replyDomain === null) problems.push('MAIL_BOUNCES=1 needs MAIL_REPLY_DOMAIN');
  if (smtpUrl === null && from === '') return null;
  if (smtpUrl === null || from === '') problems.push('SMTP_URL and MAIL_FROM go together; one is missing');
  if (from !== '' && !/^(?:[^<>\r\n]* <)?[^\s<>@]+@[^\s<>@]+>?$/.test(from))
    problems.push('MAIL_FROM must be an address, or a name and <address>');
  return { smtpUrl: smtpUrl ?? '', from, visitorAfterMs, operatorAfterMs, replyDomain, bounces: bounces === '1' };
}

function readReplyDomain({ problems, text }: Pick<Reader, 'problems' | 'text'>): string | null {
  const domain = text('MAIL_REPLY_DOMAIN').toLowerCase();
  if (domain === '') return null;
  if (!/^(?=.{1,180}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) problems.push('MAIL_REPLY_DOMAIN must be a domain, like reply.example.com');
  return domain;
}

/** Answers need both: somewhere to come to, and somebody who takes them. */
function readInboundMail({ problems, text, integer }: Reader, roles: ReadonlySet<RoleName>): Config['inboundMail'] {
  const domain = text('MAIL_REPLY_DOMAIN').toLowerCase();
  const [maxMb, connections] = [integer('INBOUND_MAIL_MAX_MB', 1, 1_024), integer('INBOUND_MAIL_CONNECTIONS', 1, 10_000)];
  const rate = integer('INBOUND_MAIL_RATE', 1, 1_000_000);
  if (text('INBOUND_MAIL_PORT') === '') {
    // A process without the role may know the domain only.
    if (domain !== '' && roles.has('inbound-mail'))
      problems.push('MAIL_REPLY_DOMAIN needs INBOUND_MAIL_PORT: answers by mail would be lost');
    return null;
  }
  const port = integer('INBOUND_MAIL_PORT', 0, 65_535);
  if (domain === '') problems.push('INBOUND_MAIL_PORT needs MAIL_REPLY_DOMAIN, the domain whose mails it takes');
  const pem = text('INBOUND_MAIL_CERTIFICATE');
  const certificate = pem === '' ? null : resolve(pem);
  return { port, host: text('INBOUND_MAIL_HOST'), domain, certificate, maxBytes: maxMb * 1_048_576, connections, rate };
}

/** Where the bucket of FILES_URL is. AWS knows it by a path as well, which also works for names with dots. */
function readBucket({ problems, url }: Reader): BucketConfig | null {
  const given = url('FILES_URL', ['s3:', 'https:', 'http:']);
  if (given === null) return null;
  const { protocol, username, password, host, pathname, origin, searchParams } = new URL(given);
  const region = searchParams.get('region') ?? 'us-east-1';
  const path = pathname.replace(/\/+$/, '');
  if (username === '' || password === '') problems.push('FILES_URL needs the key and the secret of the bucket: //KEY:SECRET@');
  if (protocol === 's3:' ? host === '' : path === '') problems.push('FILES_URL must name a bucket');
  return {
    url: protocol === 's3:' ? `https://s3.${region}.amazonaws.com/${host}${path}` : `${origin}${path}`,
    region,
    accessKeyId: decodeURIComponent(username),
    secretAccessKey: decodeURIComponent(password),
  };
}

function readFiles(reader: Reader): Config['files'] {
  const [megabytes, perConversation] = [reader.integer('FILES_MAX_MB', 1, 1_024), reader.integer('FILES_PER_CONVERSATION', 1, 100_000)];
  return { s3: readBucket(reader), maxBytes: megabytes * 1_048_576, perConversation };
}

function readHooks({ problems, list, integer }: Reader): Config['hooks'] {
  const isAllowed = readCidrs(list('WEBHOOK_ALLOW_CIDRS'));
  if (!isAllowed) problems.push('WEBHOOK_ALLOW_CIDRS must be networks like 10.1.0.0/16 or fd00::/8, with commas between them');
  return { isAllowed: isAllowed ?? (() => false), disableAfterMs: 3_600_000 * integer('WEBHOOK_DISABLE_AFTER', 1, 8_760) };
}

function checkTogether(config: Config, singleGateway: boolean, problems: string[]): void {
  const distributed = config.bus !== null && config.store !== null;
  if ((config.bus === null) !== (config.store === null)) problems.push('AMQP_URL and MONGODB_URL go together; one is missing');
  else if (!distributed && config.roles.size < ROLES.length) problems.push('ROLES can be split only with AMQP_URL and MONGODB_URL');
  if (!distributed && config.redisUrl !== null) problems.push('REDIS_URL has no use without AMQP_URL and MONGODB_URL; remove it');
  if (distributed && config.roles.has('gateway') && config.redisUrl === null && !singleGateway) {
    problems.push('a gateway needs REDIS_URL, or SINGLE_GATEWAY=1 when it is the only one');
  }
  // Only a process with every role knows by itself under which address its pages are.
  if (config.mail !== null && config.publicUrl === null && config.roles.has('email') && config.roles.size < ROLES.length)
    problems.push('the role email in a process of its own needs PUBLIC_URL: mails carry links');
  if (singleGateway && config.redisUrl !== null) problems.push('SINGLE_GATEWAY=1 and REDIS_URL contradict each other; keep one');
}

function readLimits({ integer }: Reader): Config['limits'] {
  return {
    messageRate: integer('MESSAGE_RATE', 1, 100_000),
    messageBurst: integer('MESSAGE_BURST', 1, 100_000),
    socketsPerIp: integer('SOCKETS_PER_IP', 1, 1_000_000),
    connectsPerIp: integer('CONNECTS_PER_IP', 1, 1_000_000),
    maxInFlight: integer('MAX_IN_FLIGHT', 1, 1_000_000),
    maxFrameBytes: integer('MAX_FRAME_BYTES', 16_384, 104_857_600),
    maxBufferedBytes: integer('MAX_BUFFERED_BYTES', 65_536, 1_073_741_824),
  };
}

/** Whether each effect worker has what it needs. One that has not costs nothing: it gets no queue, and its role rests. */
export function configuredEffects({
  slack,
  mail,
  store,
}: Pick<Config, 'slack' | 'mail' | 'store'>): Readonly<Record<EffectWorker, boolean>> {
  // Embedded the index follows the store itself: a queue would cost every message two more writes.
  return { slack: slack !== null, email: mail !== null, search: store !== null, webhooks: true };
}

/** The effect workers that have what they need. */
export function installedEffects(config: Pick<Config, 'slack' | 'mail' | 'store'>): readonly EffectWorker[] {
  const configured = configuredEffects(config);
  return EFFECT_WORKERS.filter((worker) => configured[worker]);
}

/**
 * Reads the configuration from environment variables (SETTINGS).
 * @throws ParleyError `config_invalid` whose detail lists every problem, one a line
 */
export function readConfig(env: Env): Config {
  const reader = createReader(env);
  const { problems, text, integer, url, list } = reader;
  const amqpUrl = url('AMQP_URL', ['amqp:', 'amqps:']);
  const mongodbUrl = url('MONGODB_URL', ['mongodb:', 'mongodb+srv:']);
  const single = text('SINGLE_GATEWAY');
  if (!['', '0', '1'].includes(single)) problems.push('SINGLE_GATEWAY must be 1 or absent');
  if (!['trace', 'debug', 'info', 'warn', 'error', 'silent'].includes(text('LOG_LEVEL')))
    problems.push(`LOG_LEVEL: ${SETTINGS.LOG_LEVEL.doc}`);
  const roles = readRoles(reader);
  const config: Config = {
    port: integer('PORT', 0, 65_535),
    host: text('HOST'),
    publicUrl: url('PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, '') ?? null,
    dataDir: resolve(text('DATA_DIR')),
    targetDir: resolve(text('TARGET_DIR')),
    targetCertificate: text('TARGET_CERTIFICATE') === '' ? null : resolve(text('TARGET_CERTIFICATE')),
    roles,
    bus: amqpUrl === null ? null : { amqpUrl },
    store: mongodbUrl === null ? null : { mongodbUrl },
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    shards: readShards(reader),
    slack: readSlack(reader),
    mail: readMail(reader),
    inboundMail: readInboundMail(reader, roles),
    files: readFiles(reader),
    hooks: readHooks(reader),
    trustedProxies: list('TRUSTED_PROXIES'),
    logLevel: text('LOG_LEVEL'),
    grantDays: integer('GRANT_DAYS', 1, 3_650),
    limits: readLimits(reader),
  };
  checkTogether(config, single === '1', problems);
  if (problems.length > 0) throw new ParleyError('config_invalid', { detail: `\n  - ${problems.join('\n  - ')}` });
  return config;
}
