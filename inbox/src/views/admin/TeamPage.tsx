import type { NewInvitation } from '@parley/shared-types/http.ts';
import type { Role } from '@parley/shared-types/model.ts';
import { useState } from 'preact/hooks';
import { fullTime } from '../../lib/time-words.ts';
import { maySteer } from '../../models/site-info.ts';
import type { Member, Team } from '../../models/team.ts';
import { Avatar } from '../Avatar.tsx';
import { useInbox, useOwned } from '../context.ts';
import { AdminFrame, CopyBox, useRole } from './AdminFrame.tsx';
import { Confirm } from './Confirm.tsx';

const ROLES = { owner: 'Owner', admin: 'Admin', agent: 'Agent' } as const;

/** What owners are is the business of owners. */
function rolesFor(mine: Role | undefined, theirs: Role): readonly Role[] {
  if (!maySteer(mine) || (theirs === 'owner' && mine !== 'owner')) return [];
  return mine === 'owner' ? ['owner', 'admin', 'agent'] : ['admin', 'agent'];
}

interface MemberProps {
  readonly model: Team;
  readonly member: Member;
  readonly mine: Role | undefined;
}

function RolePart({ model, member: { id, name, role }, mine }: MemberProps) {
  const choices = rolesFor(mine, role);
  const isMe = useInbox().session.me.value?.operator.id === id;
  if (choices.length === 0) return <span class="role">{ROLES[role]}</span>;
  return (
    <>
      <select
        class="input role-choice"
        aria-label={`Role of ${name}`}
        value={role}
        onChange={(event) => void model.setRole(id, event.currentTarget.value as Role)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {ROLES[choice]}
          </option>
        ))}
      </select>
      <Confirm
        ask={isMe ? 'Leave' : 'Remove'}
        name={isMe ? 'Leave this site' : `Remove ${name}`}
        words={
          isMe
            ? 'You do not see this site any more. What you wrote stays.'
            : `${name} does not see this site any more, at once. What they wrote stays.`
        }
        yes={isMe ? 'Leave the site' : 'Remove from the site'}
        onYes={() => void model.remove(id)}
      />
    </>
  );
}

function Members({ model, mine }: Pick<MemberProps, 'model' | 'mine'>) {
  const team = model.team.value;
  const problem = model.teamProblem.value;
  return (
    <section class="card" aria-labelledby="members">
      <h3 id="members">Who answers here</h3>
      {team === null && problem === null && <p class="hint">Loading</p>}
      <ul class="lines">
        {team?.map((member) => (
          // A role that was refused is shown as it is again.
          <li key={`${member.id} ${problem}`}>
            <Avatar id={member.id} name={member.name} />
            <span class="grow two-lines">
              <bdi>{member.name}</bdi>
              <bdi class="hint">{member.email}</bdi>
            </span>
            <RolePart model={model} member={member} mine={mine} />
          </li>
        ))}
      </ul>
      {problem && (
        <p class="error" role="alert">
          {problem}
        </p>
      )}
      {!maySteer(mine) && <p class="hint">Owners and admins invite, remove and change roles.</p>}
    </section>
  );
}

function Pending({ model }: { readonly model: Team }) {
  const pending = model.pending.value;
  if (pending.length === 0) return null;
  return (
    <section class="card" aria-labelledby="pending">
      <h3 id="pending">Links nobody has used yet</h3>
      <ul class="lines">
        {pending.map(({ id, role, by, createdAt, expiresAt }) => (
          <li key={id}>
            <span class="grow two-lines">
              <span>
                {ROLES[role]}, made by <bdi>{by || 'somebody who has left'}</bdi>
              </span>
              <span class="hint">
                {fullTime(createdAt)}, good until {fullTime(expiresAt)}
              </span>
            </span>
            <Confirm
              ask="Take back"
              name={`Take back the link for an ${ROLES[role].toLowerCase()} of ${fullTime(createdAt)}`}
              words="Whoever opens it is told that it does not work any more."
              yes="Take it back"
              onYes={() => void model.revoke(id)}
            />
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
            <p class="hint">For one person, until {fullTime(made.expiresAt)}. It is shown this once: give it to nobody else.</p>
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

/** The team page of a site; agents may look. */
export function TeamPage({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const mine = useRole(siteId);
  const model = useOwned(() => inbox.team(siteId), siteId);
  return (
    <AdminFrame siteId={siteId} title="Team" isForAll>
      {model && mine && <Members model={model} mine={mine} />}
      {model && maySteer(mine) && <Invite model={model} />}
      {model && maySteer(mine) && <Pending model={model} />}
    </AdminFrame>
  );
}
