import { useEffect } from 'preact/hooks';
import { clockTime } from '../lib/time-words.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { pathWords } from './VisitorsPage.tsx';

/** The pages a visitor looked at while the inbox was open; nothing where the site does not want it. */
export function PagesSeen({ siteId, conversationId }: { readonly siteId: string; readonly conversationId: string }) {
  const { visits, session } = useInbox();
  const isOnline = session.link.value === 'online';
  useEffect(() => {
    if (isOnline) visits.ask(siteId);
  }, [siteId, conversationId, isOnline]);
  const walk = visits.walkOf(conversationId);
  if (!walk) return null;
  return (
    <section aria-labelledby="pages-seen">
      <h3 id="pages-seen">{t('Pages seen')}</h3>
      <ol class="pages-seen">
        {walk.pages.map(({ url, title, at }) => (
          <li key={at} title={url}>
            <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
            <span>
              <bdi>{title || pathWords(url)}</bdi>
              <span class="hint">
                <bdi>{pathWords(url)}</bdi>
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
