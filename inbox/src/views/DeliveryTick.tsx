import type { VisibleEntry } from '@parley/shared-types/model.ts';
import { useRef } from 'preact/hooks';
import { type DeliveryStep, deliverySteps, TICK_WORDS, type Tick, tickOf } from '../lib/delivery-steps.ts';
import { clockTime, fullTime } from '../lib/time-words.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon, type IconName } from './Icon.tsx';

const TICKS: Readonly<Record<Tick, IconName>> = { stored: 'check', delivered: 'checks', read: 'checks', failed: 'warning' };
const STATES: Readonly<Record<DeliveryStep['state'], IconName>> = { done: 'check', waiting: 'clock', failed: 'warning', off: 'dash' };
const STATE_WORDS: Readonly<Record<DeliveryStep['state'], PlainPhrase>> = {
  done: 'Done',
  waiting: 'Waiting',
  failed: 'Failed',
  off: 'Not used',
};

function Step({ step }: { readonly step: DeliveryStep }) {
  const { delivery } = useInbox();
  const { effect } = step;
  return (
    <li class={`step ${step.state}`}>
      <Icon name={STATES[step.state]} />
      <span class="step-words">
        <span class="visually-hidden">{t('{state}:', { state: t(STATE_WORDS[step.state]) })} </span>
        {step.words}
        {step.state === 'failed' && effect && (
          <button type="button" class="link-button" onClick={() => void delivery.redo(effect)}>
            {t('Try again')}
          </button>
        )}
      </span>
      {step.at !== undefined && <time title={fullTime(step.at)}>{clockTime(step.at)}</time>}
    </li>
  );
}

function Timeline({ entry }: { readonly entry: VisibleEntry }) {
  const { current, delivery, open, session, signs, now } = useInbox();
  const row = current.value;
  const steps = deliverySteps({
    entry,
    registers: open.log.value.registers,
    effects: delivery.effects.value,
    channels: session.me.value?.channels ?? { email: false, slack: false },
    profile: row?.profile ?? {},
    isOnline: row !== null && signs.isOnline(row.siteId, row.visitorId),
    now: now.value,
  });
  return (
    <>
      <h3>{t('Delivery')}</h3>
      <ol class="steps">
        {steps.map((step) => (
          <Step key={step.key} step={step} />
        ))}
      </ol>
      {delivery.refusal.value && (
        <p class="error" role="alert">
          {delivery.refusal.value}
        </p>
      )}
    </>
  );
}

const GAP = 6;

/** Puts the popover at its button: above where there is room, within the window. */
function placeBeside(popover: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = popover;
  const above = at.top - offsetHeight - GAP;
  popover.style.top = `${above >= GAP ? above : Math.max(GAP, Math.min(at.bottom + GAP, innerHeight - offsetHeight - GAP))}px`;
  popover.style.left = `${Math.max(GAP, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - GAP))}px`;
}

/** Quiet ticks beside a message of ours, which open into its way. */
export function DeliveryTick({ entry }: { readonly entry: VisibleEntry }) {
  const { delivery, open } = useInbox();
  const button = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const isNote = entry.body.kind === 'note';
  const tick = tickOf(
    entry,
    isNote ? { ...open.log.value.registers, visitor: { delivered: 0, read: 0 } } : open.log.value.registers,
    delivery.effects.value,
  );
  const words = isNote && tick === 'stored' ? t('Stored') : t(TICK_WORDS[tick]);
  const isShown = delivery.shown.value === entry.seq;
  const id = `way-${entry.seq}`;
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`tick ${tick}`}
        popovertarget={id}
        aria-label={t('Delivery: {words}', { words })}
        title={words}
      >
        <Icon name={TICKS[tick]} />
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        class="way"
        role="dialog"
        aria-label={t('Delivery of this message')}
        onToggle={(event) => {
          if (event.newState === 'open') {
            delivery.show(entry.seq);
            if (popover.current && button.current) placeBeside(popover.current, button.current);
          } else {
            delivery.hide(entry.seq);
            // What had the focus in it may be gone: a step that was tried again.
            if (document.activeElement === document.body) button.current?.focus();
          }
        }}
      >
        {isShown && <Timeline entry={entry} />}
      </div>
    </>
  );
}
