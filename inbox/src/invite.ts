import type { InvitedAnswer } from '@parley/shared-types/http.ts';
import { tokenOfPath, wireForm } from './entry-form.ts';
import { callApi } from './lib/api.ts';

const path = `/api/invitations/${tokenOfPath()}`;
const EXPIRED = 'This link was used already, has expired, or is not complete. Ask for a new one.';
const words = { link_invalid: EXPIRED, link_expired: EXPIRED, link_used: EXPIRED } as const;
type Invited = Extract<InvitedAnswer, { ok: true }>;

/** Says who invites to what; a link that is over says so before anybody fills in a form. */
async function introduce(): Promise<void> {
  const place = document.querySelector('#invited');
  const answer = await callApi<Invited>('GET', path);
  if (!place) return;
  if (answer.ok) {
    place.textContent = `You are invited to answer the visitors of ${answer.siteName} as ${answer.role === 'admin' ? 'an admin' : 'an agent'}.`;
    return;
  }
  place.textContent = words[answer.code as keyof typeof words] ?? answer.message;
  document.querySelector('form')?.remove();
  place.append(' ', Object.assign(document.createElement('a'), { href: '/inbox/login', textContent: 'Sign in' }));
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
    else if (error) error.textContent = words[taken.code as keyof typeof words] ?? taken.message;
  });
}

void introduce();
void offerToMember();
wireForm({
  path,
  next: '/inbox/',
  words: { ...words, email_taken: 'This address has an account already. Sign in with it, then open this link again.' },
});
