import { tokenOfPath, wireForm } from './entry-form.ts';
import { speakEntry } from './entry-words.ts';

const EXPIRED = 'This link was used already, has expired, or is not complete. Ask for a new one with ./parley user link.';

await speakEntry();
wireForm({
  path: '/api/recovery',
  more: { token: tokenOfPath() },
  next: '/inbox/',
  words: { link_invalid: EXPIRED, link_expired: EXPIRED, link_used: EXPIRED },
});
