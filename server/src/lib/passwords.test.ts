import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

it('[X3] a password matches its own hash only, and two hashes of it differ', async () => {
  const [one, two] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
  expect(one).not.toBe(two);
  expect(one).toMatch(/^argon2id\$/);
  expect(await verifyPassword('correct horse', one)).toBe(true);
  expect(await verifyPassword('correct horsf', one)).toBe(false);
  expect(await verifyPassword('correct horse', 'plain')).toBe(false);
});
