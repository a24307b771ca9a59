import type { TeamAnswer } from '@parley/shared-types/http.ts';
import type { DeskSettings } from '@parley/shared-types/model.ts';
import { signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import type { OkOf } from './site-info.ts';

export interface Choices {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly tags: readonly string[];
}

/** What a search can be narrowed by: who answers, and the tags, of the sites that are searched. What cannot be read is not offered. */
export function createSearchChoices({ api }: { readonly api: CallApi }) {
  const choices = signal<Choices>({ people: [], tags: [] });
  let turn = 0;
  const read = async (siteId: string) => {
    const [team, desk] = await Promise.all([
      api<OkOf<TeamAnswer>>('GET', `/api/sites/${siteId}/team`),
      api<{ readonly ok: true; readonly desk: DeskSettings }>('GET', `/api/sites/${siteId}/desk`),
    ]);
    return { people: team.ok ? team.operators : [], tags: desk.ok ? desk.desk.tags : [] };
  };
  return {
    choices,
    async load(siteIds: readonly string[]) {
      turn += 1;
      const mine = turn;
      const sites = await Promise.all(siteIds.map(read));
      if (mine !== turn) return;
      const people = new Map(sites.flatMap((site) => site.people.map(({ id, name }) => [id, { id, name }] as const)));
      const tags = new Set(sites.flatMap((site) => site.tags.map(({ name }) => name)));
      choices.value = { people: [...people.values()], tags: [...tags] };
    },
    close() {
      turn += 1;
    },
  };
}
