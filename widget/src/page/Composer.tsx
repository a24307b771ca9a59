import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import { useRef, useState } from 'preact/hooks';

interface ComposerProps {
  readonly onSend: (text: string) => void;
  readonly onTyping: (on: boolean) => void;
}

const TYPING_AGAIN_MS = 3_000;

/** Enter sends, Shift+Enter breaks the line; an input method that composes is left alone. */
export function Composer({ onSend, onTyping }: ComposerProps) {
  const [text, setText] = useState('');
  const toldAt = useRef(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = () => {
    if (text.trim() === '') return;
    onSend(text.trim());
    onTyping(false);
    toldAt.current = 0;
    setText('');
    field.current?.focus();
  };
  const write = (value: string) => {
    setText(value);
    if (Date.now() - toldAt.current < TYPING_AGAIN_MS) return;
    toldAt.current = Date.now();
    onTyping(true);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span>Message</span>
        <textarea
          ref={field}
          rows={1}
          maxLength={MAX_TEXT}
          placeholder="Write a message"
          value={text}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
      </label>
      <button type="submit" disabled={text.trim() === ''}>
        Send
      </button>
    </form>
  );
}
