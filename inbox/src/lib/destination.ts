import { t } from '../words/words.ts';

interface DestinationFacts {
  readonly isNote: boolean;
  readonly isHere: boolean;
  readonly isBlocked: boolean;
  readonly email: string | undefined;
  /** The server sends mails. */
  readonly mails: boolean;
}

/** Where what is being written will go; `address` stands where `words` have `@`. */
export interface Destination {
  readonly words: string;
  readonly address: string | null;
}

/** Says before it is written where an answer goes: by who is here, what is known of them and what the server can do. */
export function destinationOf({ isNote, isHere, isBlocked, email, mails }: DestinationFacts): Destination {
  const none = (words: string): Destination => ({ words, address: null });
  if (isNote) return none(t('Only operators see this.'));
  if (isBlocked) return none(t('They are blocked: they can read this, but not answer.'));
  const canMail = email !== undefined && mails;
  if (isHere && canMail) return { words: t('In the chat now; by e-mail to @ if they leave before they read it.'), address: email };
  if (isHere) return none(t('In the chat now.'));
  if (canMail) return { words: t('They are away: by e-mail to @.'), address: email };
  if (email !== undefined) return none(t('They are away: shown when they return. This server sends no e-mail.'));
  return none(t('They are away and left no e-mail address: shown when they return.'));
}
