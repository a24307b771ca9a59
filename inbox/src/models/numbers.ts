import type { NumbersAnswer, NumberTable } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import type { Period } from '../lib/period.ts';
import { type OkOf, refusalWords } from './site-info.ts';

type Days = Pick<Period, 'from' | 'to'>;
interface NumbersDeps {
  readonly api: CallApi;
  readonly siteId: string;
  /** Days and hours are by the clock of this place. */
  readonly zone: string;
}

/** The numbers page of a site. What was shown stays until the next answer is there. */
export function createNumbers({ api, siteId, zone }: NumbersDeps) {
  const answer = signal<OkOf<NumbersAnswer> | null>(null);
  const problem = signal<string | null>(null);
  const isLoading = signal(false);
  const search = ({ from, to }: Days) => new URLSearchParams({ from, to, zone }).toString();
  let asked = 0;
  return {
    answer: answer as ReadonlySignal<OkOf<NumbersAnswer> | null>,
    problem: problem as ReadonlySignal<string | null>,
    isLoading: isLoading as ReadonlySignal<boolean>,
    csvHref: (table: NumberTable, days: Days) => `/api/sites/${siteId}/numbers/${table}.csv?${search(days)}`,
    async load(days: Days): Promise<void> {
      asked += 1;
      const mine = asked;
      isLoading.value = true;
      const got = await api<OkOf<NumbersAnswer>>('GET', `/api/sites/${siteId}/numbers?${search(days)}`);
      // Another period was chosen meanwhile.
      if (mine !== asked) return;
      isLoading.value = false;
      problem.value = got.ok ? null : refusalWords(got);
      // Numbers of other days below a refusal would be read as those asked for.
      answer.value = got.ok ? got : null;
    },
    close() {
      asked += 1;
    },
  };
}
export type NumbersModel = ReturnType<typeof createNumbers>;
