import type { InvitedAnswer } from '@parley/shared-types/http.ts';
import { tokenOfPath, wireForm } from './entry-form.ts';
import { callApi } from './lib/api.ts';

const path = `/api/invitations/${tokenOfPath()}`;
const EXPIRED = 'This link was used already, has expired, or is not complete. Ask for a new one.';
const words = { not_found: EXPIRED, link_invalid: EXPIRED, link_expired: EXPIRED, forbidden: EXPIRED } as const;
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
  document.querySelector('#member')?.remove();
}

/** Somebody who is signed in takes the role with one press. */
function wireMember(): void {
  const button = document.querySelector<HTMLButtonElement>('#member button');
  const error = document.querySelector('#member-error');
  button?.addEventListener('click', async () => {
    const answer = await callApi('POST', path, {});
    if (answer.ok) return location.assign('/inbox/');
    if (!error) return;
    const isUnknown = answer.code === 'invalid' || answer.code === 'unauthorized';
    error.textContent = isUnknown ? 'You are not signed in here. Sign in first, then open this link again.' : answer.message;
  });
}

void introduce();
wireMember();
wireForm({
  path,
  next: '/inbox/',
  words: { ...words, conflict: 'This address has an account already. Sign in with it, then open this link again.' },
});
