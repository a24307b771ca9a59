import type { Frame } from '@parley/shared-types/events.ts';
import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../lib/clock.ts';
import { sortableId } from '../../lib/ids.ts';
import type { ConversationStore } from '../../store/store.ts';
import { traced } from '../../worker/worker.ts';
import type { AmendedByConversation } from './amend.ts';
import type { Inserted, Written } from './insert.ts';
import {
  conversationOf,
  entriesFrame,
  failedFrame,
  groupByConversation,
  projectionOf,
  storedEvent,
  withAmended,
  withoutErased,
} from './plan.ts';

interface PublishDeps {
  readonly bus: Pick<Bus, 'publish' | 'broadcast'>;
  readonly clock: Clock;
}

/** What was stored by conversation, and the row of each, unless they were written with it. */
export async function writeRows({ stored, written }: Inserted, conversations: Pick<ConversationStore, 'project'>): Promise<Written> {
  if (written) return written;
  const groups = groupByConversation(stored);
  return { groups, rows: groups.length > 0 ? await conversations.project(groups.map(projectionOf)) : [] };
}

/**
 * Tells everybody what was stored and what was refused, before the input is acked (SPEC K11): one frame and one confirmed
 * `message.stored` for each conversation. Repeats are told again, since a crash may have swallowed them.
 */
export async function publishBatch(
  { refused, epochs, groups, rows, amended }: Pick<Inserted, 'refused' | 'epochs'> & Written & { readonly amended: AmendedByConversation },
  { bus, clock }: PublishDeps,
): Promise<void> {
  const epochOf = (key: Parameters<typeof conversationOf>[0]) =>
    amended.get(conversationOf(key))?.epoch ?? epochs.get(conversationOf(key)) ?? '';
  const told = groups.map((group) => withAmended(withoutErased(group), amended.get(conversationOf(group))?.entries));
  const frames: Frame[] = refused.map(({ submitted, code }) => failedFrame(submitted, code));
  for (const [index, group] of told.entries()) {
    const row = amended.get(conversationOf(group))?.row ?? rows[index];
    if (row) frames.push(entriesFrame(group, epochOf(group), row));
  }
  if (frames.length > 0) await bus.broadcast(frames);
  if (told.length === 0) return;
  const make = () => ({ id: sortableId(), now: clock.now() });
  await bus.publish(told.map((group) => traced(storedEvent(group, epochOf(group), make()), group.cause.delivery)));
}
