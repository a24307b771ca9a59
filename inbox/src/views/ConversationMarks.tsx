import { momentWords } from '../lib/time-words.ts';
import { isSnoozed } from '../lib/views.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** What was decided about the conversation and still holds: tags, a snooze, spam, a block. Nothing when nothing does. */
export function ConversationMarks() {
  const { colleagues, current, decisions, now } = useInbox();
  const row = current.value;
  if (!row) return null;
  const tags = decisions.tags.value;
  const { snoozedUntil, isSpam, isBlocked } = row;
  const until = isSnoozed(row, now.value) ? snoozedUntil : null;
  if (tags.length === 0 && until === null && !isSpam && !isBlocked) return null;
  const colorOf = (tag: string) => colleagues.tags.value.find(({ name }) => name === tag)?.color ?? 'var(--quiet)';
  return (
    <ul class="marks" aria-label={t('Decided')}>
      {isSpam && (
        <li class="mark bad">
          <Icon name="warning" /> {t('Spam')}
        </li>
      )}
      {isBlocked && (
        <li class="mark bad">
          <Icon name="lock" /> {t('Visitor is blocked')}
        </li>
      )}
      {until !== null && (
        <li class="mark">
          <Icon name="clock" /> {t('Snoozed until {when}', { when: momentWords(until) })}
          <button type="button" class="link-button" onClick={() => decisions.snooze(null)}>
            {t('Wake')}
          </button>
        </li>
      )}
      {tags.map((tag) => (
        <li key={tag} class="mark">
          <span class="site-dot" style={{ '--dot': colorOf(tag) }} />
          <bdi>{tag}</bdi>
          <button type="button" class="mark-close" aria-label={t('Remove the tag {tag}', { tag })} onClick={() => decisions.removeTag(tag)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
