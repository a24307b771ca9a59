interface FormAnswer {
  readonly ok: boolean;
  readonly message?: string;
}

const AWAY = 'The server cannot be reached. Try again in a moment.';

/** Sends a JSON request to our own server; null when it cannot be reached. */
export async function callApi(method: string, path: string, body?: object): Promise<FormAnswer | null> {
  try {
    const response = await fetch(path, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as FormAnswer;
  } catch {
    return null;
  }
}

/** Makes the page's form send its fields to `path`, and go to the inbox when that is taken. */
export function wireForm(path: string, more: Readonly<Record<string, string>>): void {
  const form = document.querySelector('form');
  const error = document.querySelector('.error');
  form?.addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const answer = await callApi('POST', path, { ...fields, ...more });
    if (answer?.ok) location.assign('/inbox/');
    else if (error) error.textContent = answer?.message ?? AWAY;
  });
}
