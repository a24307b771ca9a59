import type { Trigger } from '@parley/shared-types/model.ts';
import { changeTrigger, KIND_WORDS, newTrigger, ofKind, type TriggerKind } from '../../../lib/triggers.ts';
import { type PlainPhrase, t } from '../../../words/words.ts';
import { SwitchInput } from '../Switch.tsx';
import { Costs } from './Fields.tsx';
import type { Cost, PartProps } from './field-kinds.ts';
import { Problem, useLines } from './Problem.tsx';

const MAX_TRIGGERS = 10;
const COST: Cost = {
  requests: 'A small script on each page view. One that opens the chat, or says something, loads the chat as if the visitor had opened it.',
  storage: 'The browser remembers which ones were shown, so that each visitor sees each once.',
  consent: 'In most of Europe you need it for what is remembered, unless the visitor asked for it.',
};

interface TriggerProps extends Pick<PartProps, 'model'> {
  readonly trigger: Trigger;
  readonly index: number;
  readonly onChange: (change: Partial<Trigger>) => void;
  readonly onRemove: () => void;
}

/** The number or word that belongs to the occasion; leaving the page needs none. */
function Occasion({ model, trigger: { on }, index, onChange }: Omit<TriggerProps, 'onRemove'>) {
  const field = `triggers.${index}.on`;
  const shared = {
    id: `${field}-value`,
    class: 'input',
    'aria-invalid': model.problemAt(field) !== null,
    'aria-describedby': `${field}-error`,
  };
  if (on.kind === 'exit') return null;
  if (on.kind === 'event') {
    return (
      <div class="field">
        <label for={shared.id}>{t('Name of the event')}</label>
        <input
          {...shared}
          maxLength={80}
          value={on.name}
          onInput={(event) => onChange({ on: { ...on, name: event.currentTarget.value } })}
        />
        <Problem model={model} field={field} />
      </div>
    );
  }
  const isTime = on.kind === 'time';
  const value = isTime ? on.seconds : on.percent;
  const write = (next: number) => onChange({ on: isTime ? { kind: 'time', seconds: next } : { kind: 'scroll', percent: next } });
  return (
    <div class="field">
      <label for={shared.id}>{isTime ? t('Seconds') : t('Percent of the page')}</label>
      <input
        {...shared}
        type="number"
        min={isTime ? 0 : 1}
        max={isTime ? 3_600 : 100}
        value={Number.isNaN(value) ? '' : value}
        onInput={(event) => write(event.currentTarget.valueAsNumber)}
      />
      <Problem model={model} field={field} />
    </div>
  );
}

function TriggerPages({ model, trigger, index, onChange }: Omit<TriggerProps, 'onRemove'>) {
  const field = `triggers.${index}.pages`;
  const lines = useLines(trigger.pages, (pages) => onChange({ pages }));
  return (
    <div class="field">
      <label for={field}>{t('Only on these paths')}</label>
      <textarea
        id={field}
        class="input code"
        rows={1}
        spellcheck={false}
        placeholder={t('On all pages')}
        aria-invalid={model.problemAt(field) !== null}
        aria-describedby={`${field}-error`}
        {...lines}
      />
      <Problem model={model} field={field} />
    </div>
  );
}

function TriggerWords({ model, trigger, index, onChange }: Omit<TriggerProps, 'onRemove'>) {
  const field = `triggers.${index}.text`;
  return (
    <div class="field">
      <label for={field}>{t('Says')}</label>
      <textarea
        id={field}
        class="input"
        rows={2}
        dir="auto"
        maxLength={300}
        placeholder={t('Nothing: only opens the chat')}
        aria-invalid={model.problemAt(field) !== null}
        aria-describedby={`${field}-error`}
        value={trigger.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <Problem model={model} field={field} />
    </div>
  );
}

function TriggerCard(props: TriggerProps) {
  const { model, trigger, index, onChange, onRemove } = props;
  const field = `triggers.${index}`;
  return (
    <li class="trigger">
      <div class="field">
        <label for={`${field}.name`}>{t('Name')}</label>
        <input
          id={`${field}.name`}
          class="input"
          maxLength={40}
          value={trigger.name}
          aria-invalid={model.problemAt(`${field}.name`) !== null}
          aria-describedby={`${field}.name-error`}
          onInput={(event) => onChange({ name: event.currentTarget.value })}
        />
        <Problem model={model} field={`${field}.name`} />
      </div>
      <div class="field">
        <label for={`${field}.kind`}>{t('When')}</label>
        <select
          id={`${field}.kind`}
          class="input"
          value={trigger.on.kind}
          onChange={(event) => onChange({ on: ofKind(event.currentTarget.value as TriggerKind) })}
        >
          {(Object.entries(KIND_WORDS) as [TriggerKind, PlainPhrase][]).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {t(words)}
            </option>
          ))}
        </select>
      </div>
      <Occasion {...props} />
      <TriggerPages {...props} />
      <TriggerWords {...props} />
      <div class="line">
        <SwitchInput label={t('Opens the chat')} isOn={trigger.opens} grows onChange={(opens) => onChange({ opens })} />
        <button type="button" class="button quiet" aria-label={t('Remove the trigger {name}', { name: trigger.name })} onClick={onRemove}>
          {t('Remove')}
        </button>
      </div>
    </li>
  );
}

/** What the chat does by itself, once for each visitor. */
export function TriggersEditor({ model, form: { triggers } }: PartProps) {
  const put = (next: readonly Trigger[]) => model.edit({ triggers: next });
  return (
    <fieldset class="field">
      <legend class="label">{t('Triggers')}</legend>
      <p class="hint">{t('The chat opens or says something by itself, once for each visitor.')}</p>
      <Costs id="triggers-cost" cost={COST} />
      <ol class="triggers">
        {triggers.map((trigger, index) => (
          <TriggerCard
            key={index}
            model={model}
            trigger={trigger}
            index={index}
            onChange={(change) => put(changeTrigger(triggers, index, change))}
            onRemove={() => put(triggers.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
      <Problem model={model} field="triggers" />
      {triggers.length < MAX_TRIGGERS && (
        <button
          type="button"
          class="button quiet"
          aria-describedby="triggers-cost"
          onClick={() => put([...triggers, newTrigger(triggers)])}
        >
          {t('Add a trigger')}
        </button>
      )}
    </fieldset>
  );
}
