import type { SiteId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { createLogger } from '../lib/logger.ts';
import { createOriginNotes } from './origin-notes.ts';
import type { Store } from './store.ts';

const SITE = 's' as SiteId;

function setUp(fails = false) {
  let now = 0;
  const noted: string[] = [];
  const noteOrigin = async (_site: SiteId, { origin, refused }: { origin: string; refused: boolean }) => {
    noted.push(`${origin} ${refused}`);
    if (fails) throw new Error('away');
  };
  const store = { sites: { noteOrigin } } as unknown as Store;
  const notes = createOriginNotes(store, { now: () => now, after: () => () => {} }, createLogger('silent', 'test'));
  return { noted, notes, pass: (ms: number) => (now += ms) };
}

it('[W11] an origin is noted once a minute, and at once when it is refused after it was not', () => {
  const { noted, notes, pass } = setUp();
  for (const refused of [false, false, true]) notes.note(SITE, 'https://a.example', refused);
  notes.note(SITE, undefined, true);
  expect(noted).toEqual(['https://a.example false', 'https://a.example true']);
  pass(60_000);
  notes.note(SITE, 'https://a.example', true);
  expect(noted).toHaveLength(3);
});

it('[W11] invented origins do not load the store, and a store that fails disturbs nobody', () => {
  const { noted, notes } = setUp(true);
  for (let n = 0; n < 500; n++) notes.note(SITE, `https://${n}.example`, true);
  expect(noted).toHaveLength(20);
});
