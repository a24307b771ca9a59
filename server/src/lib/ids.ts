import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';

/** 128 random bits as 32 hex characters: an id that cannot be guessed. */
export function randomId(): string {
  return randomBytes(16).toString('hex');
}

/** A UUIDv7 without dashes: unique, and later ones sort after earlier ones, so that indexes grow at their end. */
export function sortableId(): string {
  return randomUUIDv7().replaceAll('-', '');
}

/** SHA-256 of a text as 64 hex characters. */
export function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
