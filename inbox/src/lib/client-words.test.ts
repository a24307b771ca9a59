import type { EntryView } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { clientIn, languageName } from './client-words.ts';

it('[I4] the details say browser and language of the last connection, as far as the log is loaded', () => {
  const said = (seq: number, client?: object) =>
    ({ kind: 'entry', seq, author: { kind: 'visitor', id: 'v', ...(client && { client }) } }) as unknown as EntryView;
  expect(clientIn([])).toEqual({});
  expect(clientIn([said(1, { agent: 'Chrome · Linux' }), said(2), said(3, { agent: 'Safari · iPhone', language: 'fr' }), said(4)])).toEqual(
    {
      agent: 'Safari · iPhone',
      language: 'fr',
    },
  );
  expect(clientIn([{ kind: 'hidden', seq: 1 } as EntryView])).toEqual({});
  expect(languageName('not a language')).toBe('not a language');
});
