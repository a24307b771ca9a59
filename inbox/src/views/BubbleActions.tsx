import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BubbleItem } from '../lib/log-items.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { Question } from './Questions.tsx';

interface ActionsProps {
  readonly item: BubbleItem;
  readonly onEdit: () => void;
}

const WORDS = {
  note: {
    edit: 'Edit this note',
    remove: 'Delete this note',
    ask: 'Delete this note?',
    consequence: 'The team does not see it any more.',
  },
  message: {
    edit: 'Edit this message',
    remove: 'Delete this message',
    ask: 'Delete this message?',
    consequence: 'The visitor does not see it any more. A mail that went out stays.',
  },
} as const satisfies Record<string, Readonly<Record<string, PlainPhrase>>>;

/** What its author may still do with a message or note. */
export function BubbleActions({ item, onEdit }: ActionsProps) {
  const { open } = useInbox();
  const [isAsking, setAsking] = useState(false);
  const { entry } = item;
  if (!entry) return null;
  const words = WORDS[item.isNote ? 'note' : 'message'];
  return (
    <span class="bubble-actions">
      {item.text !== '' && (
        <button type="button" class="tick" aria-label={t(words.edit)} title={t('Edit')} onClick={onEdit}>
          <Icon name="edit" />
        </button>
      )}
      <button type="button" class="tick" aria-label={t(words.remove)} title={t('Delete')} onClick={() => setAsking(true)}>
        <Icon name="trash" />
      </button>
      <Question
        isOpen={isAsking}
        title={t(words.ask)}
        words={t(words.consequence)}
        yes={t('Delete')}
        onYes={() => {
          setAsking(false);
          open.send({ kind: 'remove', of: entry.seq });
        }}
        onNo={() => setAsking(false)}
      />
    </span>
  );
}

/** A message in place of itself, to be said otherwise: Enter keeps it, Escape leaves it as it was. */
export function BubbleEditor({ item, onDone }: { readonly item: BubbleItem; readonly onDone: () => void }) {
  const { open } = useInbox();
  const [text, setText] = useState(item.text);
  const field = useRef<HTMLTextAreaElement>(null);
  // One has asked to write here.
  useEffect(() => field.current?.focus(), []);
  const words = text.trim();
  const save = () => {
    if (words === '' || words.length > MAX_TEXT || !item.entry) return;
    if (words !== item.text) open.send({ kind: 'edit', of: item.entry.seq, text: words });
    onDone();
  };
  return (
    <form
      class="bubble-editor"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        class="input"
        aria-label={t('Say it otherwise')}
        dir="auto"
        rows={2}
        value={text}
        ref={field}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === 'Escape') onDone();
          else if (event.key === 'Enter' && !event.shiftKey) save();
          else return;
          event.preventDefault();
        }}
      />
      <div class="question-buttons">
        <button type="submit" class="button" disabled={words === '' || words.length > MAX_TEXT}>
          {t('Save')}
        </button>
        <button type="button" class="button quiet" onClick={onDone}>
          {t('Cancel')}
        </button>
      </div>
    </form>
  );
}
