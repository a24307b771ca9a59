import type { NewInvitation } from '@parley/shared-types/http.ts';
import { useState } from 'preact/hooks';
import { fullTime } from '../../lib/time-words.ts';
import type { Team } from '../../models/team.ts';
import { Avatar } from '../Avatar.tsx';
import { useInbox, useOwned } from '../context.ts';
import { AdminFrame, CopyBox } from './AdminFrame.tsx';

const ROLES = { owner: 'Owner', admin: 'Admin', agent: 'Agent' } as const;

function Members({ model }: { readonly model: Team }) {
  const team = model.team.value;
  return (
    <section class="card" aria-labelledby="members">
      <h3 id="members">Who answers here</h3>
      {team === null && model.problem.value === null && <p class="hint">Loading</p>}
      <ul class="lines">
        {team?.map(({ id, name, email, role }) => (
          <li key={id}>
            <Avatar id={id} name={name} />
            <span class="grow two-lines">
              <bdi>{name}</bdi>
              <bdi class="hint">{email}</bdi>
            </span>
            <span class="role">{ROLES[role]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ model }: { readonly model: Team }) {
  const [role, setRole] = useState<NewInvitation['role']>('agent');
  const made = model.invitation.value;
  return (
    <section class="card" aria-labelledby="invite">
      <h3 id="invite">Invite somebody</h3>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          void model.invite(role);
        }}
      >
        <label for="role">Role</label>
        <div class="line">
          <select id="role" class="input" value={role} onChange={(event) => setRole(event.currentTarget.value as NewInvitation['role'])}>
            <option value="agent">Agent: answers</option>
            <option value="admin">Admin: answers, and changes this site and its team</option>
          </select>
          <button type="submit" class="button">
            Create a link
          </button>
        </div>
      </form>
      <div role="status">
        {made && (
          <>
            <p class="hint">For one person, until {fullTime(made.expiresAt)}. Give it to nobody else.</p>
            <CopyBox key={made.url} name="invitation link" text={made.url} />
          </>
        )}
      </div>
      {model.problem.value && (
        <p class="error" role="alert">
          {model.problem.value}
        </p>
      )}
    </section>
  );
}

/** The team page of a site. */
export function TeamPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.team(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title="Team">
      {model && <Members model={model} />}
      {model && <Invite model={model} />}
    </AdminFrame>
  );
}
