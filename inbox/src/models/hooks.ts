import { DEFAULT_HOOK_EVENTS, type HookDelivery, type HookEventType, type HookInfo, type HookTried } from '@parley/shared-types/hooks.ts';
import type {
  HookAnswer,
  HookChange,
  HookDeliveriesAnswer,
  HookSecretAnswer,
  HooksAnswer,
  HookTriedAnswer,
} from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import { sayNumber, t, tServer } from '../words/words.ts';
import type { Outcome } from './form.ts';
import type { AdminDeps } from './install.ts';
import { type OkOf, refusalWords } from './site-info.ts';

/** What came back, in words. */
export function triedWords({ status, durationMs, error }: HookTried): Outcome {
  const seconds = sayNumber(Math.round(durationMs / 100) / 10);
  if (error === null) {
    return { ok: true, words: t('It was taken: the receiver answered {status} after {seconds} s.', { status: status ?? '', seconds }) };
  }
  if (status !== null)
    return { ok: false, words: t('It was not taken: the receiver answered {status} after {seconds} s.', { status, seconds }) };
  return { ok: false, words: t('It was not taken: no answer ({code}) after {seconds} s.', { code: error, seconds }) };
}

/** Asks about the hooks of a site, one thing at a time; what is refused is told at its place. */
function createAsk({ api, siteId }: Pick<AdminDeps, 'api' | 'siteId'>) {
  const told = signal<{ readonly at: string; readonly outcome: Outcome } | null>(null);
  const isBusy = signal(false);
  const tell = (at: string, ok: boolean, words: string) => {
    told.value = { at, outcome: { ok, words } };
  };
  const ask = async <T extends { readonly ok: true }>(at: string, method: string, path: string, body?: object): Promise<T | null> => {
    if (isBusy.peek()) return null;
    isBusy.value = true;
    const answer = await api<T>(method, `/api/sites/${siteId}/hooks${path}`, body);
    isBusy.value = false;
    if (answer.ok) return answer as T;
    const { url: atUrl, events: atEvents } = answer.problems ?? {};
    const words = atUrl
      ? t('Address: {problem}.', { problem: tServer(atUrl) })
      : atEvents
        ? t('Events: {problem}.', { problem: tServer(atEvents) })
        : refusalWords(answer);
    tell(at, false, words);
    return null;
  };
  return { told, isBusy: isBusy as ReadonlySignal<boolean>, tell, ask };
}
type Asking = ReturnType<typeof createAsk>;

/** Sending by hand, and the log of how events went. */
function createTries({ ask, tell }: Asking) {
  const logs = signal<Readonly<Record<string, readonly HookDelivery[]>>>({});
  const loadLog = async (hookId: string) => {
    const answer = await ask<OkOf<HookDeliveriesAnswer>>(hookId, 'GET', `/${hookId}/deliveries`);
    if (answer) logs.value = { ...logs.peek(), [hookId]: answer.deliveries };
  };
  const tellTried = (hookId: string, answer: OkOf<HookTriedAnswer> | null) => {
    if (!answer) return;
    const { ok, words } = triedWords(answer.tried);
    tell(hookId, ok, words);
  };
  return {
    logs: logs as ReadonlySignal<Readonly<Record<string, readonly HookDelivery[]>>>,
    loadLog,
    test: async (hookId: string) => tellTried(hookId, await ask<OkOf<HookTriedAnswer>>(hookId, 'POST', `/${hookId}/test`)),
    async redeliver(hookId: string, deliveryId: string) {
      const answer = await ask<OkOf<HookTriedAnswer>>(hookId, 'POST', `/${hookId}/deliveries/${deliveryId}`);
      tellTried(hookId, answer);
      if (answer) await loadLog(hookId);
    },
  };
}

/** The webhooks of a site. A secret is here from the answer that made it until the page goes, and is asked of nobody again. */
export function createHooks(deps: Pick<AdminDeps, 'api' | 'siteId'>) {
  const asking = createAsk(deps);
  const { ask, tell, told, isBusy } = asking;
  const hooks = signal<readonly HookInfo[] | null>(null);
  const secret = signal<{ readonly hookId: string; readonly secret: string } | null>(null);
  const url = signal('');
  const events = signal<readonly HookEventType[]>(DEFAULT_HOOK_EVENTS);
  const put = (hook: HookInfo) => {
    const known = hooks.peek() ?? [];
    const isNew = !known.some(({ id }) => id === hook.id);
    hooks.value = isNew ? [...known, hook] : known.map((one) => (one.id === hook.id ? hook : one));
  };
  const load = async () => {
    const answer = await ask<OkOf<HooksAnswer>>('page', 'GET', '');
    if (answer) hooks.value = answer.hooks;
  };
  const keepSecret = (answer: OkOf<HookSecretAnswer>, words: string) => {
    put(answer.hook);
    secret.value = { hookId: answer.hook.id, secret: answer.secret };
    tell(answer.hook.id, true, words);
  };
  void load();
  return {
    hooks: hooks as ReadonlySignal<readonly HookInfo[] | null>,
    secret: secret as ReadonlySignal<{ readonly hookId: string; readonly secret: string } | null>,
    isBusy,
    ...createTries(asking),
    /** @param at the id of a hook; `page`, `new` */
    told: (at: string): Outcome | null => (told.value?.at === at ? told.value.outcome : null),
    url,
    events,
    choose(type: HookEventType, isChosen: boolean) {
      events.value = isChosen ? [...events.peek(), type] : events.peek().filter((one) => one !== type);
    },
    async add() {
      const answer = await ask<OkOf<HookSecretAnswer>>('new', 'POST', '', { url: url.peek(), events: events.peek() });
      if (!answer) return;
      [url.value, events.value] = ['', DEFAULT_HOOK_EVENTS];
      keepSecret(answer, t('The webhook is on.'));
    },
    async change(hookId: string, change: HookChange, words: string) {
      const answer = await ask<OkOf<HookAnswer>>(hookId, 'PATCH', `/${hookId}`, change);
      if (!answer) return;
      put(answer.hook);
      tell(hookId, true, words);
    },
    async rotate(hookId: string) {
      const answer = await ask<OkOf<HookSecretAnswer>>(hookId, 'POST', `/${hookId}/secret`);
      if (answer) keepSecret(answer, t('There is a new secret. The one before is good for 24 hours more.'));
    },
    async remove(hookId: string) {
      if (!(await ask(hookId, 'DELETE', `/${hookId}`))) return;
      hooks.value = (hooks.peek() ?? []).filter(({ id }) => id !== hookId);
      tell('page', true, t('The webhook was deleted.'));
    },
    close() {},
  };
}
export type Hooks = ReturnType<typeof createHooks>;
