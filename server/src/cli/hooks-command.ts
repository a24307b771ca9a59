import type { HookDelivery, HookTried } from '@parley/shared-types/hooks.ts';
import { ParleyError } from '../lib/errors.ts';
import type { Hook, HookKey } from '../store/hook-store.ts';
import type { Store } from '../store/store.ts';
import type { Commands } from './control.ts';

interface Tools {
  redeliver(key: HookKey, deliveryId: string): Promise<HookTried>;
}

function hookLine({ siteId, hookId, url, events, isOn, stopped }: Hook): string {
  return [hookId, isOn ? 'on' : `off${stopped ? ` (${stopped})` : ''}`, siteId, url, events.join(',')].join('  ');
}

function deliveryLine({ id, type, state, attempt, at, status, error, nextAt }: HookDelivery): string {
  const next = nextAt === null ? [] : [`next ${new Date(nextAt).toISOString()}`];
  return [id, new Date(at).toISOString(), type, state, `attempt ${attempt}`, status ?? '-', error ?? '-', ...next].join('  ');
}

/** What the command `hooks` asks of a running process. Secrets are never in an answer. */
export function createHooksCommand({ sites, hooks }: Pick<Store, 'sites' | 'hooks'>, { redeliver }: Tools): Commands['hooks'] {
  const all = async () => (await Promise.all((await sites.list()).map(({ id }) => hooks.ofSite(id)))).flat();
  const find = async (id: string): Promise<Hook> => {
    const found = (await all()).find(({ hookId }) => hookId === id);
    if (!found) throw new ParleyError('not_found', { detail: `hook ${id}` });
    return found;
  };
  return async ({ verb, hook, delivery }) => {
    if (verb === 'list') return (await all()).map(hookLine);
    const found = await find(hook);
    if (verb === 'log') return (await hooks.deliveries(found)).map(deliveryLine);
    const { status, error, durationMs } = await redeliver(found, delivery);
    return [[status ?? 'no answer', error ?? 'taken', `${durationMs} ms`].join('  ')];
  };
}
