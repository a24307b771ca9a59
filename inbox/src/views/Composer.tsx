import { useEffect, useRef, useState } from 'preact/hooks';
import { destinationOf } from '../lib/destination.ts';
import { t } from '../words/words.ts';
import { ComposerField, ComposerPreview, ComposerWarnings } from './ComposerField.tsx';
import { ComposerFiles } from './ComposerFiles.tsx';
import { ComposerTools } from './ComposerTools.tsx';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { QuickReplies } from './QuickReplies.tsx';

/** Where the answer goes, before it is written. */
function Destination() {
  const { composer, current, signs, session } = useInbox();
  const row = current.value;
  const { words, address } = destinationOf({
    isNote: composer.isNote.value,
    isHere: row !== null && signs.isOnline(row.siteId, row.visitorId),
    isBlocked: row?.isBlocked ?? false,
    email: row?.profile.email,
    mails: session.me.value?.channels.email ?? false,
  });
  const [before = '', after = ''] = address === null ? [words] : words.split('@');
  return (
    <>
      {before}
      {address !== null && <bdi>{address}</bdi>}
      {after}
    </>
  );
}

function KindChoice() {
  const { composer } = useInbox();
  const isNote = composer.isNote.value;
  const waits = composer.otherWaits.value && <span class="draft-dot" role="img" aria-label={t('Has a draft')} title={t('Has a draft')} />;
  return (
    <fieldset class="segments kinds">
      <legend class="visually-hidden">{t('What you write')}</legend>
      <label>
        <input type="radio" name="kind" checked={!isNote} onChange={() => composer.setNote(false)} />
        <span>
          <Icon name="reply" /> {t('Reply')} {isNote && waits}
        </span>
      </label>
      <label>
        <input type="radio" name="kind" checked={isNote} onChange={() => composer.setNote(true)} />
        <span>
          <Icon name="lock" /> {t('Note')} {!isNote && waits}
        </span>
      </label>
    </fieldset>
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
  const field = useRef<HTMLTextAreaElement>(null);
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
      <ComposerPreview />
      <div class="composer-line">
        <ComposerField field={field} />
      </div>
      <ComposerWarnings field={field} />
      <ComposerTools field={field} hasReplies={hasReplies} onReplies={() => setWantsReplies(!wantsReplies)} />
    </form>
  );
}
