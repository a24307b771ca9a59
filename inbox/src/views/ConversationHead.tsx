import { useEffect, useRef } from 'preact/hooks';
import { visitorName } from '../lib/names.ts';
import type { Asking } from '../models/decisions.ts';
import { t } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox } from './context.ts';
import { AssignMenu, MoreMenu, SnoozeMenu, TagsMenu } from './DecisionMenus.tsx';
import { Icon } from './Icon.tsx';
import { VerifiedMark } from './VerifiedMark.tsx';

export interface PaneProps {
  readonly isPhone: boolean;
  readonly detailsAreOpen: boolean;
  readonly onDetails: () => void;
}

/** Faces of colleagues who look at this conversation now. */
function Viewers() {
  const { open, viewing } = useInbox();
  const people = viewing.of(open.place.value?.conversationId ?? '');
  return (
    <span class="viewers" aria-live="polite">
      {people.map(({ id, name }) => (
        <span key={id} title={t('{name} looks at this, too', { name })}>
          <Avatar id={id} name={name} />
          <span class="visually-hidden">{t('{name} looks at this, too', { name })}</span>
        </span>
      ))}
    </span>
  );
}

/** Who answers, whether it is done, and in one menu all that is needed less often. */
function Actions() {
  const { colleagues, current, decisions, session } = useInbox();
  const assign = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLButtonElement>(null);
  const row = current.value;
  const isResolved = row?.status === 'resolved';
  const assignee = row?.assignee;
  const isMine = assignee?.id === session.me.value?.operator.id;
  const open = (what: Asking) => {
    colleagues.refresh();
    decisions.ask(what);
  };
  return (
    <>
      <button
        ref={assign}
        type="button"
        class="button quiet assignee"
        aria-haspopup="dialog"
        title={assignee ? t('Answered by {name}', { name: assignee.name }) : t('Nobody answers this yet')}
        onClick={() => open('assign')}
      >
        {assignee ? <Avatar id={assignee.id} name={assignee.name} /> : <Icon name="person" />}
        <span class="assignee-words">
          {assignee ? (
            <>
              <span class="visually-hidden">{t('Assigned to')} </span>
              <bdi>{isMine ? t('You') : assignee.name}</bdi>
            </>
          ) : (
            t('Assign')
          )}
        </span>
      </button>
      <button
        type="button"
        class="button quiet resolve"
        title={isResolved ? t('Open again') : t('Resolve')}
        onClick={decisions.toggleStatus}
      >
        <Icon name={isResolved ? 'reopen' : 'check'} />
        <span class="resolve-words">{isResolved ? t('Open again') : t('Resolve')}</span>
      </button>
      <button ref={more} type="button" class="icon-button" aria-label={t('More')} aria-haspopup="dialog" onClick={() => open('more')}>
        <Icon name="more" />
      </button>
      <AssignMenu anchor={assign} />
      <MoreMenu anchor={more} />
      <TagsMenu anchor={more} />
      <SnoozeMenu anchor={more} />
    </>
  );
}

/** Whose conversation it is, who looks at it, and what may be decided about it. */
export function ConversationHead({ isPhone, detailsAreOpen, onDetails }: PaneProps) {
  const { current, listHref, open, signs, session } = useInbox();
  const title = useRef<HTMLHeadingElement>(null);
  const row = current.value;
  const place = open.place.value;
  const id = place?.conversationId;
  // On a phone the list has gone, and the focus with it.
  useEffect(() => {
    if (isPhone) title.current?.focus();
  }, [id, isPhone]);
  const name = row ? visitorName(row) : t('Visitor');
  const isOnline = row !== null && signs.isOnline(row.siteId, row.visitorId);
  const site = session.sites.value.length > 1 ? session.sites.value.find(({ siteId }) => siteId === place?.siteId) : undefined;
  return (
    <header class="pane-head conversation-head">
      <a class="icon-button only-phone" href={listHref.value} aria-label={t('Back to the list')}>
        <Icon name="back" />
      </a>
      <Avatar id={row?.visitorId ?? ''} name={name} isOnline={isOnline} />
      <div class="conversation-title">
        <h2 ref={title} tabindex={-1}>
          <bdi>{name}</bdi> {row && <VerifiedMark visitorId={row.visitorId} />}
        </h2>
        <p class="hint">
          {session.isAway.value ? t('Not connected') : isOnline ? t('Here now') : t('Away')}
          {site && (
            <>
              {' · '}
              <bdi>{site.name}</bdi>
            </>
          )}
        </p>
      </div>
      <Viewers />
      <Actions />
      <button type="button" class="icon-button" aria-label={t('Details')} aria-expanded={detailsAreOpen} onClick={onDetails}>
        <Icon name="info" />
      </button>
    </header>
  );
}
