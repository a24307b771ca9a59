import type { Refusal } from '@parley/shared-types/errors.ts';
import type { MeAnswer, MeChange, NewPassword, SessionsAnswer } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import { asSentence } from '../lib/settings-form.ts';
import { t, tn } from '../words/words.ts';
import type { OkOf } from './site-info.ts';

type Me = OkOf<MeAnswer>;
export type SessionShown = OkOf<SessionsAnswer>['sessions'][number];
/** What was said of a part of the page, below it. */
export interface Told {
  readonly about: 'name' | 'password' | 'mail' | 'sessions';
  readonly ok: boolean;
  readonly words: string;
}

const endedWords = (count: number) => tn(count, 'One other browser was signed out.', '{count} other browsers were signed out.');

const passwordWords = (refusal: Refusal): string => {
  const said = refusal.problems?.password;
  return said === undefined ? refusal.message : asSentence(t('the new password needs {what}', { what: said }));
};

/** One's own account: who one is, the password, where one is signed in, and whether mails are wanted. */
export function createAccount({ api }: { readonly api: CallApi }) {
  const me = signal<Me | null>(null);
  const sessions = signal<readonly SessionShown[] | null>(null);
  const told = signal<Told | null>(null);
  const problem = signal<string | null>(null);
  const tell = (about: Told['about'], ok: boolean, words: string) => {
    told.value = { about, ok, words };
    return ok;
  };
  const loadSessions = async () => {
    const answer = await api<OkOf<SessionsAnswer>>('GET', '/api/me/sessions');
    if (answer.ok) sessions.value = answer.sessions;
    else problem.value = answer.message;
  };
  const load = async () => {
    const answer = await api<Me>('GET', '/api/me');
    if (answer.ok) me.value = answer;
    else problem.value = answer.message;
  };
  const change = async (about: 'name' | 'mail', wish: MeChange, words: string) => {
    const answer = await api<Me>('PATCH', '/api/me', wish);
    if (answer.ok) me.value = answer;
    return tell(about, answer.ok, answer.ok ? words : asSentence(answer.problems?.name ?? answer.message));
  };
  void load();
  void loadSessions();
  return {
    me: me as ReadonlySignal<Me | null>,
    sessions: sessions as ReadonlySignal<readonly SessionShown[] | null>,
    /** Why the page could not be read. */
    problem: problem as ReadonlySignal<string | null>,
    told: (about: Told['about']) => (told.value?.about === about ? told.value : null),
    rename: (name: string) => change('name', { name }, t('Saved. What you write from now on has this name.')),
    wantMail: (mail: boolean) => change('mail', { notices: { mail } }, mail ? t('You are mailed.') : t('You are not mailed any more.')),
    /** @returns whether it was taken */
    async changePassword(wish: NewPassword): Promise<boolean> {
      const answer = await api<{ readonly ok: true; readonly ended: number }>('POST', '/api/me/password', wish);
      if (!answer.ok) return tell('password', false, passwordWords(answer));
      await loadSessions();
      return tell(
        'password',
        true,
        answer.ended === 0 ? t('Your password is changed.') : `${t('Your password is changed.')} ${endedWords(answer.ended)}`,
      );
    },
    async endSession(id: string) {
      const answer = await api('DELETE', `/api/me/sessions/${id}`);
      await loadSessions();
      tell('sessions', answer.ok, answer.ok ? t('That browser was signed out.') : answer.message);
    },
    async endOthers() {
      const answer = await api<{ readonly ok: true; readonly ended: number }>('DELETE', '/api/me/sessions');
      await loadSessions();
      tell('sessions', answer.ok, answer.ok ? endedWords(answer.ended) : answer.message);
    },
    close() {},
  };
}
export type Account = ReturnType<typeof createAccount>;
