import { fullTime, longAgo } from '../../../lib/time-words.ts';
import type { Account, SessionShown } from '../../../models/account.ts';
import { useInbox } from '../../context.ts';
import { Confirm } from '../Confirm.tsx';
import { Outcome } from '../Outcome.tsx';

const HOUR = 3_600_000;

/** The server notes it to the hour. */
function seenWords(now: number, { lastSeenAt, isThis }: SessionShown): string {
  if (isThis) return 'in use now';
  if (lastSeenAt === 0) return 'last seen: not known';
  return now - lastSeenAt < HOUR ? 'seen within the last hour' : `last seen ${longAgo(now, lastSeenAt)}`;
}

function SessionLine({ model, session }: { readonly model: Account; readonly session: SessionShown }) {
  const { now } = useInbox();
  const { id, agent, createdAt, isThis } = session;
  const name = agent || 'Unknown browser';
  return (
    <li>
      <span class="grow two-lines">
        <span>
          <bdi>{name}</bdi> {isThis && <span class="role">This one</span>}
        </span>
        <span class="hint">
          {createdAt === 0 ? '' : `Signed in ${fullTime(createdAt)}, `}
          {seenWords(now.value, session)}
        </span>
      </span>
      {!isThis && (
        <Confirm
          ask="Sign out"
          name={`Sign out ${name}, signed in ${fullTime(createdAt)}`}
          words="What is typed there and not sent stays in that browser."
          yes="Sign it out"
          onYes={() => void model.endSession(id)}
        />
      )}
    </li>
  );
}

/** Where one is signed in. */
export function SessionsCard({ model }: { readonly model: Account }) {
  const sessions = model.sessions.value;
  const others = sessions?.filter(({ isThis }) => !isThis).length ?? 0;
  return (
    <section class="card" aria-labelledby="sessions">
      <h3 id="sessions">Where you are signed in</h3>
      <ul class="lines">
        {sessions?.map((session) => (
          <SessionLine key={session.id} model={model} session={session} />
        ))}
      </ul>
      {others > 1 && (
        <div class="line wrap">
          <Confirm
            ask="Sign out all others"
            words="Every browser but this one is signed out."
            yes="Sign them out"
            onYes={() => void model.endOthers()}
          />
        </div>
      )}
      <p class="hint">Kept of a browser are these words and the times to the hour, no address.</p>
      <Outcome told={model.told('sessions')} />
    </section>
  );
}
