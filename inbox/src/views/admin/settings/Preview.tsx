import type { Language } from '@parley/shared-types/model.ts';
import { en, type Words } from '@parley/widget/words/en.ts';
import { useEffect, useState } from 'preact/hooks';
import { isColor, onColor } from '../../../lib/colors.ts';
import { isOpenAt } from '../../../lib/hours.ts';
import { initials } from '../../../lib/names.ts';
import type { SettingsForm } from '../../../lib/settings-form.ts';
import { type PlainPhrase, spokenLanguage, t } from '../../../words/words.ts';

const LANGUAGES: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Words>>> = {
  fr: async () => (await import('@parley/widget/words/fr.ts')).fr,
  de: async () => (await import('@parley/widget/words/de.ts')).de,
  es: async () => (await import('@parley/widget/words/es.ts')).es,
  ar: async () => (await import('@parley/widget/words/ar.ts')).ar,
};

/** The words of the widget itself, in the language that is chosen. */
function useWords(language: SettingsForm['language']): Words {
  const [words, setWords] = useState<Words>(en);
  useEffect(() => {
    let isWanted = true;
    // That of the visitor is not known: it is shown as its owner reads.
    const shown = language === 'auto' ? spokenLanguage() : language;
    const load = shown === 'en' ? async () => en : LANGUAGES[shown];
    // Of a newer release: the words of before stay until the page is loaded again.
    load().then(
      (loaded) => isWanted && setWords(loaded),
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [language]);
  return words;
}

const PATH = 'M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z';

function stateOf({ hours, replyTime }: SettingsForm, words: Words): string {
  return hours && !isOpenAt(hours, Date.now()) ? words.usually(replyTime) : words.hereNow(replyTime);
}

function PreviewPanel({ form, words }: { readonly form: SettingsForm; readonly words: Words }) {
  const title = form.title.trim() || form.name;
  return (
    <div class="preview-panel">
      <div class="preview-head">
        <span class="preview-face">{initials(title)}</span>
        <b>
          <bdi>{title}</bdi>
        </b>
        <span>{stateOf(form, words)}</span>
      </div>
      <div class="bubble visitor" dir="auto">
        {form.greeting.trim() || words.greeting}
      </div>
      <div class="preview-starters">
        {form.starters
          .filter((starter) => starter.trim() !== '')
          .map((starter) => (
            <span key={starter} dir="auto">
              {starter}
            </span>
          ))}
      </div>
      <div class="preview-field" dir="auto">
        {form.placeholder.trim() || words.placeholder}
      </div>
    </div>
  );
}

const SCHEMES = { auto: 'light or dark by the visitor', light: 'light', dark: 'dark' } as const satisfies Record<string, PlainPhrase>;

/** A small page with the chat as it would be. Only words and colours: no picture is loaded from elsewhere. */
export function Preview({ form }: { readonly form: SettingsForm }) {
  const words = useWords(form.language);
  const color = isColor(form.color) ? form.color : '#5b54d6';
  const near = (pixels: number) => `${Math.min(Number.isNaN(pixels) ? 0 : pixels, 120) / 2}px`;
  const side = form.position === 'end' ? t('on the right') : t('on the left');
  return (
    <div
      class="preview"
      role="img"
      aria-label={t('Preview in {color}, {side}, {scheme}', { color, side, scheme: t(SCHEMES[form.scheme]) })}
      dir={words.isRtl ? 'rtl' : 'ltr'}
      data-position={form.position}
      style={{
        '--site': color,
        '--on-site': onColor(color),
        '--x': near(form.offsetX),
        '--y': near(form.offsetY),
        'color-scheme': form.scheme === 'auto' ? 'inherit' : form.scheme,
      }}
    >
      <PreviewPanel form={form} words={words} />
      {form.launcher === 'round' && (
        <span class="preview-launcher">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={PATH} />
          </svg>
        </span>
      )}
    </div>
  );
}
