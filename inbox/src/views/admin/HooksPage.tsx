import { HOOK_EVENTS, type HookInfo } from '@parley/shared-types/hooks.ts';
import { fullTime } from '../../lib/time-words.ts';
import type { Hooks } from '../../models/hooks.ts';
import { t } from '../../words/words.ts';
import { useInbox, useOwned } from '../context.ts';
import { Icon } from '../Icon.tsx';
import { AdminFrame, CopyBox } from './AdminFrame.tsx';
import { Confirm } from './Confirm.tsx';
import { HookLog } from './HookLog.tsx';
import { Outcome } from './Outcome.tsx';

interface HookProps {
  readonly model: Hooks;
  readonly hook: HookInfo;
}

function State({ hook: { isOn, stopped, failingSince } }: Pick<HookProps, 'hook'>) {
  if (stopped === 'gone') return <p class="error">{t('Switched off: the receiver said that it is gone.')}</p>;
  if (stopped === 'failing')
    return <p class="error">{t('Switched off: nothing was taken for too long. Mend the receiver, then switch it on.')}</p>;
  if (!isOn) {
    return (
      <p class="seen">
        <Icon name="dash" /> {t('Off')}
      </p>
    );
  }
  if (failingSince !== null)
    return <p class="error">{t('Nothing has been taken since {time}. It is tried again by itself.', { time: fullTime(failingSince) })}</p>;
  return (
    <p class="seen good">
      <Icon name="check" /> {t('On')}
    </p>
  );
}

function Events({ model, hook }: HookProps) {
  const toggle = (type: HookInfo['events'][number], isChosen: boolean) => {
    const events = isChosen ? [...hook.events, type] : hook.events.filter((one) => one !== type);
    void model.change(hook.id, { events }, t('The events are saved.'));
  };
  return (
    <details>
      <summary class="hook-fold">{t('Events: {count} of {all}', { count: hook.events.length, all: HOOK_EVENTS.length })}</summary>
      <Choices name={t('Events of {url}', { url: hook.url })} chosen={hook.events} isDisabled={model.isBusy.value} onChoose={toggle} />
    </details>
  );
}

interface ChoicesProps {
  readonly name: string;
  readonly chosen: HookInfo['events'];
  readonly isDisabled: boolean;
  readonly onChoose: (type: HookInfo['events'][number], isChosen: boolean) => void;
}
function Choices({ name, chosen, isDisabled, onChoose }: ChoicesProps) {
  return (
    <fieldset class="hook-events" aria-label={name}>
      {HOOK_EVENTS.map((type) => (
        <label key={type} class="line">
          <input
            type="checkbox"
            checked={chosen.includes(type)}
            disabled={isDisabled}
            onChange={({ currentTarget }) => onChoose(type, currentTarget.checked)}
          />
          <code>{type}</code>
          {type === 'note.created' && <span class="hint">{t('notes are private to the team')}</span>}
        </label>
      ))}
    </fieldset>
  );
}

function HookActions({ model, hook: { id, url, isOn } }: HookProps) {
  const isBusy = model.isBusy.value;
  const switchTo = () =>
    void model.change(id, { isOn: !isOn }, isOn ? t('The webhook is off.') : t('The webhook is on. What came meanwhile is not sent.'));
  return (
    <div class="line wrap">
      <button
        type="button"
        class="button"
        aria-label={t('Send a test to {url}', { url })}
        disabled={isBusy}
        onClick={() => void model.test(id)}
      >
        {t('Send a test')}
      </button>
      <button
        type="button"
        class="button quiet"
        aria-label={isOn ? t('Switch off {url}', { url }) : t('Switch on {url}', { url })}
        disabled={isBusy}
        onClick={switchTo}
      >
        {isOn ? t('Switch off') : t('Switch on')}
      </button>
      <Confirm
        ask={t('New secret')}
        name={t('New secret for {url}', { url })}
        words={t('Both secrets are good for 24 hours.')}
        yes={t('Make it')}
        isDisabled={isBusy}
        onYes={() => void model.rotate(id)}
      />
      <Confirm
        ask={t('Delete')}
        name={t('Delete {url}', { url })}
        words={t('Its log goes with it.')}
        yes={t('Delete it')}
        isDisabled={isBusy}
        onYes={() => void model.remove(id)}
      />
    </div>
  );
}

function HookCard({ model, hook }: HookProps) {
  const secret = model.secret.value;
  return (
    <section class="card" aria-labelledby={`hook-${hook.id}`}>
      <h3 id={`hook-${hook.id}`} class="hook-url">
        <bdi>{hook.url}</bdi>
      </h3>
      <State hook={hook} />
      {secret?.hookId === hook.id && (
        <>
          <p>{t('Copy the secret now. It is not shown again.')}</p>
          <CopyBox name={t('the secret')} text={secret.secret} />
        </>
      )}
      <HookActions model={model} hook={hook} />
      <Outcome told={model.told(hook.id)} />
      <Events model={model} hook={hook} />
      <HookLog model={model} hook={hook} />
    </section>
  );
}

function NewHook({ model }: { readonly model: Hooks }) {
  const add = (event: Event) => {
    event.preventDefault();
    void model.add();
  };
  return (
    <form class="card" aria-labelledby="new-hook" onSubmit={add}>
      <h3 id="new-hook">{t('Add a webhook')}</h3>
      <p class="hint">
        {t('What happens in conversations is sent to a server of yours, signed.')}{' '}
        <a href="/docs/webhooks.md" target="_blank" rel="noopener">
          {t('How a receiver reads it')}
        </a>
      </p>
      <label class="field">
        <span class="label">{t('Address')}</span>
        <input
          class="input"
          type="url"
          required
          placeholder="https://example.com/parley"
          value={model.url.value}
          onInput={({ currentTarget }) => {
            model.url.value = currentTarget.value;
          }}
        />
      </label>
      <Choices name={t('Events')} chosen={model.events.value} isDisabled={false} onChoose={model.choose} />
      <div class="line wrap">
        <button type="submit" class="button primary" disabled={model.isBusy.value}>
          {t('Add the webhook')}
        </button>
      </div>
      <Outcome told={model.told('new')} />
    </form>
  );
}

/** Where events of a site are sent, what they are, and how it goes. */
export function HooksPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.hooks(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title={t('Webhooks')}>
      {model && (
        <>
          <Outcome told={model.told('page')} />
          {model.hooks.value?.map((hook) => (
            <HookCard key={hook.id} model={model} hook={hook} />
          ))}
          {model.hooks.value && <NewHook model={model} />}
        </>
      )}
    </AdminFrame>
  );
}
