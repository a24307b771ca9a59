import { expect, it } from 'vitest';
import { createSigns } from './signs.ts';
import { manualTimers } from './testing.ts';
import { createVisits, type VisitPush } from './visits.ts';

const visit = (conversationId: string, url: string, at: number) =>
  ({ siteId: 's', conversationId, visitorId: `v ${conversationId}`, url, title: url, at }) as unknown as VisitPush;

it('[I4] pages are kept newest first, told again changes no time; whoever moved last is first on a site', () => {
  const { timers } = manualTimers();
  const visits = createVisits({ transport: { notify: () => {} }, timers });
  visits.onVisit(visit('c', '/a', 1));
  visits.onVisit(visit('d', '/a', 2));
  visits.onVisit(visit('c', '/b', 3));
  visits.onVisit(visit('c', '/b', 4));
  expect(visits.walkOf('c')?.pages.map(({ url, at }) => [url, at])).toEqual([
    ['/b', 3],
    ['/a', 1],
  ]);
  expect(visits.on('s').map(({ conversationId }) => conversationId)).toEqual(['c', 'd']);
  expect([visits.on('other'), visits.walkOf('none')]).toEqual([[], null]);
  for (let page = 0; page < 30; page += 1) visits.onVisit(visit('c', `/${page}`, page));
  expect(visits.walkOf('c')?.pages).toHaveLength(20);
});

it('[I4] where visitors are is asked at most once a minute for each site, and anew after a lost connection', () => {
  const time = manualTimers();
  const asked: unknown[] = [];
  const visits = createVisits({ transport: { notify: (event, body) => void asked.push([event, body]) }, timers: time.timers });
  visits.ask('s');
  visits.ask('s');
  visits.ask('t');
  expect(asked).toEqual([
    ['where', { siteId: 's' }],
    ['where', { siteId: 't' }],
  ]);
  time.pass(60_000);
  visits.ask('s');
  visits.connected();
  visits.ask('s');
  expect(asked).toHaveLength(4);
});

it('[I4] what a visitor types is shown while they type, and gone when it is sent, given up or nothing is heard', () => {
  const time = manualTimers();
  const signs = createSigns({ timers: time.timers, myName: () => 'Ann', isAway: () => false });
  const type = (text?: string, on = true) =>
    signs.onTyping({ conversationId: 'c', on, side: 'visitor', ...(text !== undefined && { text }) } as never);
  const seen = () => signs.writersIn('c').text;
  type('Whe');
  expect(seen()).toBe('Whe');
  type('Where');
  time.pass(6_000);
  expect(seen()).toBe('');
  type('Where is');
  type(undefined, false);
  expect(seen()).toBe('');
  type('Where is it');
  signs.onEntries({ conversationId: 'c', entries: [{ kind: 'entry', author: { kind: 'visitor', id: 'v' } }] } as never);
  expect([seen(), signs.writersIn('c').visitor]).toEqual(['', false]);
  // a site that does not let it be seen
  type();
  expect([seen(), signs.writersIn('c').visitor]).toEqual(['', true]);
});
