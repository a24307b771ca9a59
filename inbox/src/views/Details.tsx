import { isVerified } from '@parley/shared-types/model.ts';
import { clientIn, languageName } from '../lib/client-words.ts';
import { visitorName } from '../lib/names.ts';
import { shortTime } from '../lib/time-words.ts';
import { t } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox } from './context.ts';
import { FilesSeen, SamePerson, Segments } from './DetailsMore.tsx';
import { PagesSeen } from './PagesSeen.tsx';
import { VerifiedMark } from './VerifiedMark.tsx';
import { VisitorData } from './VisitorData.tsx';

/** What is known of the visitor and the conversation, and whether somebody vouches for it. */
export function Details() {
  const { current, open, session, signs } = useInbox();
  const row = current.value;
  if (!row) return null;
  const name = visitorName(row);
  const { email, data = {} } = row.profile;
  const { segments, ...said } = data;
  const isTold = Object.keys(row.profile).length > 0;
  const { agent, language } = clientIn(open.log.value.entries);
  const site = session.sites.value.find(({ siteId }) => siteId === row.siteId);
  const facts: (readonly [string, string])[] = [
    [t('E-mail'), email ?? t('Not known')],
    [t('Site'), site?.name ?? ''],
    [t('State'), row.status === 'open' ? t('Open') : t('Resolved')],
    [t('Answered by'), row.assignee?.name ?? t('Nobody yet')],
    [t('First message'), shortTime(row.createdAt)],
    [t('Last entry'), shortTime(row.grownAt)],
    ...(agent ? [[t('Browser'), agent] as const] : []),
    ...(language ? [[t('Language'), languageName(language)] as const] : []),
    ...Object.entries(said).map(([key, value]) => [key, String(value)] as const),
  ];
  return (
    <div class="details-body">
      <div class="details-who">
        <Avatar id={row.visitorId} name={name} isOnline={signs.isOnline(row.siteId, row.visitorId)} />
        <h2>
          <bdi>{name}</bdi> <VerifiedMark visitorId={row.visitorId} />
        </h2>
      </div>
      <dl class="facts">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>
              <bdi>{key}</bdi>
            </dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {isVerified(row.visitorId) ? (
        <p class="hint">{t('Your server vouches for the name and the address.')}</p>
      ) : (
        isTold && <p class="hint">{t('As the visitor or the page said. Nobody has checked it.')}</p>
      )}
      {segments !== undefined && <Segments names={String(segments)} />}
      <PagesSeen siteId={row.siteId} conversationId={row.conversationId} />
      <FilesSeen />
      <SamePerson row={row} />
      <VisitorData key={row.conversationId} row={row} />
    </div>
  );
}
