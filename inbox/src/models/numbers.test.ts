import { expect, it } from 'vitest';
import type { CallApi } from '../lib/api.ts';
import { createNumbers } from './numbers.ts';

/** An API whose answers the test gives, in any order. */
function fakeApi() {
  const waiting: { path: string; answer: (value: object) => void }[] = [];
  const api = ((_method: string, path: string) => new Promise<object>((answer) => void waiting.push({ path, answer }))) as CallApi;
  return { api, waiting };
}
const days = (month: number) => ({ from: `2026-0${month}-01`, to: `2026-0${month}-28` });

it('[I6] of two periods asked for the one chosen last is shown, whichever answer comes first', async () => {
  const { api, waiting } = fakeApi();
  const model = createNumbers({ api, siteId: 's', zone: 'Europe/Paris' });
  const both = [model.load(days(1)), model.load(days(2))];
  expect(waiting.map(({ path }) => path)[1]).toBe('/api/sites/s/numbers?from=2026-02-01&to=2026-02-28&zone=Europe%2FParis');
  waiting[1]?.answer({ ok: true, numbers: { from: '2026-02-01' }, operators: 'all' });
  waiting[0]?.answer({ ok: true, numbers: { from: '2026-01-01' }, operators: 'all' });
  await Promise.all(both);
  expect([model.answer.value?.numbers.from, model.isLoading.value]).toEqual(['2026-02-01', false]);
});

it('[I6] a refusal is said in its words, and no older numbers stand below it', async () => {
  const { api, waiting } = fakeApi();
  const model = createNumbers({ api, siteId: 's', zone: 'UTC' });
  const first = model.load(days(1));
  waiting[0]?.answer({ ok: true, numbers: {}, operators: 'own' });
  await first;
  const second = model.load(days(2));
  expect(model.answer.value).not.toBeNull();
  waiting[1]?.answer({ ok: false, code: 'period_too_large', message: 'Too much.' });
  await second;
  expect([model.problem.value, model.answer.value]).toEqual(['Too much.', null]);
  expect(model.csvHref('days', days(1))).toBe('/api/sites/s/numbers/days.csv?from=2026-01-01&to=2026-01-28&zone=UTC');
});
