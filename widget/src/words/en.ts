import type { ReplyTime } from '@parley/shared-types/model.ts';
import type { FormWords } from './forms/en.ts';

/** How long an answer takes, as the owner says. */
const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'replies in a few minutes',
  hours: 'replies within a few hours',
  day: 'replies within a day',
};

/** English: what every other language has to say, and what is shown until another one is loaded. */
export const en = {
  /** For dates and plurals by Intl; undefined: the browser's own. */
  language: undefined as string | undefined,
  isRtl: false,
  /** Names of the launcher, closed and open, and what is added while something is unread. */
  labels: ['Open chat', 'Close chat'] as readonly [open: string, close: string],
  unread: (count: number) => `${count} unread`,
  greeting: 'Ask us anything. You can leave and come back: the conversation stays here.',
  chatWith: (name: string) => `Chat with ${name}`,
  hereNow: (time: ReplyTime) => `Here now, ${REPLIES[time]}`,
  usually: (time: ReplyTime) => `Usually ${REPLIES[time]}`,
  nobodyHere: (time: ReplyTime) => `Nobody is here just now. Your message is kept; the team usually ${REPLIES[time]}.`,
  close: 'Close',
  dismiss: 'Dismiss',
  conversation: 'Conversation',
  earlier: 'Earlier messages',
  message: 'Message',
  placeholder: 'Write a message',
  send: 'Send',
  attach: 'Attach files',
  offline: 'Offline - your message will be sent when you are back',
  loading: 'Loading',
  late: 'The conversation cannot be read just now. Nothing is lost; we try again.',
  reload: 'Reload the page to go on with the chat.',
  unavailable: 'Chat is unavailable on this page.',
  signIn: 'Sign in on this site to chat.',
  notSent: 'Not sent. Your text is kept.',
  tryAgain: 'Try again',
  discard: 'Discard',
  states: { waiting: 'Waiting', accepted: 'Sent', failed: '', sent: 'Sent', delivered: 'Delivered', read: 'Read' },
  resolved: 'Marked as resolved',
  reopened: 'Opened again',
  somebody: 'Somebody',
  isWriting: (name: string) => `${name} is writing`,
  menu: 'Menu',
  emoji: 'Emoji',
};
/** `forms`: what the optional chunks say, of a language that is not English. */
export type Words = typeof en & { readonly forms?: FormWords };
