import type { SearchAnswer } from '@parley/shared-types/http.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { searchQuery } from '@parley/shared-types/schemas/http.ts';
import type { FastifyInstance } from 'fastify';
import { ParleyError } from '../lib/errors.ts';
import { readQuery } from '../lib/search-words.ts';
import type { Store } from '../store/store.ts';
import type { Access } from './access.ts';
import { createAllowance, parseBody } from './requests.ts';
import { roleOf } from './roles.ts';
import { createSearch } from './search.ts';

interface SearchRoutesDeps {
  readonly store: Pick<Store, 'search' | 'log' | 'conversations'>;
  readonly access: Access;
}

/** Finds entries by their words, in the sites of the operator only (shared-types/src/http.ts). */
export function installSearchRoutes(app: FastifyInstance, { store, access }: SearchRoutesDeps): void {
  const search = createSearch(store);
  // Typing asks again with each pause; more than that is no person.
  const mayAsk = createAllowance(120, 60);
  app.get('/api/search', async (request): Promise<SearchAnswer> => {
    const operator = await access.operator(request);
    const { q, site, ...filters } = parseBody(searchQuery, request.query);
    if (site !== undefined && roleOf(operator, site) === undefined) throw new ParleyError('not_found');
    const terms = readQuery(q);
    if (terms.length === 0) throw new ParleyError('invalid', { problems: { q: 'has no word in it' } });
    await mayAsk(operator.id);
    const siteIds = site === undefined ? (Object.keys(operator.roles) as SiteId[]) : [site];
    return { ok: true, ...(await search({ siteIds, terms, ...filters })) };
  });
}
