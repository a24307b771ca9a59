import type { IdentityAnswer } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { AdminDeps } from './install.ts';
import type { OkOf } from './site-info.ts';

export type Secrets = OkOf<IdentityAnswer>['secrets'];

/** The secrets that sign tokens of a site's users, newest first; read when they are asked for, so that none lies in a page unseen. */
export function createIdentity({ api, siteId }: Pick<AdminDeps, 'api' | 'siteId'>) {
  const secrets = signal<Secrets | null>(null);
  const problem = signal<string | null>(null);
  const isBusy = signal(false);
  const ask = async (method: string, path: string) => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const answer = await api<OkOf<IdentityAnswer>>(method, `/api/sites/${siteId}/identity${path}`);
    isBusy.value = false;
    problem.value = answer.ok ? null : answer.message;
    if (answer.ok) secrets.value = answer.secrets;
  };
  return {
    /** null: not asked for yet. */
    secrets: secrets as ReadonlySignal<Secrets | null>,
    problem: problem as ReadonlySignal<string | null>,
    isBusy: isBusy as ReadonlySignal<boolean>,
    load: () => ask('GET', ''),
    /** The one before stays good, so that servers can change over. */
    makeNew: () => ask('POST', ''),
    endOld: () => ask('DELETE', '/old'),
    close() {},
  };
}
export type Identity = ReturnType<typeof createIdentity>;
