import type { Refusal } from '@parley/shared-types/errors.ts';
import { t, tServer } from '../words/words.ts';

export type ApiAnswer<T> = T | Refusal;
export type CallApi = <T extends { readonly ok: true }>(method: string, path: string, body?: object) => Promise<ApiAnswer<T>>;

const away = (): Refusal => ({ ok: false, code: 'unavailable', message: t('The server cannot be reached. Try again in a moment.') });

/** A refusal in the words of whoever reads it: the server speaks English. */
export function inOwnWords(refusal: Refusal): Refusal {
  const { message, problems } = refusal;
  const own = problems && Object.fromEntries(Object.entries(problems).map(([field, words]) => [field, tServer(words)]));
  return { ...refusal, message: tServer(message), ...(own && { problems: own }) };
}

/** Sends a JSON request to our own server; a server that cannot be reached is a refusal like any other. Never rejects. */
export const callApi: CallApi = async <T extends { readonly ok: true }>(method: string, path: string, body?: object) => {
  try {
    const response = await fetch(path, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    const answer = (await response.json()) as ApiAnswer<T>;
    return answer.ok ? answer : inOwnWords(answer);
  } catch {
    return away();
  }
};
