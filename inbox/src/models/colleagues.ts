import type { DeskAnswer, TeamAnswer } from '@parley/shared-types/http.ts';
import type { CannedReply, Tag } from '@parley/shared-types/model.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import type { Person } from '../lib/mentions.ts';
import type { OkOf } from './site-info.ts';

interface SiteTeam {
  readonly people: readonly Person[];
  readonly tags: readonly Tag[];
  readonly replies: readonly CannedReply[];
}
const NOBODY: SiteTeam = { people: [], tags: [], replies: [] };

interface ColleaguesDeps {
  readonly api: CallApi;
  readonly place: ReadonlySignal<InConversation | null>;
  readonly isReady: ReadonlySignal<boolean>;
}

/** Who answers for the site of the open conversation, its tags and its canned replies; asked anew after each connect. */
export function createColleagues({ api, place, isReady }: ColleaguesDeps) {
  const known = signal<ReadonlyMap<string, SiteTeam>>(new Map());
  const load = async (siteId: string) => {
    const [team, desk] = await Promise.all([
      api<OkOf<TeamAnswer>>('GET', `/api/sites/${siteId}/team`),
      api<OkOf<DeskAnswer>>('GET', `/api/sites/${siteId}/desk`),
    ]);
    const before = known.peek().get(siteId) ?? NOBODY;
    const people = team.ok ? team.operators.map(({ id, name }) => ({ id, name })) : before.people;
    const { tags, replies } = (desk.ok ? desk.desk : null) ?? before;
    known.value = new Map(known.peek()).set(siteId, { people, tags, replies });
  };
  const siteId = computed(() => place.value?.siteId ?? null);
  const undo = effect(() => {
    if (siteId.value !== null && isReady.value) void load(siteId.value);
  });
  const here = computed(() => known.value.get(siteId.value ?? '') ?? NOBODY);
  return {
    people: computed(() => here.value.people),
    tags: computed(() => here.value.tags),
    replies: computed(() => here.value.replies),
    /** Asked again when somebody looks, since people come and tags are made. */
    refresh: () => void (siteId.peek() !== null && load(siteId.peek() as string)),
    close: undo,
  };
}
export type Colleagues = ReturnType<typeof createColleagues>;
