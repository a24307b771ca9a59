import { expect, it } from 'vitest';
import { contrast, onColor } from './colors.ts';
import { isEmojiOnly, splitLinks } from './links.ts';
import { hueOf, initials, visitorName } from './names.ts';
import { longAgo, longUntil, shortAgo } from './time-words.ts';

const hrefs = (text: string) => splitLinks(text).flatMap(({ href }) => href ?? []);

it('[I4] links are http, https and mail addresses, without the full stop behind them; nothing else becomes one', () => {
  expect(hrefs('See https://a.example/x_(y)?q=1. Or (https://b.example), ann@c.example!')).toEqual([
    'https://a.example/x_(y)?q=1',
    'https://b.example/',
    'mailto:ann@c.example',
  ]);
  const nasty = 'javascript:alert(1) data:text/html,x <a href="x">y</a> file:///etc/passwd vbscript:x';
  expect(hrefs(nasty)).toEqual([]);
  for (const text of [nasty, 'a https://x.example b', '', 'https://x.example', 'مرحبا https://x.example 👋🏽']) {
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
});

it('[I4] a few emoji alone are shown large; digits and words are not', () => {
  for (const text of ['👍', '👍🏽 ❤️', '👨‍👩‍👧']) expect(isEmojiOnly(text)).toBe(true);
  for (const text of ['1', 'ok 👍', '', '👍👍👍👍']) expect(isEmojiOnly(text)).toBe(false);
});

it('[I4] a visitor is called by name, address or id; pictures have whole letters and a colour that stays', () => {
  const visitorId = '3f2a9c' as never;
  expect(visitorName({ visitorId, profile: {} })).toBe('Visitor 3f2a');
  expect(visitorName({ visitorId, profile: { email: 'a@b.example' } })).toBe('a@b.example');
  expect(visitorName({ visitorId, profile: { email: 'a@b.example', name: 'Zoë' } })).toBe('Zoë');
  expect([initials('Ann Bo Chu'), initials('ann'), initials('👩‍🚀 Sky'), initials('')]).toEqual(['AC', 'A', '👩‍🚀S', '']);
  expect(hueOf('x')).toBe(hueOf('x'));
});

it('[I4] times are as long as their place allows', () => {
  const now = new Date(2026, 5, 17, 12, 0).getTime();
  expect([10_000, 240_000, 3 * 3_600_000].map((past) => shortAgo(now, now - past))).toEqual(['now', '4 min', '3 h']);
  expect(shortAgo(now, new Date(2026, 5, 15, 23, 0).getTime())).toBe('Mon');
  expect(shortAgo(now, new Date(2026, 0, 2).getTime())).toContain('Jan');
  expect([longAgo(now, now - 120_000), longAgo(now, now + 5), longUntil(now, now + 60_000)]).toEqual([
    '2 minutes ago',
    'just now',
    'in 1 minute',
  ]);
});

it('[I4] what is written on a colour has a contrast of 4.5 or more, whatever the owner chose', () => {
  for (const color of ['#000000', '#ffffff', '#767676', '#5b54d6', '#ffd400', '#808080', '#00a2ff']) {
    expect(contrast(color, onColor(color))).toBeGreaterThanOrEqual(4.5);
  }
});
