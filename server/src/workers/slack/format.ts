/** Texts for Slack. Pure. */
import type { Entry } from '@parley/shared-types/model.ts';
import { nameOf } from '../../lib/names.ts';
import { saidOf } from '../../lib/said.ts';

/** Slack reads `&`, `<` and `>` as markup: escaped, a text has no mention, no channel and no link of its own (SPEC L2). */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The line that an entry is in its thread. The channel is the team's own: a note is posted, and says that it is one. */
export function formatEntry({ author, body }: Entry): string | null {
  const name = nameOf(author);
  switch (body.kind) {
    case 'message':
      return escapeSlack(`${name}: ${saidOf(body)}`);
    case 'note':
      return escapeSlack(`[note] ${name}: ${body.text}`);
    case 'status':
      return escapeSlack(`${name} ${body.status === 'resolved' ? 'resolved' : 'reopened'} the conversation`);
    case 'profile': {
      const said = [body.name, body.email].filter((word) => word !== undefined);
      return said.length > 0 ? escapeSlack(`[profile] ${name} is ${said.join(', ')}`) : null;
    }
    case 'rating':
      return escapeSlack(`${name} rated the conversation ${body.score} of 5${body.text ? `: ${body.text}` : ''}`);
    case 'edit':
      return escapeSlack(`[changed] ${name}: ${body.text}`);
    case 'remove':
      return escapeSlack(`${name} took back a message. What is in this thread has to be deleted in Slack`);
    case 'erase':
      // What is old is erased by the hundred: the team has chosen that itself.
      if (author.kind === 'system') return null;
      return escapeSlack(`${name} erased what was said before. What is in this thread has to be deleted in Slack`);
    default:
      // An event of the page, what was erased, or a kind of a later release: it is in the log already, and this worker is still running.
      return null;
  }
}
