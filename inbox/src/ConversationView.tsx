import type { EntryView, OperatorId } from '@parley/shared-types/model.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { InboxSession, OpenConversation } from './inbox-session.ts';

interface ViewProps {
  readonly open: OpenConversation;
  readonly session: InboxSession;
  readonly typing: string | null;
  readonly me: OperatorId | null;
}

const WORDS = { waiting: 'Waiting', accepted: 'Sent', failed: 'Not sent. Your text is kept.' } as const;

function Entry({ entry, me }: { entry: EntryView; me: OperatorId | null }) {
  if (entry.kind === 'hidden' || entry.body.kind === 'profile') return null;
  if (entry.body.kind === 'status') return <li class="event">{entry.body.status === 'resolved' ? 'Resolved' : 'Opened again'}</li>;
  const note = entry.body.kind === 'note' ? ' note' : '';
  const own = entry.author.id === me ? ' own' : '';
  return (
    <li class={`bubble${own}${note}`}>
      <span class="who">{`${entry.author.name ?? 'Visitor'}${note && ' - note, only for operators'}`}</span>
      {entry.body.text}
    </li>
  );
}

function Composer({ open, session }: Pick<ViewProps, 'open' | 'session'>) {
  const [text, setText] = useState('');
  const [isNote, setNote] = useState(false);
  const send = () => {
    if (text.trim() === '') return;
    open.conversation.send({ kind: isNote ? 'note' : 'message', text: text.trim() });
    session.typing(false);
    setText('');
  };
  return (
    <form
      class={isNote ? 'composer note' : 'composer'}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span class="name">{isNote ? 'Note' : 'Message'}</span>
        <textarea
          rows={2}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            if (!isNote) session.typing(true);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
      </label>
      <label class="check">
        <input type="checkbox" checked={isNote} onChange={(event) => setNote(event.currentTarget.checked)} /> Only for operators
      </label>
      <button type="button" class="plain" onClick={() => open.conversation.send({ kind: 'status', status: 'resolved' })}>
        Resolve
      </button>
      <button type="submit" disabled={text.trim() === ''}>
        Send
      </button>
    </form>
  );
}

/** One conversation with its composer. */
export function ConversationView({ open, session, typing, me }: ViewProps) {
  const { entries, pending } = open.conversation.state();
  const list = useRef<HTMLUListElement>(null);
  const last = entries.at(-1)?.seq ?? 0;
  const count = entries.length + pending.length;
  useEffect(() => {
    if (last > 0) session.seen(last);
  }, [session, last]);
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [count]);
  return (
    <main class="conversation">
      <ul class="log" ref={list} role="log" aria-label="Conversation">
        {entries.map((entry) => (
          <Entry key={entry.seq} entry={entry} me={me} />
        ))}
        {pending.map(({ clientMsgId, body, state }) => (
          <li key={clientMsgId} class="bubble own">
            {body.kind === 'status' ? 'Resolve' : body.text}
            <span class="who">{WORDS[state]}</span>
            {state === 'failed' && (
              <button type="button" class="plain" onClick={() => open.conversation.retry(clientMsgId)}>
                Try again
              </button>
            )}
          </li>
        ))}
      </ul>
      <p class="typing" aria-live="polite">
        {typing !== null && `${typing} is writing`}
      </p>
      <Composer open={open} session={session} />
    </main>
  );
}
