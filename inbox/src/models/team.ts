import type { InvitationAnswer, NewInvitation, TeamAnswer } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { AdminDeps } from './install.ts';
import type { OkOf } from './site-info.ts';

/** The team page: who answers for a site, and links that invite others. */
export function createTeam({ api, siteId }: Pick<AdminDeps, 'api' | 'siteId'>) {
  const team = signal<OkOf<TeamAnswer>['operators'] | null>(null);
  const invitation = signal<OkOf<InvitationAnswer> | null>(null);
  const problem = signal<string | null>(null);
  const load = async () => {
    const answer = await api<OkOf<TeamAnswer>>('GET', `/api/sites/${siteId}/team`);
    if (answer.ok) team.value = answer.operators;
    else problem.value = answer.message;
  };
  void load();
  return {
    team: team as ReadonlySignal<OkOf<TeamAnswer>['operators'] | null>,
    invitation: invitation as ReadonlySignal<OkOf<InvitationAnswer> | null>,
    problem: problem as ReadonlySignal<string | null>,
    async invite(role: NewInvitation['role']) {
      const answer = await api<OkOf<InvitationAnswer>>('POST', `/api/sites/${siteId}/invitations`, { role });
      problem.value = answer.ok ? null : answer.message;
      invitation.value = answer.ok ? answer : null;
    },
    close() {},
  };
}
export type Team = ReturnType<typeof createTeam>;
