import type { ConversationRow } from '@parley/shared-types/model.ts';
import { useEffect, useState } from 'preact/hooks';
import { ConversationView } from './ConversationView.tsx';
import { callApi } from './form.ts';
import type { InboxSession } from './inbox-session.ts';

async function signOut(): Promise<void> {
  await callApi('DELETE', '/api/session');
  location.assign('/inbox/login');
}

function isUnread({ headSeq, excerptBy, registers }: ConversationRow): boolean {
  return excerptBy === 'visitor' && registers.operators.read < headSeq;
}

function Row({ row, isOpen, onOpen }: { row: ConversationRow; isOpen: boolean; onOpen: () => void }) {
  const state = row.status === 'resolved' ? 'Resolved. ' : '';
  return (
    <li>
      <button type="button" aria-current={isOpen ? 'true' : undefined} class={isUnread(row) ? 'unread' : ''} onClick={onOpen}>
        <b>Visitor {row.visitorId.slice(0, 6)}</b>
        <small>{`${state}${isUnread(row) ? 'New: ' : ''}${row.excerpt}`}</small>
      </button>
    </li>
  );
}

/** The plain operator page: list, conversation, reply. */
export function Inbox({ session }: { session: InboxSession }) {
  const [, again] = useState(0);
  useEffect(() => session.subscribe(() => again((count) => count + 1)), [session]);
  const { link, me, rows, open, typing } = session.state();
  return (
    <div class="inbox">
      <header>
        <h1>Inbox</h1>
        {link === 'offline' && (
          <span class="offline" role="status">
            Disconnected. What you write is kept.
          </span>
        )}
        <span>{me?.operator.name}</span>
        <button type="button" class="plain" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
      <ul class="list" aria-label="Conversations">
        {rows.length === 0 && <li class="empty">No conversations yet. Open the chat page and write the first message.</li>}
        {rows.map((row) => (
          <Row
            key={row.conversationId}
            row={row}
            isOpen={open?.place.conversationId === row.conversationId}
            onOpen={() => session.open(row)}
          />
        ))}
      </ul>
      {open ? (
        <ConversationView key={open.place.conversationId} open={open} session={session} typing={typing} me={me?.operator.id ?? null} />
      ) : (
        <p class="nothing">Choose a conversation.</p>
      )}
    </div>
  );
}
