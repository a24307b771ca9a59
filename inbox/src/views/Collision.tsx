import { answeredBehind } from '../lib/collision.ts';
import { sinceWords } from '../lib/time-words.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** Asks whether an answer still goes out, when a colleague has answered while it was written. Nothing is lost by either choice. */
export function Collision() {
  const { composer, open, session } = useInbox();
  const item = open.question.value;
  if (item?.body.kind !== 'message') return null;
  const { text, files = [] } = item.body;
  const answer = answeredBehind(open.log.value.entries, item.body.after ?? 0, session.me.value?.operator.id ?? null);
  return (
    <div class="collision" role="alertdialog" aria-label={t('A colleague has answered')}>
      <p>
        <Icon name="warning" />
        <span>
          {answer
            ? t('{name} answered {when}. Send yours anyway?', { name: answer.name, when: sinceWords(Date.now(), answer.at) })
            : t('A colleague answered meanwhile. Send yours anyway?')}
        </span>
      </p>
      <div class="question-buttons">
        <button type="button" class="button" onClick={() => open.sendAnyway(item.clientMsgId)}>
          {t('Send anyway')}
        </button>
        {/* Files that were handed over cannot be put back beside a draft. */}
        {files.length === 0 && (
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              composer.takeBack(text);
              open.discard(item.clientMsgId);
            }}
          >
            {t('Keep as draft')}
          </button>
        )}
      </div>
    </div>
  );
}
