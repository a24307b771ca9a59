import { isOpenWire } from '../lib/routes.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** What concerns the whole inbox, above it: never over the text. */
export function Bars() {
  const { session, attention } = useInbox();
  return (
    <section aria-label={t('Notices')}>
      {isOpenWire(location) && (
        <p class="bar warn">
          <Icon name="warning" /> {t('This connection is not encrypted. Use https before you answer real visitors.')}
        </p>
      )}
      <div role="status">
        {session.isAway.value && (
          <p class="bar away">
            <Icon name="warning" /> {t('Disconnected. What you write is kept.')}
          </p>
        )}
      </div>
      {attention.mayAsk.value && (
        <div class="bar ask">
          <Icon name="bell" />
          <span>{t('Tell you on this desktop when a visitor writes?')}</span>
          <button type="button" class="button" onClick={() => void attention.ask()}>
            {t('Turn on notifications')}
          </button>
          <button type="button" class="button quiet" onClick={attention.decline}>
            {t('No, thanks')}
          </button>
        </div>
      )}
    </section>
  );
}
