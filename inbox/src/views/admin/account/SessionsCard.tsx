import { fullTime, longAgo } from '../../../lib/time-words.ts';
import type { Account, SessionShown } from '../../../models/account.ts';
import { t } from '../../../words/words.ts';
import { useInbox } from '../../context.ts';
import { Confirm } from '../Confirm.tsx';
import { Outcome } from '../Outcome.tsx';

const HOUR = 3_600_000;

/** The server notes it to the hour. */
function seenWords(now: number, { lastSeenAt, isThis }: SessionShown): string {
  if (isThis) return t('in use now');
  if (lastSeenAt === 0) return t('last seen: not known');
  return now - lastSeenAt < HOUR ? t('seen within the last hour') : t('last seen {when}', { when: longAgo(now, lastSeenAt) });
}

function SessionLine({ model, session }: { readonly model: Account; readonly session: SessionShown }) {
  const { now } = useInbox();
  const { id, agent, createdAt, isThis } = session;
  const seen = seenWords(now.value, session);
  const name = agent || t('Unknown browser');
  return (
    <li>
      <span class="grow two-lines">
        <span>
          <bdi>{name}</bdi> {isThis && <span class="role">{t('This one')}</span>}
        </span>
        <span class="hint">{createdAt === 0 ? seen : t('Signed in {when}, {seen}', { when: fullTime(createdAt), seen })}</span>
      </span>
      {!isThis && (
        <Confirm
          ask={t('Sign out')}
          name={t('Sign out {name}, signed in {when}', { name, when: fullTime(createdAt) })}
          words={t('What is typed there and not sent stays in that browser.')}
          yes={t('Sign it out')}
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
      <h3 id="sessions">{t('Where you are signed in')}</h3>
      <ul class="lines">
        {sessions?.map((session) => (
          <SessionLine key={session.id} model={model} session={session} />
        ))}
      </ul>
      {others > 1 && (
        <div class="line wrap">
          <Confirm
            ask={t('Sign out all others')}
            words={t('Every browser but this one is signed out.')}
            yes={t('Sign them out')}
            onYes={() => void model.endOthers()}
          />
        </div>
      )}
      <p class="hint">{t('Kept of a browser are these words and the times to the hour, no address.')}</p>
      <Outcome told={model.told('sessions')} />
    </section>
  );
}
