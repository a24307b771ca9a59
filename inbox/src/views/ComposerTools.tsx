import type { Mark } from '../lib/markup.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { type FieldProps, useMark } from './ComposerField.tsx';
import { AttachButton } from './ComposerFiles.tsx';
import { useInbox } from './context.ts';
import { EmojiButton } from './EmojiPicker.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { useWriteInto } from './PickList.tsx';

const MARKS: readonly { readonly mark: Mark; readonly icon: IconName; readonly name: PlainPhrase; readonly keys?: string }[] = [
  { mark: 'strong', icon: 'bold', name: 'Bold', keys: 'Ctrl+B' },
  { mark: 'em', icon: 'italic', name: 'Italic', keys: 'Ctrl+I' },
  { mark: 'link', icon: 'link', name: 'Link' },
  { mark: 'list', icon: 'list', name: 'List' },
  { mark: 'quote', icon: 'quote', name: 'Quote' },
  { mark: 'code', icon: 'code', name: 'Code' },
];

function Marks({ field }: FieldProps) {
  const mark = useMark({ field });
  return (
    <>
      {MARKS.map(({ mark: what, icon, name, keys }) => (
        <button
          key={what}
          type="button"
          class="icon-button"
          aria-label={t(name)}
          title={keys ? `${t(name)} (${keys})` : t(name)}
          // What is selected in the field stays selected.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => mark(what)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </>
  );
}

/** Opens the list of canned replies as a `/` does, at the beginning of a word. */
function CannedButton({ field }: FieldProps) {
  const writeInto = useWriteInto(field);
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t('Canned replies')}
      title={t('Canned replies ( / )')}
      onClick={() => {
        const area = field.current;
        if (!area) return;
        const { value, selectionStart: at, selectionEnd } = area;
        const slash = at > 0 && !/\s/.test(value[at - 1] ?? '') ? ' /' : '/';
        const to = at + slash.length;
        writeInto({ text: value.slice(0, at) + slash + value.slice(selectionEnd), from: to, to });
      }}
    >
      <Icon name="canned" />
    </button>
  );
}

interface ToolsProps extends FieldProps {
  readonly hasReplies: boolean;
  readonly onReplies: () => void;
}

/** What can be put into the text, and what sends it. */
export function ComposerTools({ field, hasReplies, onReplies }: ToolsProps) {
  const { composer } = useInbox();
  const isNote = composer.isNote.value;
  return (
    <div class="composer-tools">
      <div class="composer-buttons" role="toolbar" aria-label={t('Put into the text')}>
        {!isNote && <AttachButton />}
        <EmojiButton field={field} />
        <CannedButton field={field} />
        {!isNote && (
          <button
            type="button"
            class="icon-button"
            aria-label={t('Quick replies')}
            title={t('Quick replies')}
            aria-expanded={hasReplies}
            disabled={composer.replies.value.length > 0}
            onClick={onReplies}
          >
            <Icon name="replies" />
          </button>
        )}
        <span class="composer-rule" aria-hidden="true" />
        <Marks field={field} />
      </div>
      <button type="submit" class="button" disabled={!composer.maySend.value}>
        {t('Send')}
      </button>
    </div>
  );
}
