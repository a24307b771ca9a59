import type { Refusal } from '@parley/shared-types/errors.ts';
import type { InvitedAnswer } from '@parley/shared-types/http.ts';
import { tokenOfPath, wireForm } from './entry-form.ts';
import { speakEntry } from './entry-words.ts';
import { callApi } from './lib/api.ts';
import { t } from './words/words.ts';

const path = `/api/invitations/${tokenOfPath()}`;
const EXPIRED = 'This link was used already, has expired, or is not complete. Ask for a new one.';
const words = { link_invalid: EXPIRED, link_expired: EXPIRED, link_used: EXPIRED } as const;
const wordsOf = ({ code, message }: Refusal): string => (Object.hasOwn(words, code) ? t(EXPIRED) : message);
type Invited = Extract<InvitedAnswer, { ok: true }>;

/** Says who invites to what; a link that is over says so before anybody fills in a form. */
async function introduce(): Promise<void> {
  const place = document.querySelector('#invited');
  const answer = await callApi<Invited>('GET', path);
  if (!place) return;
  if (answer.ok) {
    const site = answer.siteName;
    place.textContent =
      answer.role === 'admin'
        ? t('You are invited to answer the visitors of {site} as an admin.', { site })
        : t('You are invited to answer the visitors of {site} as an agent.', { site });
    return;
  }
  place.textContent = wordsOf(answer);
  document.querySelector('form')?.remove();
  place.append(' ', Object.assign(document.createElement('a'), { href: '/inbox/login', textContent: t('Sign in') }));
  document.querySelector('#member')?.remove();
}

/** Somebody who is signed in on this browser takes the role with one press. */
async function offerToMember(): Promise<void> {
  const offer = document.querySelector<HTMLElement>('#member');
  const error = document.querySelector('#member-error');
  const answer = await callApi('GET', '/api/sites');
  if (!offer || !answer.ok) return;
  offer.hidden = false;
  offer.querySelector('button')?.addEventListener('click', async () => {
    const taken = await callApi('POST', path, {});
    if (taken.ok) location.assign('/inbox/');
    else if (error) error.textContent = wordsOf(taken);
  });
}

await speakEntry();
void introduce();
void offerToMember();
wireForm({
  path,
  next: '/inbox/',
  words: { ...words, email_taken: 'This address has an account already. Sign in with it, then open this link again.' },
});
