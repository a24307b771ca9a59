import { type ConversationRow, isVerified } from '@parley/shared-types/model.ts';
import { fileHref, sizeWords } from '../lib/files.ts';
import { dayHead } from '../lib/time-words.ts';
import { t } from '../words/words.ts';
import { useInbox } from './context.ts';
import { Icon } from './Icon.tsx';

/** Segments of the visitor, as the page said them. */
export function Segments({ names }: { readonly names: string }) {
  const words = names.split(',').map((name) => name.trim());
  return (
    <section aria-labelledby="segments">
      <h3 id="segments">{t('Segments')}</h3>
      <ul class="marks">
        {words
          .filter((name) => name !== '')
          .map((name) => (
            <li key={name} class="mark">
              <bdi>{name}</bdi>
            </li>
          ))}
      </ul>
    </section>
  );
}

/** Files of what is loaded of the conversation, newest first. */
export function FilesSeen() {
  const { open } = useInbox();
  const place = open.place.value;
  const files = open.log.value.entries
    .flatMap((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? (entry.body.files ?? []) : []))
    .reverse();
  if (!place || files.length === 0) return null;
  return (
    <section aria-labelledby="files-seen">
      <h3 id="files-seen">{t('Files')}</h3>
      <ul class="details-list">
        {files.map((file) => (
          <li key={file.id}>
            <a href={fileHref(place, file)} target="_blank" rel="noopener noreferrer">
              <Icon name="file" /> <bdi>{file.name}</bdi>
            </a>{' '}
            <span class="hint">{sizeWords(file.size)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const MOST = 10;

/** Other conversations on this site of the same verified user or the same address, of those that the list has. */
export function SamePerson({ row }: { readonly row: ConversationRow }) {
  const { hrefOf, list, now } = useInbox();
  const { email } = row.profile;
  const others = list.all.value.filter(
    (other) =>
      other.siteId === row.siteId &&
      other.conversationId !== row.conversationId &&
      ((isVerified(row.visitorId) && other.visitorId === row.visitorId) || (email !== undefined && other.profile.email === email)),
  );
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="same-person">
      <h3 id="same-person">{email === undefined ? t('Other conversations') : t('Other conversations with this address')}</h3>
      <ul class="details-list">
        {others.slice(0, MOST).map((other) => (
          <li key={other.conversationId}>
            <a href={hrefOf(other)}>
              <bdi>{other.excerpt || t('No message yet')}</bdi>
            </a>{' '}
            <span class="hint">{dayHead(now.value, other.grownAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
