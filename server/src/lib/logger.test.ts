import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('[X4] texts, addresses and credentials never reach the log, at any level of an object', () => {
  const lines: string[] = [];
  const logger = createLogger('info', 'test', { write: (line) => void lines.push(line) });
  const secrets = { text: 'SECRET', email: 'SECRET', token: 'SECRET', grant: 'SECRET', password: 'SECRET', cookie: 'SECRET' };
  logger.info({ ...secrets, message: secrets, deep: { body: secrets }, conversation: 'c1' }, 'event');
  expect(lines.join('')).not.toContain('SECRET');
  expect(lines.join('')).toContain('"conversation":"c1"');
});
