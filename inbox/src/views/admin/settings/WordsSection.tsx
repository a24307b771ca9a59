import { t } from '../../../words/words.ts';
import { Fields } from './Fields.tsx';
import type { Field, PartProps } from './field-kinds.ts';
import { Problem } from './Problem.tsx';

const MAX_STARTERS = 3;
const FIELDS: readonly Field[] = [
  { kind: 'text', name: 'title', label: 'Title', most: 80, hint: 'In place of the name of the site.' },
  { kind: 'text', name: 'greeting', label: 'Greeting', most: 300, isLong: true, placeholder: 'Ask us anything.' },
  { kind: 'text', name: 'placeholder', label: 'Words in the empty field', most: 80, placeholder: 'Write a message' },
];

/** First sentences that a visitor may choose; what is left empty is not there. */
function Starters({ model, form }: PartProps) {
  const rows = [...form.starters, ''].slice(0, MAX_STARTERS);
  const write = (index: number, text: string) => {
    const next = rows.map((before, at) => (at === index ? text : before));
    model.edit({ starters: next.filter((starter, at) => starter !== '' && (starter.trim() !== '' || at === index)) });
  };
  return (
    <fieldset class="field">
      <legend class="label">{t('Starters')}</legend>
      <p class="hint" id="starters-hint">
        {t('Up to three first sentences to choose from, for visitors who do not know how to begin.')}
      </p>
      {rows.map((starter, index) => (
        <input
          key={index}
          class="input"
          dir="auto"
          maxLength={80}
          autocomplete="off"
          aria-label={t('Starter {number}', { number: index + 1 })}
          aria-invalid={model.problemAt(`starters.${index}`) !== null}
          aria-describedby="starters-hint starters-error"
          value={starter}
          onInput={(event) => write(index, event.currentTarget.value)}
        />
      ))}
      <Problem model={model} field="starters" />
    </fieldset>
  );
}

/** What the chat says before anybody has written. */
export function WordsSection(part: PartProps) {
  return (
    <>
      <p class="hint">
        {t('What is left empty is said in our words, in the language of the visitor. Your own words are shown in every language.')}
      </p>
      <Fields {...part} fields={FIELDS} />
      <Starters {...part} />
    </>
  );
}
