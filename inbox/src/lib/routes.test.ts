import { expect, it } from 'vitest';
import { adminHref, conversationHref, isOpenWire, ME, parseRoute, wayBack } from './routes.ts';

it('[I4] each page of the inbox has an address of its own; an unknown one is told', () => {
  expect(parseRoute('/inbox/')).toEqual({ page: 'list' });
  expect(parseRoute(conversationHref({ siteId: 's', conversationId: 'c' }))).toEqual({
    page: 'conversation',
    siteId: 's',
    conversationId: 'c',
  });
  expect(parseRoute('/inbox/search')).toEqual({ page: 'search' });
  expect(parseRoute(ME)).toEqual({ page: 'me' });
  expect(parseRoute(adminHref('channels', 's'))).toEqual({ page: 'channels', siteId: 's' });
  expect(parseRoute(adminHref('team', 's'))).toEqual({ page: 'team', siteId: 's' });
  expect(parseRoute(adminHref('numbers', 's'))).toEqual({ page: 'numbers', siteId: 's' });
  for (const path of ['/inbox/c/s', '/inbox/team', '/inbox/search/s', '/inbox/me/s', '/inbox/dance/s', '/inbox/c/s/c/more', '/elsewhere']) {
    expect(parseRoute(path)).toEqual({ page: 'missing' });
  }
});

it('[I4] after signing in one is where one was, and never on another site', () => {
  for (const asked of ['/inbox/c/s/c', '/inbox/?view=mine&tag=needs+a%20manager']) expect(wayBack(asked)).toBe(asked);
  for (const asked of [null, 'https://evil.example/', '//evil.example/inbox/', '/inbox/../x', '/inbox/login', 'javascript:alert(1)']) {
    expect(wayBack(asked)).toBe('/inbox/');
  }
});

it('[I4] http is warned of, except on this machine', () => {
  expect(isOpenWire({ protocol: 'http:', hostname: '192.168.1.5' })).toBe(true);
  expect(isOpenWire({ protocol: 'https:', hostname: 'chat.example' })).toBe(false);
  for (const hostname of ['localhost', '127.0.0.1', '[::1]']) expect(isOpenWire({ protocol: 'http:', hostname })).toBe(false);
});
