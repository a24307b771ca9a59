import { type HookInfo, type HookTried, MAX_HOOKS } from '@parley/shared-types/hooks.ts';
import type { HookAnswer, HookDeliveriesAnswer, HookSecretAnswer, HooksAnswer, HookTriedAnswer } from '@parley/shared-types/http.ts';
import { hookChange, newHook } from '@parley/shared-types/schemas/hooks.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { sortableId } from '../lib/ids.ts';
import { createLines } from '../lib/lines.ts';
import { problemOfUrl } from '../lib/safe-fetch.ts';
import type { Hook, HookKey, HookSecret } from '../store/hook-store.ts';
import type { Store } from '../store/store.ts';
import type { Access, Member } from './access.ts';
import { createAllowance, parseBody } from './requests.ts';

/** What the webhooks worker lends the routes; given by the composition root. */
export interface HookTools {
  ping(key: HookKey): Promise<HookTried>;
  /** @throws ParleyError `not_found`, `hook_off`, `hook_event_gone` */
  redeliver(key: HookKey, deliveryId: string): Promise<HookTried>;
  rotate(secrets: readonly HookSecret[], now: number): readonly HookSecret[];
  /** Some site has a hook from now on. */
  onMade(): void;
}

export interface HookRoutesDeps {
  readonly store: Pick<Store, 'hooks'>;
  readonly clock: Clock;
  readonly access: Access;
  readonly hooks: HookTools;
}

function shownHook({ hookId, url, events, isOn, stopped, failingSince, secrets, createdAt }: Hook): HookInfo {
  const [newest, old] = secrets;
  const secretAt = newest?.createdAt ?? createdAt;
  return { id: hookId, url, events, isOn, stopped, failingSince, secretAt, oldSecretUntil: old?.until ?? null, createdAt };
}

function refuseUrl(url: string): void {
  const problem = problemOfUrl(url);
  if (problem !== null) throw new ParleyError('invalid', { detail: problem, problems: { url: problem } });
}

/** Reading, changing and trying one hook of a site. */
function createOne({ store, access }: HookRoutesDeps) {
  const read = async (key: HookKey): Promise<Hook> => {
    const hook = await store.hooks.get(key);
    if (!hook) throw new ParleyError('not_found');
    return hook;
  };
  return {
    read,
    /** Who asks, and the hook in the address. @throws ParleyError what `member` throws; `not_found` */
    async of(request: FastifyRequest): Promise<Member & { readonly hook: Hook }> {
      const member = await access.member(request, 'admin');
      const { hook } = request.params as { hook: string };
      return { ...member, hook: await read({ siteId: member.site.id, hookId: hook }) };
    },
  };
}

function installTries(app: FastifyInstance, { hooks, store }: HookRoutesDeps, one: ReturnType<typeof createOne>): void {
  const mayTry = createAllowance(60, 600);
  app.get('/api/sites/:site/hooks/:hook/deliveries', async (request): Promise<HookDeliveriesAnswer> => {
    const { hook } = await one.of(request);
    return { ok: true, deliveries: await store.hooks.deliveries(hook) };
  });
  app.post('/api/sites/:site/hooks/:hook/test', async (request): Promise<HookTriedAnswer> => {
    const { operator, hook } = await one.of(request);
    await mayTry(operator.id);
    return { ok: true, tried: await hooks.ping(hook) };
  });
  app.post('/api/sites/:site/hooks/:hook/deliveries/:delivery', async (request): Promise<HookTriedAnswer> => {
    const { operator, hook } = await one.of(request);
    await mayTry(operator.id);
    return { ok: true, tried: await hooks.redeliver(hook, (request.params as { delivery: string }).delivery) };
  });
}

/** The webhooks of a site (shared-types/src/http.ts). A secret is in the answer that makes it, and in no other. */
export function installHookRoutes(app: FastifyInstance, deps: HookRoutesDeps): void {
  const { store, clock, access, hooks } = deps;
  const mayChange = createAllowance(60, 600);
  const inLine = createLines();
  const one = createOne(deps);
  app.get('/api/sites/:site/hooks', async (request): Promise<HooksAnswer> => {
    const { site } = await access.member(request, 'admin');
    return { ok: true, hooks: (await store.hooks.ofSite(site.id)).map(shownHook) };
  });
  app.post('/api/sites/:site/hooks', async (request): Promise<HookSecretAnswer> => {
    const { operator, site } = await access.member(request, 'admin');
    const wanted = parseBody(newHook, request.body);
    refuseUrl(wanted.url);
    await mayChange(operator.id);
    return inLine(site.id, async () => {
      if ((await store.hooks.ofSite(site.id)).length >= MAX_HOOKS) throw new ParleyError('hook_limit');
      const now = clock.now();
      const fresh = { secrets: hooks.rotate([], now), isOn: true, since: now, stopped: null, failingSince: null, createdAt: now };
      const hook: Hook = { siteId: site.id, hookId: sortableId(), ...wanted, ...fresh };
      await store.hooks.add(hook);
      hooks.onMade();
      return { ok: true, hook: shownHook(hook), secret: hook.secrets[0]?.secret ?? '' };
    });
  });
  app.patch('/api/sites/:site/hooks/:hook', async (request): Promise<HookAnswer> => {
    const { operator, hook } = await one.of(request);
    const { isOn, ...change } = parseBody(hookChange, request.body);
    if (change.url !== undefined) refuseUrl(change.url);
    await mayChange(operator.id);
    // What came while it was off is not sent.
    const switched =
      isOn === undefined ? {} : { isOn, ...(isOn && !hook.isOn && { since: clock.now(), stopped: null, failingSince: null }) };
    await store.hooks.change(hook, { ...change, ...switched });
    return { ok: true, hook: shownHook(await one.read(hook)) };
  });
  app.post('/api/sites/:site/hooks/:hook/secret', async (request): Promise<HookSecretAnswer> => {
    const { operator, hook } = await one.of(request);
    await mayChange(operator.id);
    return inLine(hook.hookId, async () => {
      const secrets = hooks.rotate((await one.read(hook)).secrets, clock.now());
      await store.hooks.change(hook, { secrets });
      return { ok: true, hook: shownHook(await one.read(hook)), secret: secrets[0]?.secret ?? '' };
    });
  });
  app.delete('/api/sites/:site/hooks/:hook', async (request) => {
    const { operator, hook } = await one.of(request);
    await mayChange(operator.id);
    await store.hooks.remove(hook);
    return { ok: true };
  });
  installTries(app, deps, one);
}
