import { RANGES } from '../../../lib/settings-form.ts';
import { type PlainPhrase, t } from '../../../words/words.ts';
import { SwitchInput } from '../Switch.tsx';
import type { ChoiceField, Cost, Field, NumberField, PartProps, PathsField, SwitchField, TextField } from './field-kinds.ts';
import { Problem, useLines } from './Problem.tsx';

type FieldProps<Kind extends Field> = PartProps & { readonly field: Kind };

const describedBy = (name: string, hint: PlainPhrase | undefined) => (hint === undefined ? `${name}-error` : `${name}-hint ${name}-error`);

function Hint({ name, text }: { readonly name: string; readonly text: PlainPhrase | undefined }) {
  if (text === undefined) return null;
  return (
    <p class="hint" id={`${name}-hint`}>
      {t(text)}
    </p>
  );
}

function TextRow({ model, form, field: { name, label, hint, most, placeholder, sample, isLong, isUrl } }: FieldProps<TextField>) {
  const shared = {
    id: name,
    class: 'input',
    dir: 'auto' as const,
    maxLength: most,
    placeholder: sample ?? (placeholder && t(placeholder)),
    value: form[name],
    'aria-invalid': model.problemAt(name) !== null,
    'aria-describedby': describedBy(name, hint),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => model.edit({ [name]: event.currentTarget.value }),
  };
  return (
    <div class="field">
      <label for={name}>{t(label)}</label>
      {isLong ? <textarea rows={2} {...shared} /> : <input {...shared} inputMode={isUrl ? 'url' : 'text'} autocomplete="off" />}
      <Hint name={name} text={hint} />
      <Problem model={model} field={name} />
    </div>
  );
}

function NumberRow({ model, form, field: { name, label, hint, unit } }: FieldProps<NumberField>) {
  const value = form[name];
  const [least, most] = RANGES[name];
  return (
    <div class="field">
      <label for={name}>{t(label)}</label>
      <div class="line">
        <input
          id={name}
          class="input number"
          type="number"
          min={least}
          max={most}
          value={Number.isNaN(value) ? '' : value}
          aria-invalid={model.problemAt(name) !== null}
          aria-describedby={describedBy(name, hint)}
          onInput={(event) => model.edit({ [name]: event.currentTarget.valueAsNumber })}
        />
        {unit && t(unit)}
      </div>
      <Hint name={name} text={hint} />
      <Problem model={model} field={name} />
    </div>
  );
}

function ChoiceRow({ model, form, field: { name, label, hint, choices, kind } }: FieldProps<ChoiceField>) {
  const entries = Object.entries(choices) as [string, PlainPhrase][];
  if (kind === 'select') {
    return (
      <div class="field">
        <label for={name}>{t(label)}</label>
        <select
          id={name}
          class="input"
          value={form[name]}
          aria-describedby={describedBy(name, hint)}
          onChange={(event) => model.edit({ [name]: event.currentTarget.value })}
        >
          {entries.map(([value, words]) => (
            <option key={value} value={value}>
              {t(words)}
            </option>
          ))}
        </select>
        <Hint name={name} text={hint} />
        <Problem model={model} field={name} />
      </div>
    );
  }
  return (
    <fieldset class="field" aria-describedby={describedBy(name, hint)}>
      <legend class="label">{t(label)}</legend>
      <div class="segments">
        {entries.map(([value, words]) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={form[name] === value} onChange={() => model.edit({ [name]: value })} />
            <span>{t(words)}</span>
          </label>
        ))}
      </div>
      <Hint name={name} text={hint} />
      <Problem model={model} field={name} />
    </fieldset>
  );
}

const COSTS = { requests: 'Requests', storage: 'Storage', consent: 'Consent' } as const satisfies Record<keyof Cost, PlainPhrase>;

/** What a feature costs, below its switch whether it is on or off. */
export function Costs({ id, cost }: { readonly id: string; readonly cost: Cost }) {
  return (
    <dl class="costs" id={id}>
      {(Object.entries(COSTS) as [keyof Cost, PlainPhrase][]).map(([kind, word]) => (
        <div key={kind}>
          <dt>{t(word)}</dt>
          <dd>{t(cost[kind])}</dd>
        </div>
      ))}
    </dl>
  );
}

function SwitchRow({ model, form, field: { name, label, hint, cost } }: FieldProps<SwitchField>) {
  return (
    <div class="field switch-field">
      <SwitchInput
        label={t(label)}
        isOn={form[name]}
        describedBy={`${describedBy(name, hint)}${cost ? ` ${name}-cost` : ''}`}
        onChange={(to) => model.edit({ [name]: to })}
      />
      <Hint name={name} text={hint} />
      {cost && <Costs id={`${name}-cost`} cost={cost} />}
      <Problem model={model} field={name} />
    </div>
  );
}

function PathsRow({ model, form, field: { name, label, hint } }: FieldProps<PathsField>) {
  const lines = useLines(form[name], (value) => model.edit({ [name]: value }));
  return (
    <div class="field">
      <label for={name}>{t(label)}</label>
      <textarea
        id={name}
        class="input code"
        rows={2}
        spellcheck={false}
        placeholder={'/docs/*'}
        aria-invalid={model.problemAt(name) !== null}
        aria-describedby={describedBy(name, hint)}
        {...lines}
      />
      <Hint name={name} text={hint} />
      <Problem model={model} field={name} />
    </div>
  );
}

/** Draws fields as a table of them says. */
export function Fields({ fields, ...part }: PartProps & { readonly fields: readonly Field[] }) {
  return (
    <>
      {fields.map((field) => {
        if (field.kind === 'text') return <TextRow key={field.name} {...part} field={field} />;
        if (field.kind === 'number') return <NumberRow key={field.name} {...part} field={field} />;
        if (field.kind === 'switch') return <SwitchRow key={field.name} {...part} field={field} />;
        if (field.kind === 'paths') return <PathsRow key={field.name} {...part} field={field} />;
        return <ChoiceRow key={field.name} {...part} field={field} />;
      })}
    </>
  );
}
