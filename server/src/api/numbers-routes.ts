import { NUMBER_TABLES, type Numbers, type NumbersAnswer, type NumberTable } from '@parley/shared-types/http.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { numbersQuery } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { createLines } from '../lib/lines.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { numbersCsv } from './numbers/csv.ts';
import { createReadNumbers } from './numbers/read-numbers.ts';
import type { Period } from './numbers/tally.ts';
import { createAllowance, parseBody } from './requests.ts';
import { reaches } from './roles.ts';

const KEPT_MS = 60_000;
const MOST_KEPT = 50;

interface NumbersRoutesDeps {
  readonly store: Pick<Store, 'conversations' | 'log'>;
  readonly clock: Clock;
  readonly access: Access;
}

/** Numbers of a site and period are counted at most once a minute, and one at a time, however many ask. */
function createNumbers({ store, clock }: Pick<NumbersRoutesDeps, 'store' | 'clock'>) {
  const read = createReadNumbers({ store });
  const inLine = createLines();
  const kept = new Map<string, { readonly until: number; readonly numbers: Promise<Numbers> }>();
  return (siteId: SiteId, period: Period): Promise<Numbers> => {
    const key = [siteId, period.from, period.to, period.zone].join(' ');
    const known = kept.get(key);
    if (known && known.until > clock.now()) return known.numbers;
    const numbers = inLine('numbers', () => read(siteId, period));
    kept.delete(key);
    kept.set(key, { until: clock.now() + KEPT_MS, numbers });
    const oldest = kept.keys().next().value;
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    // What failed is not kept: the next one tries again.
    numbers.catch(() => kept.get(key)?.numbers === numbers && kept.delete(key));
    return numbers;
  };
}

function readTable(request: FastifyRequest): NumberTable {
  const asked = (request.params as { table?: string }).table;
  const table = NUMBER_TABLES.find((name) => `${name}.csv` === asked);
  if (!table) throw new ParleyError('not_found');
  return table;
}

/** Numbers of a site and its tables as CSV (shared-types/src/http.ts, docs/numbers.md). Anybody of the team may ask. */
export function installNumbersRoutes(app: FastifyInstance, { access, ...deps }: NumbersRoutesDeps): void {
  const numbersOf = createNumbers(deps);
  const mayAsk = createAllowance(120, 60);
  /** Agents see the sums, and of the operators themselves. */
  const asked = async (request: FastifyRequest) => {
    const { operator, site, role } = await access.member(request, 'agent');
    const period = parseBody(numbersQuery, request.query);
    await mayAsk(operator.id);
    const numbers = await numbersOf(site.id, period);
    if (reaches(role, 'admin')) return { numbers, operators: 'all' } as const;
    return { numbers: { ...numbers, operators: numbers.operators.filter(({ id }) => id === operator.id) }, operators: 'own' } as const;
  };
  app.get('/api/sites/:site/numbers', async (request): Promise<NumbersAnswer> => ({ ok: true, ...(await asked(request)) }));
  app.get('/api/sites/:site/numbers/:table', async (request, reply) => {
    const table = readTable(request);
    const { numbers } = await asked(request);
    const name = `parley-${table}-${numbers.from}-${numbers.to}.csv`;
    return reply
      .type('text/csv; charset=utf-8; header=present')
      .header('content-disposition', `attachment; filename="${name}"`)
      .send(numbersCsv(numbers, table));
  });
}
