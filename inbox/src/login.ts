import { wireForm } from './entry-form.ts';
import { speakEntry } from './entry-words.ts';
import { wayBack } from './lib/routes.ts';

await speakEntry();
wireForm({
  path: '/api/session',
  next: wayBack(new URLSearchParams(location.search).get('to')),
  words: { unauthorized: 'E-mail or password is wrong.', rate_limited: 'Too many tries. Wait a minute, then try again.' },
});
