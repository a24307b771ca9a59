import { tokenOfPath, wireForm } from './entry-form.ts';
import { speakEntry } from './entry-words.ts';

await speakEntry();
wireForm({
  path: '/api/setup',
  more: { token: tokenOfPath() },
  next: '/inbox/',
  words: { forbidden: 'This link was used already, or is not complete. Sign in, or ask for a new one with ./parley user link.' },
});
