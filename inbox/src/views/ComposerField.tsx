import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { leftIn } from '../lib/canned.ts';
import { hasMarks, type Mark, withMark } from '../lib/markup.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { usePickList, useWriteInto } from './PickList.tsx';
import { useCannedPicker, useMentionPicker } from './pickers.tsx';
import { Rich } from './Rich.tsx';

export interface FieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

/** Marks what is selected in the field. */
export function useMark({ field }: FieldProps): (mark: Mark) => void {
  const writeInto = useWriteInto(field);
  return (mark) => {
    const area = field.current;
    if (area) writeInto(withMark({ text: area.value, from: area.selectionStart, to: area.selectionEnd }, mark));
  };
}

const MARK_KEYS: Readonly<Record<string, Mark>> = { b: 'strong', i: 'em' };

/** Where the style sheet cannot say it, the field is measured to be as high as its text. */
function useHeight({ field }: FieldProps, text: string): void {
  useLayoutEffect(() => {
    const area = field.current;
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [text]);
}

/** The text field, and what is offered while one writes in it. */
export function ComposerField({ field }: FieldProps) {
  const { attachments, composer } = useInbox();
  const text = composer.text.value;
  const isNote = composer.isNote.value;
  const picks = usePickList(field, text, [useCannedPicker(), useMentionPicker()]);
  const mark = useMark({ field });
  useHeight({ field }, text);
  return (
    <>
      {picks.list}
      <textarea
        ref={field}
        class="input"
        rows={1}
        dir="auto"
        aria-label={isNote ? t('Note') : t('Message')}
        aria-describedby="destination"
        {...picks.aria}
        placeholder={isNote ? t('What should the team know? @ names a colleague') : t('Write your answer, or / for a canned reply')}
        value={text}
        onInput={(event) => composer.type(event.currentTarget.value)}
        onPaste={(event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          // A table copied from a sheet is a picture as well: its words are meant.
          if (files.length === 0 || isNote || event.clipboardData?.types.includes('text/plain')) return;
          event.preventDefault();
          attachments.add(files);
        }}
        onKeyDown={(event) => {
          if (picks.onKeyDown(event)) return;
          const marked =
            (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey ? MARK_KEYS[event.key.toLowerCase()] : undefined;
          // With an input method Enter chooses a word.
          if (!marked && (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)) return;
          event.preventDefault();
          if (marked) mark(marked);
          else composer.send();
        }}
      />
    </>
  );
}

/** The text as the other side reads it, as soon as that is not what is written. */
export function ComposerPreview() {
  const { composer } = useInbox();
  const text = composer.text.value;
  if (!hasMarks(text)) return null;
  return (
    // A long one is scrolled by keyboard.
    <section class="composer-preview rich" aria-label={t('As it is read')} tabindex={0}>
      <Rich text={text} />
    </section>
  );
}

/** What is wrong with the text, before it is sent. */
export function ComposerWarnings({ field }: FieldProps) {
  const { composer } = useInbox();
  const writeInto = useWriteInto(field);
  const text = composer.text.value;
  const left = leftIn(text);
  return (
    <>
      {left.length > 0 && (
        <p class="composer-warning" role="status">
          <Icon name="warning" />
          <span>{t('Not filled in, and sent as it stands:')}</span>
          {left.map((name) => (
            <button
              key={name}
              type="button"
              class="link-button"
              onClick={() => writeInto({ text, from: text.indexOf(name), to: text.indexOf(name) + name.length })}
            >
              {name}
            </button>
          ))}
        </p>
      )}
      {composer.isTooLong.value && (
        <p class="error" role="alert">
          {t('At most {most} characters fit; {over} are too many.', { most: MAX_TEXT, over: text.trim().length - MAX_TEXT })}
        </p>
      )}
    </>
  );
}
