/** What the optional chunks say. English is in the chunk that says it, every other language has all of it in its own. */
const both = { optional: '(optional)' };

/** extras/forms.tsx */
export const formsEn = {
  ...both,
  privacy: 'Privacy notice',
  mute: 'Mute sounds',
  unmute: 'Unmute sounds',
  erase: 'Erase my data',
  end: 'End this chat',
  consent: (site: string) =>
    `To chat, ${site} keeps what you write and a number that knows this browser again. Nothing is stored or sent before you agree.`,
  agree: 'Agree',
  noThanks: 'No thanks',
  eraseSure: (site: string) =>
    `Erase what was said here? Messages, files and what ${site} knows of you from this chat are deleted. Mails that were sent stay where they are.`,
  eraseYes: 'Erase',
  endYes: 'End',
  endSure: (site: string) => `End this chat? This browser forgets it. ${site} keeps what was said.`,
  keep: 'Go back',
  erasing: 'Erasing. Offline, it is done when you are back.',
  notErased: 'Not erased. Nothing was changed.',
  erased: 'Everything that was said here is erased.',
  name: 'Name',
  email: 'E-mail',
  replies: 'Suggested answers',
  askEmail: 'Where may we send the answer if you are gone?',
  emailExample: 'you@example.com',
  save: 'Save',
};

/** extras/rating.tsx */
export const ratingEn = {
  ...both,
  rate: 'How was this chat?',
  scores: ['Very bad', 'Bad', 'Okay', 'Good', 'Very good'],
  why: 'What made it so?',
  rateSend: 'Send rating',
  thanks: 'Thank you. Your rating was sent.',
};
export type FormWords = typeof formsEn & typeof ratingEn;
