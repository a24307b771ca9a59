import { useState } from 'preact/hooks';
import { fullTime } from '../../../lib/time-words.ts';
import type { Identity, Secrets } from '../../../models/identity.ts';
import { t } from '../../../words/words.ts';
import { useInbox, useOwned } from '../../context.ts';
import { CopyBox } from '../AdminFrame.tsx';

const SAMPLE = `// On your server, for a user who is signed in:
import jwt from 'jsonwebtoken';
const token = jwt.sign({ sub: user.id, email: user.email, name: user.name },
  process.env.PARLEY_SECRET, { algorithm: 'HS256', expiresIn: '5m' });

// On the page:
$parley.push(['do', 'user:identify', [token]]);`;

function Secret({ secret, createdAt, isOld }: Secrets[number] & { readonly isOld: boolean }) {
  const [isShown, setShown] = useState(false);
  const name = isOld ? t('old secret') : t('secret');
  return (
    <li class="secret">
      <p class="line">
        <span class="grow">
          {isOld ? t('The one before, still good') : t('Signs new tokens')}
          <span class="hint"> {t('made {when}', { when: fullTime(createdAt) })}</span>
        </span>
        <button
          type="button"
          class="button quiet"
          aria-expanded={isShown}
          aria-label={isShown ? t('Hide the {name}', { name }) : t('Show the {name}', { name })}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? t('Hide') : t('Show')}
        </button>
      </p>
      {isShown && <CopyBox name={name} text={secret} />}
    </li>
  );
}

/** Ending a secret signs users out of the chat: asked once more, in place. */
function EndOld({ model }: { readonly model: Identity }) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) {
    return (
      <button type="button" class="button quiet" onClick={() => setAsked(true)}>
        {t('End the old one')}
      </button>
    );
  }
  return (
    <fieldset class="line wrap" aria-label={t('End the old secret')}>
      <span>{t('Tokens signed with it are refused from now on.')}</span>
      <button
        type="button"
        class="button"
        disabled={model.isBusy.value}
        onClick={() => {
          setAsked(false);
          void model.endOld();
        }}
      >
        {t('End it')}
      </button>
      <button type="button" class="button quiet" onClick={() => setAsked(false)}>
        {t('Keep it')}
      </button>
    </fieldset>
  );
}

function SecretList({ model, secrets }: { readonly model: Identity; readonly secrets: Secrets }) {
  const hasTwo = secrets.length > 1;
  return (
    <>
      {secrets.length === 0 && <p class="hint">{t('There is no secret yet.')}</p>}
      <ul class="lines">
        {secrets.map((one, index) => (
          <Secret key={one.secret} {...one} isOld={index > 0} />
        ))}
      </ul>
      <div class="line wrap">
        {hasTwo ? (
          <EndOld model={model} />
        ) : (
          <button type="button" class="button quiet" disabled={model.isBusy.value} onClick={() => void model.makeNew()}>
            {secrets.length === 0 ? t('Make a secret') : t('Make a new one')}
          </button>
        )}
      </div>
      {hasTwo && <p class="hint">{t('End the old one when all your servers sign with the new one. Until then both are good.')}</p>}
    </>
  );
}

/** Secrets by which the owner's server vouches for its users. Nothing of it is saved with the form. */
export function IdentitySection({ siteId }: { readonly siteId: string }) {
  const inbox = useInbox();
  const model = useOwned(() => inbox.identity(siteId), siteId);
  if (!model) return null;
  const secrets = model.secrets.value;
  return (
    <>
      <p class="hint">
        {t(
          'Your server signs a token that says who a user is: they find the same conversation on every device, and you see a mark beside their name. Keep the secret on your server: who has it can read the conversation of any user.',
        )}
      </p>
      {secrets ? (
        <SecretList model={model} secrets={secrets} />
      ) : (
        <button type="button" class="button quiet self-start" disabled={model.isBusy.value} onClick={() => void model.load()}>
          {t('Show the secrets')}
        </button>
      )}
      {model.problem.value && (
        <p class="error" role="alert">
          {model.problem.value}
        </p>
      )}
      <CopyBox name={t('code sample')} text={SAMPLE} />
    </>
  );
}
