import { MAX_REPLIES } from '@parley/shared-types/protocol.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';

/** Answers that the visitor may give by one click: one row more than there are, as long as there is room. */
export function QuickReplies() {
  const { composer } = useInbox();
  const replies = composer.replies.value;
  const rows = [...replies, ''].slice(0, MAX_REPLIES);
  const write = (index: number, text: string) => {
    const next = rows.map((before, at) => (at === index ? text : before));
    composer.setReplies(next.filter((reply, at) => reply !== '' && (reply.trim() !== '' || at === index)));
  };
  return (
    <fieldset class="reply-rows">
      <legend class="hint">{t('Answers to choose from')}</legend>
      {rows.map((reply, index) => (
        <input
          key={index}
          class="input"
          dir="auto"
          maxLength={80}
          autocomplete="off"
          aria-label={t('Answer {number}', { number: index + 1 })}
          value={reply}
          onInput={(event) => write(index, event.currentTarget.value)}
        />
      ))}
    </fieldset>
  );
}
