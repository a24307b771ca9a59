import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Names of fields that never reach a log, at any of the first three levels. */
const SECRET = [
  'identitySecrets',
  'secrets',
  'text',
  'excerpt',
  'email',
  'password',
  'passwordHash',
  'token',
  'grant',
  'cookie',
  'authorization',
  'secret',
];

/**
 * JSON logs, one line an event, ids as fields. Message texts, addresses and credentials are removed here, in one place.
 * @param level pino level; `destination` is standard output unless a test holds it
 */
export function createLogger(level: string, role: string, destination?: DestinationStream): Logger {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = { level, base: { role, pid: process.pid }, redact: { paths, remove: true }, timestamp: pino.stdTimeFunctions.isoTime };
  return destination ? pino(options, destination) : pino(options);
}
