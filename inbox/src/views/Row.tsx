import type { ConversationRow } from '@parley/shared-types/model.ts';
import { initials, visitorName } from '../lib/names.ts';
import { isUnread } from '../lib/rows.ts';
import { fullTime, shortTime } from '../lib/time-words.ts';
import { type PlainPhrase, t } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { memo } from './memo.ts';

const WHO = { visitor: null, operator: 'Team:', bot: 'Bot:', system: null } as const satisfies Record<string, PlainPhrase | null>;

function Excerpt({ row, isWriting }: { readonly row: ConversationRow; readonly isWriting: boolean }) {
  if (isWriting) return <span class="excerpt writing">{t('writing...')}</span>;
  const who = WHO[row.excerptBy];
  return (
    <span class="excerpt">
      {row.status === 'resolved' && (
        <span class="resolved">
          <Icon name="check" />
          {t('Resolved')}{' '}
        </span>
      )}
      {who && `${t(who)} `}
      <bdi>{row.excerpt || t('No message yet')}</bdi>
    </span>
  );
}

interface RowProps {
  readonly row: ConversationRow;
  readonly href: string;
  readonly isOpen: boolean;
  readonly isOnline: boolean;
  readonly isWriting: boolean;
  readonly isCalled: boolean;
  readonly ago: string;
  /** Only where there are several sites. */
  readonly site: { readonly name: string; readonly color: string } | null;
}

/** What operators decided about it: when it comes back, its tags, who answers. */
function Decided({ row: { assignee, tags, snoozedUntil } }: Pick<RowProps, 'row'>) {
  const [tag] = tags;
  return (
    <>
      {snoozedUntil !== null && (
        <span class="row-mark" title={t('Snoozed until {when}', { when: shortTime(snoozedUntil) })}>
          <Icon name="clock" />
          <span class="visually-hidden">{t('Snoozed ¦ one')}</span>
        </span>
      )}
      {tag !== undefined && (
        <span class="row-tag" title={tags.join(', ')}>
          <bdi>{tag}</bdi>
          {tags.length > 1 && ` +${tags.length - 1}`}
        </span>
      )}
      {assignee && (
        <span class="row-who" title={t('{name} answers', { name: assignee.name })}>
          <span aria-hidden="true">{initials(assignee.name)}</span>
          <span class="visually-hidden">{t('{name} answers', { name: assignee.name })}</span>
        </span>
      )}
    </>
  );
}

/** One conversation of the list. */
export const Row = memo(({ row, href, isOpen, isOnline, isWriting, isCalled, ago, site }: RowProps) => {
  const name = visitorName(row);
  const unread = isUnread(row);
  return (
    <a class={unread ? 'row unread' : 'row'} href={href} aria-current={isOpen ? 'true' : undefined}>
      <Avatar id={row.visitorId} name={name} isOnline={isOnline} />
      <span class="row-name">
        <bdi>{name}</bdi>
        {isOnline && <span class="visually-hidden"> {t('is here')}</span>}
      </span>
      <time class="row-time" dateTime={new Date(row.grownAt).toISOString()} title={fullTime(row.grownAt)}>
        {ago}
      </time>
      <Excerpt row={row} isWriting={isWriting} />
      <span class="row-marks">
        <Decided row={row} />
        {site && (
          <span class="site-dot" style={{ '--dot': site.color }} title={site.name}>
            <span class="visually-hidden">{site.name}</span>
          </span>
        )}
        {isCalled && (
          <span class="called" title={t('A colleague named you in a note')}>
            @<span class="visually-hidden"> {t('A colleague named you')}</span>
          </span>
        )}
        {unread && (
          <span class="unread-dot">
            <span class="visually-hidden">{t('Unread ¦ one')}</span>
          </span>
        )}
      </span>
    </a>
  );
});
