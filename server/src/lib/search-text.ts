import type { Entry, EntryBody } from '@parley/shared-types/model.ts';

/** What of an entry can be found; '' when nothing can. One line for each part, so that a phrase does not go across by its look. */
export function findableText(body: EntryBody): string {
  switch (body.kind) {
    case 'message':
      return [body.text, ...(body.files ?? []).map(({ name }) => name)].filter((part) => part !== '').join('\n');
    case 'note':
      return body.text;
    case 'profile':
      return [body.name, body.email].filter((part) => part !== undefined).join('\n');
    case 'rating':
      return body.text ?? '';
    default:
      return '';
  }
}

/** Whose words those of an entry are. */
export function speakerOf({ author, body }: Pick<Entry, 'author' | 'body'>): 'visitor' | 'operator' | 'note' {
  if (body.kind === 'note') return 'note';
  // What is known of a visitor was said by them or by their page.
  return author.kind === 'visitor' || body.kind === 'profile' ? 'visitor' : 'operator';
}
