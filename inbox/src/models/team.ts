import type { InvitationAnswer, InvitationsAnswer, NewInvitation, TeamAnswer } from '@parley/shared-types/http.ts';
import type { Role } from '@parley/shared-types/model.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { AdminDeps } from './install.ts';
import type { OkOf } from './site-info.ts';

type Members = OkOf<TeamAnswer>['operators'];
type Pending = OkOf<InvitationsAnswer>['invitations'];
export type Member = Members[number];

/** The team page: who answers for a site and with which role, and links that invite others. */
export function createTeam({ api, siteId }: Pick<AdminDeps, 'api' | 'siteId'>) {
  const path = `/api/sites/${siteId}`;
  const team = signal<Members | null>(null);
  const pending = signal<Pending>([]);
  const invitation = signal<OkOf<InvitationAnswer> | null>(null);
  const problem = signal<string | null>(null);
  const teamProblem = signal<string | null>(null);
  const load = async () => {
    const answer = await api<OkOf<TeamAnswer>>('GET', `${path}/team`);
    if (answer.ok) team.value = answer.operators;
    else teamProblem.value = answer.message;
  };
  /** Of those who may not invite it stays empty. */
  const loadPending = async () => {
    const answer = await api<OkOf<InvitationsAnswer>>('GET', `${path}/invitations`);
    pending.value = answer.ok ? answer.invitations : [];
  };
  const changeMember = async (method: 'PATCH' | 'DELETE', id: string, body?: object) => {
    const answer = await api(method, `${path}/team/${id}`, body);
    teamProblem.value = answer.ok ? null : answer.message;
    await load();
  };
  void load();
  void loadPending();
  return {
    team: team as ReadonlySignal<Members | null>,
    teamProblem: teamProblem as ReadonlySignal<string | null>,
    pending: pending as ReadonlySignal<Pending>,
    invitation: invitation as ReadonlySignal<OkOf<InvitationAnswer> | null>,
    problem: problem as ReadonlySignal<string | null>,
    setRole: (id: string, role: Role) => changeMember('PATCH', id, { role }),
    remove: (id: string) => changeMember('DELETE', id),
    async invite(role: NewInvitation['role']) {
      const answer = await api<OkOf<InvitationAnswer>>('POST', `${path}/invitations`, { role });
      problem.value = answer.ok ? null : answer.message;
      invitation.value = answer.ok ? answer : null;
      if (answer.ok) await loadPending();
    },
    async revoke(id: string) {
      const answer = await api('DELETE', `${path}/invitations/${id}`);
      problem.value = answer.ok ? null : answer.message;
      // The link that is shown may be the one.
      invitation.value = null;
      await loadPending();
    },
    close() {},
  };
}
export type Team = ReturnType<typeof createTeam>;
