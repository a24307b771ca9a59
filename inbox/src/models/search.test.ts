import { expect, it } from 'vitest';
import type { CallApi } from '../lib/api.ts';
import { NO_QUERY } from '../lib/search-query.ts';
import { createSearch } from './search.ts';
import { manualTimers, until } from './testing.ts';

/** A server that answers when the test says so. */
function createServer() {
  const waiting: { path: string; answer: (body: object) => void }[] = [];
  const api: CallApi = (_method, path) => new Promise((resolve) => void waiting.push({ path, answer: resolve as never }));
  return { waiting, api };
}
const page = (seqs: readonly number[], next: string | null = null) => ({ ok: true, found: seqs.map((seq) => ({ seq })), next });
const asked = (q: string) => ({ ...NO_QUERY, q });

it('[I4] a search waits while somebody types, and shows the answer to the last question only', async () => {
  const { waiting, api } = createServer();
  const { timers, pass } = manualTimers();
  const search = createSearch({ api, timers });
  search.look(asked('pa'), true);
  search.look(asked('par'), true);
  pass(1_000);
  expect(waiting.map(({ path }) => path)).toEqual(['/api/search?q=par']);
  search.look(asked('parcel'), false);
  waiting[1]?.answer(page([2]));
  await until(() => search.state.value === 'done');
  waiting[0]?.answer(page([1]));
  await Promise.resolve();
  expect(search.found.value).toEqual([{ seq: 2 }]);
  search.look(asked(' '), true);
  expect([search.state.value, search.found.value]).toEqual(['idle', []]);
});

it('[I4] empty pages of a narrow filter are gone through; what fails says so and can be tried again', async () => {
  const { waiting, api } = createServer();
  const search = createSearch({ api, timers: manualTimers().timers });
  search.look(asked('parcel'), false);
  waiting[0]?.answer(page([], 'a'));
  await until(() => waiting.length === 2);
  expect(waiting[1]?.path).toBe('/api/search?q=parcel&before=a');
  waiting[1]?.answer(
    page(
      Array.from({ length: 20 }, (_, n) => n),
      'b',
    ),
  );
  await until(() => search.state.value === 'done');
  expect([search.found.value.length, search.next.value]).toEqual([20, 'b']);
  search.more();
  waiting[2]?.answer({ ok: false, code: 'unavailable', message: 'Away.' });
  await until(() => search.state.value === 'done');
  expect([search.problem.value, search.found.value.length]).toEqual(['Away.', 20]);
  search.more();
  waiting[3]?.answer(page([20]));
  await until(() => search.state.value === 'done');
  expect([search.problem.value, search.found.value.length, search.next.value]).toEqual([null, 21, null]);
});
