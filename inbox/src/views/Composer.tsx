import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { AttachButton, ComposerFiles } from './ComposerFiles.tsx';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { MentionPicker } from './MentionPicker.tsx';
import { QuickReplies } from './QuickReplies.tsx';

/** Where the answer goes, before it is written. */
function Destination() {
  const { composer, current, signs, session } = useInbox();
  const row = current.value;
  const email = row?.profile.email;
  if (composer.isNote.value) return <>Only operators see this.</>;
  if (session.isAway.value) return <>It goes out when the connection is back.</>;
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
  const { attachments, composer } = useInbox();
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
    <>
      <MentionPicker field={field} />
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
        onPaste={(event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          // A table copied from a sheet is a picture as well: its words are meant.
          if (files.length === 0 || isNote || event.clipboardData?.types.includes('text/plain')) return;
          event.preventDefault();
          attachments.add(files);
        }}
        onKeyDown={(event) => {
          // With an input method Enter chooses a word.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          composer.send();
        }}
      />
    </>
  );
}

function TooLong() {
  const { composer } = useInbox();
  if (!composer.isTooLong.value) return null;
  return (
    <p class="error" role="alert">
      At most {MAX_TEXT.toLocaleString('en')} characters fit; {(composer.text.value.trim().length - MAX_TEXT).toLocaleString('en')} are too
      many.
    </p>
  );
}

/** Takes files that are dropped anywhere on it; a note carries none. */
function useDrop() {
  const { attachments, composer } = useInbox();
  const [isOver, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => !composer.isNote.peek() && event.dataTransfer?.types.includes('Files') === true;
  return {
    isOver,
    onDragOver(event: DragEvent) {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      attachments.add([...(event.dataTransfer?.files ?? [])]);
    },
  };
}

/** Writes replies and notes; which of the two is said by colour and by word. */
export function Composer() {
  const { attachments, composer, open } = useInbox();
  const isNote = composer.isNote.value;
  const { isOver, ...drop } = useDrop();
  const [wantsReplies, setWantsReplies] = useState(false);
  const siteId = open.place.value?.siteId;
  useEffect(() => attachments.learn(), [siteId]);
  const hasReplies = !isNote && (wantsReplies || composer.replies.value.length > 0);
  return (
    <form
      class={`composer${isNote ? ' is-note' : ''}${isOver ? ' is-over' : ''}`}
      {...drop}
      onSubmit={(event) => {
        event.preventDefault();
        composer.send();
        setWantsReplies(false);
      }}
    >
      <div class="composer-top">
        <KindChoice />
        <span class="destination" id="destination">
          <Destination />
        </span>
      </div>
      {!isNote && <ComposerFiles />}
      {hasReplies && <QuickReplies />}
      <div class="composer-line">
        {!isNote && (
          <>
            <AttachButton />
            <button
              type="button"
              class="icon-button"
              aria-label="Quick replies"
              title="Quick replies"
              aria-expanded={hasReplies}
              disabled={composer.replies.value.length > 0}
              onClick={() => setWantsReplies(!wantsReplies)}
            >
              <Icon name="replies" />
            </button>
          </>
        )}
        <Field />
        <button type="submit" class="button" disabled={!composer.maySend.value}>
          Send
        </button>
      </div>
      <TooLong />
    </form>
  );
}
