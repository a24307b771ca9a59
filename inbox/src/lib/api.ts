import type { Refusal } from '@parley/shared-types/errors.ts';

export type ApiAnswer<T> = T | Refusal;
export type CallApi = <T extends { readonly ok: true }>(method: string, path: string, body?: object) => Promise<ApiAnswer<T>>;

const AWAY: Refusal = { ok: false, code: 'unavailable', message: 'The server cannot be reached. Try again in a moment.' };

/** Sends a JSON request to our own server; a server that cannot be reached is a refusal like any other. Never rejects. */
export const callApi: CallApi = async <T extends { readonly ok: true }>(method: string, path: string, body?: object) => {
  try {
    const response = await fetch(path, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as ApiAnswer<T>;
  } catch {
    return AWAY;
  }
};
