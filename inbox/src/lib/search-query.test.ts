import { expect, it } from 'vitest';
import { NO_QUERY, questionOf, readQuery, searchHref } from './search-query.ts';

it('[I4] what is searched for is in the address, and only that', () => {
  const query = { ...NO_QUERY, q: 'crème & more', by: 'note', from: '2026-11-02' };
  expect(searchHref(query)).toBe('/inbox/search?q=cr%C3%A8me+%26+more&by=note&from=2026-11-02');
  const params = Object.fromEntries(new URLSearchParams(searchHref(query).split('?')[1]));
  expect(readQuery({ ...params, other: 'x' })).toEqual(query);
  expect(searchHref(NO_QUERY)).toBe('/inbox/search');
});

it('[I4] days are those of whoever looks, both within; what is no day is no filter', () => {
  const params = new URLSearchParams(questionOf({ ...NO_QUERY, q: ' a ', from: '2026-11-02', to: '2026-11-02' }, 'c').split('?')[1]);
  expect(params.get('q')).toBe('a');
  expect(params.get('before')).toBe('c');
  expect(Number(params.get('from'))).toBe(new Date(2026, 10, 2).getTime());
  expect(Number(params.get('to'))).toBe(new Date(2026, 10, 3).getTime());
  expect(questionOf({ ...NO_QUERY, q: 'a', from: 'soon' }, null)).toBe('/api/search?q=a');
});
