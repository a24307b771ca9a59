import { expect, it } from 'vitest';
import { destinationOf } from './destination.ts';

const facts = { isNote: false, isHere: false, isBlocked: false, email: undefined, mails: true };

it.each([
  [{ isNote: true, isHere: true }, 'Only operators see this.'],
  [{ isHere: true }, 'In the chat now.'],
  [{ isHere: true, email: 'a@b.example' }, 'In the chat now; by e-mail to a@b.example if they leave before they read it.'],
  [{ isHere: true, email: 'a@b.example', mails: false }, 'In the chat now.'],
  [{ email: 'a@b.example' }, 'They are away: by e-mail to a@b.example.'],
  [{ email: 'a@b.example', mails: false }, 'They are away: shown when they return. This server sends no e-mail.'],
  [{}, 'They are away and left no e-mail address: shown when they return.'],
  [{ isBlocked: true, isHere: true }, 'They are blocked: they can read this, but not answer.'],
])('[I4] with %o the composer says: %s', (more, said) => {
  const { words, address } = destinationOf({ ...facts, ...more });
  expect(words.replace('@', address ?? '@')).toBe(said);
});
