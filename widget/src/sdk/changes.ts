import type { Profile } from '@parley/shared-types/model.ts';
import type { SdkEvent, SdkEvents } from '@parley/shared-types/sdk.ts';
import type { PanelState } from '../panel/model.ts';
import { isProfile, joinProfiles, knownProfile } from '../panel/profile.ts';

const COMPOSE_AGAIN_MS = 3_000;

/** Everything that is known of the visitor: said before, on its way, or set and not said yet. */
export const profileOf = ({ entries, pending, wanted }: PanelState): Profile => joinProfiles(knownProfile(entries, pending), wanted);

/** Whether the visitor has written. */
export const isOngoing = ({ entries, pending }: PanelState): boolean =>
  pending.some(({ body }) => typeof body === 'string' || !(isProfile(body) || body.kind === 'event')) ||
  entries.some((entry) => entry.kind === 'entry' && entry.author.kind === 'visitor' && entry.body.kind === 'message');

/** What events tell the value of; undefined: not known yet. */
type Told = { readonly [Name in SdkEvent]?: SdkEvents[Name] | undefined };

function toldOf(state: PanelState, siteName: string): Told {
  const { email, name, data = {} } = profileOf(state);
  const { isLoaded, conversationId, link, typing, unread, operatorsOnline } = state;
  return {
    'session:loaded': (isLoaded && conversationId) || undefined,
    'connection:changed': link,
    'unread:changed': unread,
    'website:availability:changed': conversationId ? operatorsOnline : undefined,
    'message:compose:received': typing === null ? undefined : { name: typing || siteName },
    'user:email:changed': email,
    'user:nickname:changed': name,
    'user:phone:changed': data.phone as string | undefined,
    'user:avatar:changed': data.avatar as string | undefined,
  };
}

type Emit = <Event extends SdkEvent>(event: Event, value: SdkEvents[Event]) => void;

/** Tells listeners what became of the chat, by comparing each state with the one before. */
export function createChanges(emit: Emit, siteName: string) {
  let before: Told = { 'unread:changed': 0 };
  let draft: string | null = null;
  let composedAt = -COMPOSE_AGAIN_MS;
  let wasOpen = false;
  const failed = new Set<string>();
  return (state: PanelState): void => {
    const now = toldOf(state, siteName);
    for (const [name, value] of Object.entries(now))
      if (value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name as SdkEvent])) emit(name as SdkEvent, value as never);
    before = now;
    if (state.isOpen && !wasOpen) emit('chat:initiated', undefined);
    wasOpen ||= state.isOpen;
    for (const { clientMsgId, body, state: how, code } of state.pending) {
      if (how !== 'failed') failed.delete(clientMsgId);
      else if (typeof body === 'string' && !failed.has(clientMsgId)) {
        failed.add(clientMsgId);
        emit('message:failed', { content: body, code: code ?? 'retry' });
      }
    }
    if (draft !== null && state.draft && state.draft !== draft && performance.now() - composedAt > COMPOSE_AGAIN_MS) {
      composedAt = performance.now();
      emit('message:compose:sent', undefined);
    }
    draft = state.draft;
  };
}
