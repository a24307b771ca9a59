import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';
import { onColor } from '../lib/colors.ts';
import { t } from '../words/words.ts';
import { Collision } from './Collision.tsx';
import { Composer } from './Composer.tsx';
import { ConversationHead, type PaneProps } from './ConversationHead.tsx';
import { ConversationMarks } from './ConversationMarks.tsx';
import { useInbox } from './context.ts';
import { Log } from './Log.tsx';
import { DecisionQuestions } from './Questions.tsx';

/** The open conversation: its head, its log, and where one writes. */
export function ConversationPane(props: PaneProps) {
  const { listHref, open, session } = useInbox();
  const color = session.sites.value.find(({ siteId }) => siteId === open.place.value?.siteId)?.color ?? DEFAULT_SETTINGS.color;
  if (open.loading.value === 'missing') {
    return (
      <div class="first-steps">
        <h2>{t('There is no such conversation, or it is not yours to see')}</h2>
        <a class="button quiet" href={listHref.value}>
          {t('Back to the list')}
        </a>
      </div>
    );
  }
  return (
    <div class="conversation" style={{ '--site': color, '--on-site': onColor(color) }}>
      <ConversationHead {...props} />
      <ConversationMarks />
      <Log key={open.place.value?.conversationId} />
      <Collision />
      <Composer />
      <DecisionQuestions />
    </div>
  );
}
