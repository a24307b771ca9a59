import type { Via } from '@parley/shared-types/model.ts';
import type { Pending } from '@parley/widget/core/outbox.ts';
import { useState } from 'preact/hooks';
import { isEmojiOnly } from '../lib/links.ts';
import type { Body, BubbleItem } from '../lib/log-items.ts';
import type { Person } from '../lib/mentions.ts';
import { clockTime, fullTime } from '../lib/time-words.ts';
import { type PlainPhrase, t, tn } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { BubbleActions, BubbleEditor } from './BubbleActions.tsx';
import { useInbox } from './context.ts';
import { DeliveryTick } from './DeliveryTick.tsx';
import { Icon } from './Icon.tsx';
import { MessageFiles } from './MessageFiles.tsx';
import { Rich } from './Rich.tsx';
import { VerifiedMark } from './VerifiedMark.tsx';

interface BubbleProps {
  readonly item: BubbleItem;
  readonly visitor: { readonly id: string; readonly name: string };
  readonly me: { readonly id: string; readonly name: string } | null;
}

const isMine = ({ side, author }: BubbleItem, me: BubbleProps['me']) => side === 'ours' && (author === undefined || author.id === me?.id);

function nameOf(item: BubbleItem, { visitor, me }: Omit<BubbleProps, 'item'>): string {
  if (item.side === 'visitor') return visitor.name;
  return isMine(item, me) ? t('You') : (item.author?.name ?? t('Operator'));
}

const VIA: Readonly<Record<Via, PlainPhrase>> = { email: 'by e-mail', slack: 'from Slack', api: 'by API' };

function Head(props: BubbleProps) {
  const { item, visitor, me } = props;
  const name = nameOf(item, props);
  const id = item.side === 'visitor' ? visitor.id : (item.author?.id ?? me?.id ?? '');
  return (
    <span class="bubble-head">
      <Avatar id={id} name={isMine(item, me) ? (me?.name ?? '') : name} />
      <bdi class="bubble-name">{name}</bdi>
      {item.side === 'visitor' && <VerifiedMark visitorId={visitor.id} />}
      {item.isNote && (
        <span class="note-word">
          <Icon name="lock" /> {t('Note, only for operators')}
        </span>
      )}
      {item.author?.via && <span class="via">{t(VIA[item.author.via])}</span>}
      <time dateTime={new Date(item.at).toISOString()} title={fullTime(item.at)}>
        {clockTime(item.at)}
      </time>
    </span>
  );
}

const PENDING = {
  waiting: 'Waiting',
  accepted: 'Sent',
  failed: 'Not sent. Your text is kept.',
} as const satisfies Record<string, PlainPhrase>;

/** How far something of mine has come that is not stored; what a colleague's answer stopped is asked about elsewhere. */
export function PendingState({ pending }: { readonly pending: Pending<Body> }) {
  const { open } = useInbox();
  const isAsked = pending.code === 'answered';
  return (
    <span class={`pending ${pending.state}`}>
      <Icon name={pending.state === 'failed' ? 'warning' : 'clock'} />
      {isAsked ? t('Not sent yet: a colleague has answered') : t(PENDING[pending.state])}
      {pending.state === 'failed' && !isAsked && (
        <>
          <button type="button" class="link-button" onClick={() => open.retry(pending.clientMsgId)}>
            {t('Try again')}
          </button>
          <button type="button" class="link-button" onClick={() => open.discard(pending.clientMsgId)}>
            {t('Discard')}
          </button>
        </>
      )}
    </span>
  );
}

/** What the visitor may choose; here it only shows what they see. */
function Replies({ replies }: { readonly replies: readonly string[] }) {
  if (replies.length === 0) return null;
  return (
    <ul class="replies" aria-label={t('Answers to choose from')}>
      {replies.map((reply) => (
        <li key={reply} dir="auto">
          {reply}
        </li>
      ))}
    </ul>
  );
}

const named = ({ mentions = [] }: BubbleItem, people: readonly Person[]) => people.filter(({ id }) => mentions.includes(id));

function Said({ item }: { readonly item: BubbleItem }) {
  const { colleagues } = useInbox();
  const kind = item.isNote ? 'note' : item.side;
  return (
    <div class={`bubble ${kind}`} dir="auto" title={fullTime(item.at)}>
      <Rich text={item.text} mentions={named(item, colleagues.people.value)} />
      {item.isEdited && <span class="edited">{t('edited')}</span>}
      {item.waitingFiles > 0 && (
        <span class="waiting-files">
          <Icon name="file" /> {tn(item.waitingFiles, '{count} file', '{count} files')}
        </span>
      )}
    </div>
  );
}

/** One message or note, as the visitor's side sees it too. */
export function Bubble(props: BubbleProps) {
  const { item, me } = props;
  const shape = `${item.isFirst ? ' first' : ''}${item.isLast ? ' last' : ''}${isEmojiOnly(item.text) && !item.isNote ? ' emoji' : ''}`;
  const tick = item.side === 'ours' && item.entry && <DeliveryTick entry={item.entry} />;
  const [isEditing, setEditing] = useState(false);
  const mayChange = item.entry !== undefined && item.author?.id === me?.id && !item.change;
  const hasWords = item.text !== '' || item.waitingFiles > 0;
  return (
    <li class={`message ${item.side}${shape}`} data-key={item.key}>
      {item.isFirst && <Head {...props} />}
      {hasWords && (
        <div class="bubble-line">
          {isEditing ? <BubbleEditor item={item} onDone={() => setEditing(false)} /> : <Said item={item} />}
          {tick}
          {mayChange && !isEditing && <BubbleActions item={item} onEdit={() => setEditing(true)} />}
        </div>
      )}
      {item.files.length > 0 && (
        <div class="bubble-line">
          <MessageFiles files={item.files} />
          {!hasWords && tick}
          {!hasWords && mayChange && <BubbleActions item={item} onEdit={() => setEditing(true)} />}
        </div>
      )}
      <Replies replies={item.replies} />
      {item.pending && <PendingState pending={item.pending} />}
      {item.change && <PendingState pending={item.change} />}
    </li>
  );
}
