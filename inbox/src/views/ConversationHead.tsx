import { useEffect, useRef } from 'preact/hooks';
import { visitorName } from '../lib/names.ts';
import type { Asking } from '../models/decisions.ts';
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
        <span key={id} title={`${name} looks at this, too`}>
          <Avatar id={id} name={name} />
          <span class="visually-hidden">{name} looks at this, too</span>
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
        title={assignee ? `Answered by ${assignee.name}` : 'Nobody answers this yet'}
        onClick={() => open('assign')}
      >
        {assignee ? <Avatar id={assignee.id} name={assignee.name} /> : <Icon name="person" />}
        <span class="assignee-words">
          {assignee ? (
            <>
              <span class="visually-hidden">Assigned to </span>
              <bdi>{isMine ? 'You' : assignee.name}</bdi>
            </>
          ) : (
            'Assign'
          )}
        </span>
      </button>
      <button type="button" class="button quiet resolve" title={isResolved ? 'Open again' : 'Resolve'} onClick={decisions.toggleStatus}>
        <Icon name={isResolved ? 'reopen' : 'check'} />
        <span class="resolve-words">{isResolved ? 'Open again' : 'Resolve'}</span>
      </button>
      <button ref={more} type="button" class="icon-button" aria-label="More" aria-haspopup="dialog" onClick={() => open('more')}>
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
  const name = row ? visitorName(row) : 'Visitor';
  const isOnline = row !== null && signs.isOnline(row.siteId, row.visitorId);
  const site = session.sites.value.length > 1 ? session.sites.value.find(({ siteId }) => siteId === place?.siteId) : undefined;
  return (
    <header class="pane-head conversation-head">
      <a class="icon-button only-phone" href={listHref.value} aria-label="Back to the list">
        <Icon name="back" />
      </a>
      <Avatar id={row?.visitorId ?? ''} name={name} isOnline={isOnline} />
      <div class="conversation-title">
        <h2 ref={title} tabindex={-1}>
          <bdi>{name}</bdi> {row && <VerifiedMark visitorId={row.visitorId} />}
        </h2>
        <p class="hint">
          {session.isAway.value ? 'Not connected' : isOnline ? 'Here now' : 'Away'}
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
      <button type="button" class="icon-button" aria-label="Details" aria-expanded={detailsAreOpen} onClick={onDetails}>
        <Icon name="info" />
      </button>
    </header>
  );
}
