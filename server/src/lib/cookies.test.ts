import { expect, it } from 'vitest';
import { readCookie, sessionCookie } from './cookies.ts';

it('[X2] the session cookie is HttpOnly and SameSite; under https also Secure with the __Host- prefix', () => {
  expect(sessionCookie('t', 60, false)).toBe('parley=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
  expect(sessionCookie('t', 60, true)).toBe('__Host-parley=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure');
});

it('[X2] a cookie is read by its exact name', () => {
  expect(readCookie('a=1; parley=token; b=2', 'parley')).toBe('token');
  expect(readCookie('xparley=token', 'parley')).toBeNull();
  expect(readCookie(undefined, 'parley')).toBeNull();
});
