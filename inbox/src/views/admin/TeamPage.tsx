import type { NewInvitation } from '@parley/shared-types/http.ts';
import type { Role } from '@parley/shared-types/model.ts';
import { useState } from 'preact/hooks';
import { fullTime } from '../../lib/time-words.ts';
import { maySteer } from '../../models/site-info.ts';
import type { Member, Team } from '../../models/team.ts';
import { type Phrase, type PlainPhrase, t, tx } from '../../words/words.ts';
import { Avatar } from '../Avatar.tsx';
import { useInbox, useOwned } from '../context.ts';
import { AdminFrame, CopyBox, useRole } from './AdminFrame.tsx';
import { Confirm } from './Confirm.tsx';

const ROLES = { owner: 'Owner', admin: 'Admin', agent: 'Agent' } as const satisfies Record<Role, PlainPhrase>;

const TAKE_BACK = {
  owner: 'Take back the link for an owner of {when}',
  admin: 'Take back the link for an admin of {when}',
  agent: 'Take back the link for an agent of {when}',
} as const satisfies Record<Role, Phrase>;

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
  if (choices.length === 0) return <span class="role">{t(ROLES[role])}</span>;
  return (
    <>
      <select
        class="input role-choice"
        aria-label={t('Role of {name}', { name })}
        value={role}
        onChange={(event) => void model.setRole(id, event.currentTarget.value as Role)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {t(ROLES[choice])}
          </option>
        ))}
      </select>
      <Confirm
        ask={isMe ? t('Leave') : t('Remove')}
        name={isMe ? t('Leave this site') : t('Remove {name}', { name })}
        words={
          isMe
            ? t('You do not see this site any more. What you wrote stays.')
            : t('{name} does not see this site any more, at once. What they wrote stays.', { name })
        }
        yes={isMe ? t('Leave the site') : t('Remove from the site')}
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
      <h3 id="members">{t('Who answers here')}</h3>
      {team === null && problem === null && <p class="hint">{t('Loading')}</p>}
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
      {!maySteer(mine) && <p class="hint">{t('Owners and admins invite, remove and change roles.')}</p>}
    </section>
  );
}

function Pending({ model }: { readonly model: Team }) {
  const pending = model.pending.value;
  if (pending.length === 0) return null;
  return (
    <section class="card" aria-labelledby="pending">
      <h3 id="pending">{t('Links nobody has used yet')}</h3>
      <ul class="lines">
        {pending.map(({ id, role, by, createdAt, expiresAt }) => (
          <li key={id}>
            <span class="grow two-lines">
              <span>{tx('{role}, made by {name}', { role: t(ROLES[role]), name: <bdi>{by || t('somebody who has left')}</bdi> })}</span>
              <span class="hint">{t('{made}, good until {end}', { made: fullTime(createdAt), end: fullTime(expiresAt) })}</span>
            </span>
            <Confirm
              ask={t('Take back')}
              name={t(TAKE_BACK[role], { when: fullTime(createdAt) })}
              words={t('Whoever opens it is told that it does not work any more.')}
              yes={t('Take it back')}
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
      <h3 id="invite">{t('Invite somebody')}</h3>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          void model.invite(role);
        }}
      >
        <label for="role">{t('Role')}</label>
        <div class="line">
          <select id="role" class="input" value={role} onChange={(event) => setRole(event.currentTarget.value as NewInvitation['role'])}>
            <option value="agent">{t('Agent: answers')}</option>
            <option value="admin">{t('Admin: answers, and changes this site and its team')}</option>
          </select>
          <button type="submit" class="button">
            {t('Create a link')}
          </button>
        </div>
      </form>
      <div role="status">
        {made && (
          <>
            <p class="hint">
              {t('For one person, until {when}. It is shown this once: give it to nobody else.', { when: fullTime(made.expiresAt) })}
            </p>
            <CopyBox key={made.url} name={t('invitation link')} text={made.url} />
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
    <AdminFrame siteId={siteId} title={t('Team')} isForAll>
      {model && mine && <Members model={model} mine={mine} />}
      {model && maySteer(mine) && <Invite model={model} />}
      {model && maySteer(mine) && <Pending model={model} />}
    </AdminFrame>
  );
}
