import type { HookDelivery, HookInfo } from '@parley/shared-types/hooks.ts';
import { fullTime, longUntil } from '../../lib/time-words.ts';
import type { Hooks } from '../../models/hooks.ts';
import { t } from '../../words/words.ts';
import { useInbox } from '../context.ts';
import { Icon } from '../Icon.tsx';

const STATES = {
  delivered: { icon: 'check', word: 'Taken' },
  waiting: { icon: 'clock', word: 'Not taken yet' },
  failed: { icon: 'warning', word: 'Given up' },
} as const;

function wordsOf(now: number, { status, error, attempt, at, durationMs, nextAt }: HookDelivery): string {
  const answer = status === null ? t('no answer ({code})', { code: error ?? '' }) : t('answer {status}', { status });
  const values = { attempt, time: fullTime(at), answer, ms: durationMs };
  if (nextAt === null) return t('Attempt {attempt}, {time}: {answer} after {ms} ms', values);
  return t('Attempt {attempt}, {time}: {answer} after {ms} ms; again {when}', { ...values, when: longUntil(now, nextAt) });
}

interface HookLogProps {
  readonly model: Hooks;
  readonly hook: HookInfo;
}

function Line({ model, hook, delivery }: HookLogProps & { readonly delivery: HookDelivery }) {
  const { now } = useInbox();
  const { icon, word } = STATES[delivery.state];
  return (
    <li>
      <span class="grow two-lines">
        <span>
          <Icon name={icon} /> {t(word)}: <code>{delivery.type}</code>
        </span>
        <span class="hint">{wordsOf(now.value, delivery)}</span>
      </span>
      <button
        type="button"
        class="button quiet"
        aria-label={t('Send again: {event} of {time}', { event: delivery.type, time: fullTime(delivery.at) })}
        disabled={model.isBusy.value || !hook.isOn}
        onClick={() => void model.redeliver(hook.id, delivery.id)}
      >
        {t('Send again')}
      </button>
    </li>
  );
}

/** How the last events of a hook went; read when it is opened. */
export function HookLog({ model, hook }: HookLogProps) {
  const log = model.logs.value[hook.id];
  const load = () => void model.loadLog(hook.id);
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && load()}>
      <summary class="hook-fold">{t('Log')}</summary>
      {log?.length === 0 && <p class="hint">{t('Nothing was sent yet.')}</p>}
      <ul class="lines">
        {log?.map((delivery) => (
          <Line key={delivery.id} model={model} hook={hook} delivery={delivery} />
        ))}
      </ul>
      <p class="hint">{t('The last 200 events of 30 days. What was said in them is not kept here.')}</p>
      <button type="button" class="button quiet" disabled={model.isBusy.value} onClick={load}>
        {t('Read it again')}
      </button>
    </details>
  );
}
