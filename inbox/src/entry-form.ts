import type { Refusal } from '@parley/shared-types/errors.ts';
import { callApi } from './lib/api.ts';
import { isOpenWire } from './lib/routes.ts';
import { type PlainPhrase, t } from './words/words.ts';
import './entry.css';

interface EntryForm {
  readonly path: string;
  /** Sent with the fields. */
  readonly more?: Readonly<Record<string, string>>;
  /** Where to go when it is taken. */
  readonly next: string;
  /** Words of this page for a refusal; without one the server's own are shown. */
  readonly words?: Partial<Record<Refusal['code'], PlainPhrase>>;
}

const MISSING: Readonly<Record<string, PlainPhrase>> = {
  name: 'Write your name.',
  email: 'Write an e-mail address like ann@example.com.',
  password: 'Write your password.',
};

/** What is wrong with a field, in words; '' when nothing is. */
function problemOf({ name, type, validity, minLength }: HTMLInputElement): string {
  if (validity.valid) return '';
  if (type === 'password' && !validity.valueMissing) return t('Use at least {least} characters.', { least: minLength });
  return type === 'password' && minLength > 0
    ? t('Choose a password of at least {least} characters.', { least: minLength })
    : t(MISSING[name] ?? 'Fill this in.');
}

/** Says it next to the field, for eyes and for screen readers. */
function tell(input: HTMLInputElement, words: string): void {
  const error = document.getElementById(`${input.id}-error`);
  if (error) error.textContent = words;
  if (words === '') input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
}

/** Where the connection can be listened to, the page says so before a password is typed. */
function warnOfOpenWire(): void {
  if (!isOpenWire(location)) return;
  const bar = document.createElement('aside');
  bar.className = 'bar warn';
  bar.setAttribute('aria-label', t('Connection'));
  bar.textContent = t('This connection is not encrypted. Use https before you answer real visitors.');
  document.body.prepend(bar);
}

async function send(form: HTMLFormElement, { path, more, next, words }: EntryForm): Promise<void> {
  const error = document.querySelector('#form-error');
  const button = form.querySelector('button');
  const say = (text: string) => {
    if (error) error.textContent = text;
  };
  say('');
  if (button) button.disabled = true;
  const answer = await callApi('POST', path, { ...Object.fromEntries(new FormData(form)), ...more });
  if (button) button.disabled = false;
  if (answer.ok) return location.assign(next);
  const inputs = [...form.querySelectorAll('input')].filter(({ name }) => answer.problems?.[name]);
  for (const input of inputs) tell(input, answer.problems?.[input.name] ?? '');
  const own = words?.[answer.code];
  if (inputs.length === 0) say(own ? t(own) : answer.message);
}

/** Makes the page's form check its fields, send them, and go on when they are taken. */
export function wireForm(entry: EntryForm): void {
  warnOfOpenWire();
  const form = document.querySelector('form');
  const inputs = [...(form?.querySelectorAll('input') ?? [])];
  for (const input of inputs) input.addEventListener('input', () => tell(input, ''));
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    for (const input of inputs) tell(input, problemOf(input));
    const wrong = inputs.find((input) => !input.validity.valid);
    if (wrong) wrong.focus();
    else void send(form, entry);
  });
}

/** The last word of the path: the token of a link. */
export function tokenOfPath(): string {
  return location.pathname.split('/').at(-1) ?? '';
}
