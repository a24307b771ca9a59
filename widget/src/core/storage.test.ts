import { expect, it } from 'vitest';
import { cookieStorage, memoryStorage } from './storage.ts';

/** Cookies as a browser keeps them: a page sets one of its own domain or of one above it, and reads those. */
function browser() {
  const kept = new Map<string, string>();
  const written: string[] = [];
  const page = (url: string, refuses = false) => {
    const location = new URL(url);
    const isBelow = (domain: string) => `.${location.hostname}`.endsWith(`.${domain}`);
    const jar = {
      get cookie() {
        const seen = [...kept].filter(([key]) => isBelow(key.split('=')[0] ?? ''));
        return ['theme=dark', 'xparley_s=wrong', ...seen.map(([key, value]) => `${key.split('=')[1]}=${value}`)].join('; ');
      },
      set cookie(line: string) {
        written.push(line);
        const [, name = '', value = '', domain = '', age = ''] =
          /^([^=]+)=([^;]*); Domain=([^;]+); Path=\/; Max-Age=(\d+)/.exec(line) ?? [];
        if (refuses || !isBelow(domain)) return;
        if (age === '0') kept.delete(`${domain}=${name}`);
        else kept.set(`${domain}=${name}`, value);
      },
    };
    const storage = memoryStorage();
    const own = { storage, key: 'parley:s:grant', name: 'parley_s', domain: 'shop.example', jar, location };
    return { storage, values: cookieStorage(own) };
  };
  return { page, written };
}
const KEY = 'parley:s:grant';

it('[W6] with a cookie domain its subdomains share the grant; everything else stays in the storage of each', () => {
  const { page, written } = browser();
  const [www, help] = [page('https://www.shop.example/'), page('https://help.shop.example/')];
  expect(www.values.get(KEY)).toBeNull();
  www.values.set(KEY, 'v.c1.x.sig');
  www.values.set('parley:s:draft', 'half');
  expect(help.values.get(KEY)).toBe('v.c1.x.sig');
  expect(written[0]).toBe('parley_s=v.c1.x.sig; Domain=shop.example; Path=/; Max-Age=31536000; SameSite=Lax; Secure');
  expect([www.storage.get(KEY), help.values.get('parley:s:draft')]).toEqual([null, null]);
  // the note by which another tab is told changes with the conversation only
  expect(www.storage.get(`${KEY}@`)).toBe('c1');
  help.values.remove(KEY);
  expect([www.values.get(KEY), help.storage.get(`${KEY}@`)]).toEqual([null, null]);
});

it('[W6] a grant of before the cookie moves into it', () => {
  const { page } = browser();
  const { values, storage } = page('http://shop.example/');
  storage.set(KEY, 'v.c1.x.sig');
  expect(values.get(KEY)).toBe('v.c1.x.sig');
  values.set(KEY, 'v.c1.y.sig');
  expect([storage.get(KEY), values.get(KEY)]).toEqual([null, 'v.c1.y.sig']);
});

it.each([
  ['another host', 'https://other.example/', false],
  ['a host that only ends alike', 'https://evilshop.example/', false],
  ['the domain above', 'https://example/', false],
  ['a browser that refuses it', 'https://shop.example/', true],
])('[W6] for %s the grant is in the storage of the origin', (_what, url, refuses) => {
  const { page } = browser();
  const { values, storage } = page(url, refuses);
  values.set(KEY, 'v.c1.x.sig');
  expect([storage.get(KEY), values.get(KEY)]).toEqual(['v.c1.x.sig', 'v.c1.x.sig']);
  values.remove(KEY);
  expect(values.get(KEY)).toBeNull();
});

it('[W6] where cookies throw, the storage keeps the grant', () => {
  const jar = {
    get cookie(): string {
      throw new Error('sandboxed');
    },
    set cookie(_line: string) {
      throw new Error('sandboxed');
    },
  };
  const storage = memoryStorage();
  const values = cookieStorage({
    storage,
    key: KEY,
    name: 'parley_s',
    domain: 'shop.example',
    jar,
    location: new URL('https://shop.example'),
  });
  values.set(KEY, 'v.c1.x');
  expect([values.get(KEY), storage.get(KEY)]).toEqual(['v.c1.x', 'v.c1.x']);
  values.remove(KEY);
  expect(values.keys('')).toEqual([]);
});
