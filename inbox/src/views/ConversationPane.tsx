import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';
import { useEffect, useRef } from 'preact/hooks';
import { onColor } from '../lib/colors.ts';
import { visitorName } from '../lib/names.ts';
import { HOME } from '../lib/routes.ts';
import { Avatar } from './Avatar.tsx';
import { Composer } from './Composer.tsx';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';
import { Log } from './Log.tsx';
import { toggleStatus } from './use-keys.ts';
import { VerifiedMark } from './VerifiedMark.tsx';

interface PaneProps {
  readonly isPhone: boolean;
  readonly detailsAreOpen: boolean;
  readonly onDetails: () => void;
}

function Head({ isPhone, detailsAreOpen, onDetails }: PaneProps) {
  const inbox = useInbox();
  const { current, open, signs, session } = inbox;
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
  const isResolved = row?.status === 'resolved';
  return (
    <header class="pane-head conversation-head">
      <a class="icon-button only-phone" href={HOME} aria-label="Back to the list">
        <Icon name="back" />
      </a>
      <Avatar id={row?.visitorId ?? ''} name={name} isOnline={isOnline} />
      <div class="conversation-title">
        <h2 ref={title} tabindex={-1}>
          <bdi>{name}</bdi> {row && <VerifiedMark visitorId={row.visitorId} />}
        </h2>
        <p class="hint">
          {isOnline ? 'Here now' : 'Away'}
          {site && (
            <>
              {' · '}
              <bdi>{site.name}</bdi>
            </>
          )}
        </p>
      </div>
      <button type="button" class="button quiet" onClick={() => toggleStatus(inbox)}>
        <Icon name={isResolved ? 'reopen' : 'check'} />
        {isResolved ? 'Open again' : 'Resolve'}
      </button>
      <button type="button" class="icon-button" aria-label="Details" aria-expanded={detailsAreOpen} onClick={onDetails}>
        <Icon name="info" />
      </button>
    </header>
  );
}

/** The open conversation: its head, its log, and where one writes. */
export function ConversationPane(props: PaneProps) {
  const { open, session } = useInbox();
  const color = session.sites.value.find(({ siteId }) => siteId === open.place.value?.siteId)?.color ?? DEFAULT_SETTINGS.color;
  if (open.loading.value === 'missing') {
    return (
      <div class="first-steps">
        <h2>There is no such conversation, or it is not yours to see</h2>
        <a class="button quiet" href={HOME}>
          Back to the list
        </a>
      </div>
    );
  }
  return (
    <div class="conversation" style={{ '--site': color, '--on-site': onColor(color) }}>
      <Head {...props} />
      <Log key={open.place.value?.conversationId} />
      <Composer />
    </div>
  );
}
