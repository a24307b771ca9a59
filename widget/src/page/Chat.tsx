import type { EntryView, Registers } from '@parley/shared-types/model.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Pending } from '../core/outbox.ts';
import type { VisitorBody, VisitorSession, VisitorState } from '../core/visitor-session.ts';
import { Composer } from './Composer.tsx';

/** Reads a session's state and renders again with each change. */
export function useSession(session: VisitorSession): VisitorState {
  const [, again] = useState(0);
  useEffect(() => session.subscribe(() => again((count) => count + 1)), [session]);
  return session.state();
}

function headline({ link, operatorsOnline }: VisitorState): string {
  if (link === 'connecting') return 'Connecting';
  return operatorsOnline ? 'Somebody is here' : 'Nobody is here just now. Your message is kept.';
}

function Entry({ entry }: { entry: EntryView }) {
  if (entry.kind === 'hidden' || entry.body.kind === 'profile') return null;
  if (entry.body.kind === 'status')
    return <li class="event">{entry.body.status === 'resolved' ? 'Marked as resolved' : 'Opened again'}</li>;
  const own = entry.author.kind === 'visitor';
  return (
    <li class={own ? 'bubble own' : 'bubble'}>
      {!own && entry.author.name && <span class="who">{entry.author.name}</span>}
      {entry.body.text}
    </li>
  );
}

const WORDS = { waiting: 'Waiting', accepted: 'Sent', failed: 'Not sent. Your text is kept.' } as const;

function Unsent({ item, session }: { item: Pending<VisitorBody>; session: VisitorSession }) {
  return (
    <>
      {typeof item.body === 'string' && <li class="bubble own">{item.body}</li>}
      <li class={`state ${item.state}`}>
        {WORDS[item.state]}
        {item.state === 'failed' && (
          <button type="button" class="plain" onClick={() => session.retry(item.clientMsgId)}>
            Try again
          </button>
        )}
      </li>
    </>
  );
}

/** The state in words under the last own message. */
function ownState(entries: readonly EntryView[], { operators }: Registers): string | null {
  const last = entries.findLast((entry) => entry.kind === 'entry' && entry.body.kind === 'message');
  if (last?.kind !== 'entry' || last.author.kind !== 'visitor') return null;
  if (operators.read >= last.seq) return 'Read';
  return operators.delivered >= last.seq ? 'Delivered' : 'Sent';
}

function Log({ state, session }: { state: VisitorState; session: VisitorSession }) {
  const { entries, pending, registers } = state;
  const list = useRef<HTMLUListElement>(null);
  const count = entries.length + pending.length;
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [count]);
  const below = pending.length === 0 ? ownState(entries, registers) : null;
  return (
    <ul class="log" ref={list} role="log" aria-live="polite" aria-label="Conversation">
      {count === 0 && <li class="empty">Ask us anything. You can close this page and come back: the conversation stays.</li>}
      {entries.map((entry) => (
        <Entry key={entry.seq} entry={entry} />
      ))}
      {pending.map((item) => (
        <Unsent key={item.clientMsgId} item={item} session={session} />
      ))}
      {below && <li class="state">{below}</li>}
    </ul>
  );
}

/** The plain chat page. */
export function Chat({ session }: { session: VisitorSession }) {
  const state = useSession(session);
  const last = state.entries.at(-1)?.seq ?? 0;
  useEffect(() => session.seen(last), [session, last]);
  return (
    <main class="chat">
      <header>
        <h1>Chat with us</h1>
        <p>{headline(state)}</p>
      </header>
      {state.link === 'offline' && (
        <div class="offline" role="status">
          Offline. Your message is kept and sent when you are back.
        </div>
      )}
      <Log state={state} session={session} />
      <p class="typing" aria-live="polite">
        {state.typing !== null && `${state.typing || 'Somebody'} is writing`}
      </p>
      <Composer onSend={(text) => session.send(text)} onTyping={(on) => session.typing(on)} />
    </main>
  );
}
