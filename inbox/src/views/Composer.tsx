import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** Where the answer goes, before it is written. */
function Destination() {
  const { composer, current, signs, session } = useInbox();
  const row = current.value;
  const email = row?.profile.email;
  if (composer.isNote.value) return <>Only operators see this.</>;
  if (row && signs.isOnline(row.siteId, row.visitorId)) return <>They are here: shown in the chat now.</>;
  if (email !== undefined && session.me.value?.channels.email) {
    return (
      <>
        By e-mail to <bdi>{email}</bdi> when they stay away.
      </>
    );
  }
  return <>They are away: shown when they return.</>;
}

function KindChoice() {
  const { composer } = useInbox();
  const isNote = composer.isNote.value;
  return (
    <fieldset class="segments kinds">
      <legend class="visually-hidden">What you write</legend>
      <label>
        <input type="radio" name="kind" checked={!isNote} onChange={() => composer.setNote(false)} />
        <span>
          <Icon name="reply" /> Reply
        </span>
      </label>
      <label>
        <input type="radio" name="kind" checked={isNote} onChange={() => composer.setNote(true)} />
        <span>
          <Icon name="lock" /> Note
        </span>
      </label>
    </fieldset>
  );
}

function Field() {
  const { composer } = useInbox();
  const field = useRef<HTMLTextAreaElement>(null);
  const text = composer.text.value;
  const isNote = composer.isNote.value;
  useLayoutEffect(() => {
    const area = field.current;
    // Where the style sheet can say it, nothing has to be measured.
    if (!area || CSS.supports('field-sizing', 'content')) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  }, [text]);
  return (
    <textarea
      ref={field}
      class="input"
      rows={1}
      dir="auto"
      aria-label={isNote ? 'Note' : 'Message'}
      aria-describedby="destination"
      placeholder={isNote ? 'What should the team know?' : 'Write your answer'}
      value={text}
      onInput={(event) => composer.type(event.currentTarget.value)}
      onKeyDown={(event) => {
        // With an input method Enter chooses a word.
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
        event.preventDefault();
        composer.send();
      }}
    />
  );
}

/** Writes replies and notes; which of the two is said by colour and by word. */
export function Composer() {
  const { composer } = useInbox();
  const isTooLong = composer.isTooLong.value;
  return (
    <form
      class={composer.isNote.value ? 'composer is-note' : 'composer'}
      onSubmit={(event) => {
        event.preventDefault();
        composer.send();
      }}
    >
      <div class="composer-top">
        <KindChoice />
        <span class="destination" id="destination">
          <Destination />
        </span>
      </div>
      <div class="composer-line">
        <Field />
        <button type="submit" class="button" disabled={composer.text.value.trim() === '' || isTooLong}>
          Send
        </button>
      </div>
      {isTooLong && (
        <p class="error" role="alert">
          At most {MAX_TEXT.toLocaleString('en')} characters fit; {(composer.text.value.trim().length - MAX_TEXT).toLocaleString('en')} are
          too many.
        </p>
      )}
    </form>
  );
}
