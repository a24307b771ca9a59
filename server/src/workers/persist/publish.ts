import type { Frame } from '@parley/shared-types/events.ts';
import type { Bus } from '../../bus/bus.ts';
import type { Clock } from '../../lib/clock.ts';
import { sortableId } from '../../lib/ids.ts';
import type { ConversationStore } from '../../store/store.ts';
import { traced } from '../../worker/worker.ts';
import type { Inserted, Written } from './insert.ts';
import {
  conversationOf,
  entriesFrame,
  failedFrame,
  groupByConversation,
  projectionOf,
  type Stored,
  storedEvent,
  withoutErased,
} from './plan.ts';

interface PublishDeps {
  readonly conversations: Pick<ConversationStore, 'project'>;
  readonly bus: Pick<Bus, 'publish' | 'broadcast'>;
  readonly clock: Clock;
}

async function writeRows(stored: readonly Stored[], conversations: PublishDeps['conversations']): Promise<Written> {
  const groups = groupByConversation(stored);
  return { groups, rows: groups.length > 0 ? await conversations.project(groups.map(projectionOf)) : [] };
}

/**
 * Tells everybody what was stored and what was refused, before the input is acked (SPEC K11): conversation rows, one frame
 * and one confirmed `message.stored` for each conversation. Repeats are told again, since a crash may have swallowed them.
 */
export async function publishBatch(inserted: Inserted, { conversations, bus, clock }: PublishDeps): Promise<void> {
  const { refused, epochs } = inserted;
  const { groups, rows } = inserted.written ?? (await writeRows(inserted.stored, conversations));
  const epochOf = (key: Parameters<typeof conversationOf>[0]) => epochs.get(conversationOf(key)) ?? '';
  const told = groups.map(withoutErased);
  const frames: Frame[] = refused.map(({ submitted, code }) => failedFrame(submitted, code));
  for (const [index, group] of told.entries()) {
    const row = rows[index];
    if (row) frames.push(entriesFrame(group, epochOf(group), row));
  }
  if (frames.length > 0) await bus.broadcast(frames);
  if (told.length === 0) return;
  const make = () => ({ id: sortableId(), now: clock.now() });
  await bus.publish(told.map((group) => traced(storedEvent(group, epochOf(group), make()), group.cause.delivery)));
}
