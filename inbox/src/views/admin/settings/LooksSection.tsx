import { isColor } from '../../../lib/colors.ts';
import { t } from '../../../words/words.ts';
import { CopyBox } from '../AdminFrame.tsx';
import { Fields } from './Fields.tsx';
import type { Field, PartProps } from './field-kinds.ts';
import { Problem } from './Problem.tsx';

const NAME: readonly Field[] = [{ kind: 'text', name: 'name', label: 'Name', most: 80, hint: 'Visitors see it at the head of the chat.' }];
const AROUND: readonly Field[] = [
  { kind: 'choice', name: 'scheme', label: 'Light or dark', choices: { auto: 'As the visitor has it', light: 'Light', dark: 'Dark' } },
  {
    kind: 'choice',
    name: 'launcher',
    label: 'Button that opens the chat',
    choices: { round: 'Our round one', none: 'One of your own' },
  },
];
const PLACE: readonly Field[] = [
  {
    kind: 'choice',
    name: 'position',
    label: 'Side of the page',
    choices: { end: 'Right', start: 'Left' },
    hint: 'On pages that are read from right to left it is the other way round.',
  },
  { kind: 'number', name: 'offsetX', label: 'From the side', unit: 'pixels' },
  { kind: 'number', name: 'offsetY', label: 'From the bottom', unit: 'pixels' },
  {
    kind: 'number',
    name: 'zIndex',
    label: 'Layer',
    hint: 'The z-index: lower it when the chat covers something of yours that should be above it.',
  },
];
const FACES: readonly Field[] = [
  {
    kind: 'text',
    name: 'logo',
    label: 'Logo',
    most: 2_000,
    isUrl: true,
    sample: 'https://shop.example/logo.png',
    hint: 'Address of a square picture, in place of the initials. Your pages load it, this page does not. A content security policy has to allow it.',
  },
  { kind: 'switch', name: 'faces', label: 'Show who is here', hint: 'Names and initials of up to three of you, at the head of the chat.' },
  {
    kind: 'select',
    name: 'language',
    label: 'Language',
    choices: { auto: 'That of the page, else of the browser', en: 'English', fr: 'Français', de: 'Deutsch', es: 'Español', ar: 'العربية' },
  },
];
const BUTTON = '<button type="button" data-parley-open>Chat with us</button>';

function Color({ model, form }: PartProps) {
  return (
    <div class="field">
      <label for="color">{t('Colour')}</label>
      <div class="line">
        <input
          type="color"
          class="swatch"
          aria-label={t('Pick the colour')}
          value={isColor(form.color) ? form.color : '#5b54d6'}
          onInput={(event) => model.edit({ color: event.currentTarget.value })}
        />
        <input
          id="color"
          class="input"
          maxLength={7}
          spellcheck={false}
          value={form.color}
          aria-invalid={model.problemAt('color') !== null}
          aria-describedby="color-hint color-error"
          onInput={(event) => model.edit({ color: event.currentTarget.value.trim().toLowerCase() })}
        />
      </div>
      <p class="hint" id="color-hint">
        {t('What stands on it is black or white, whichever reads better.')}
      </p>
      <Problem model={model} field="color" />
    </div>
  );
}

/** How the chat looks and where it stands. */
export function LooksSection(part: PartProps) {
  return (
    <>
      <Fields {...part} fields={NAME} />
      <Color {...part} />
      <Fields {...part} fields={AROUND} />
      {part.form.launcher === 'none' ? (
        <div class="field">
          <p class="hint">{t('Put this where you want it. Any element with the attribute opens the chat; it may look as you like.')}</p>
          <CopyBox name={t('own button')} text={BUTTON} />
        </div>
      ) : null}
      <Fields {...part} fields={PLACE} />
      <Fields {...part} fields={FACES} />
    </>
  );
}
