import { fillIn, findReplies, slashQuery, type Values } from '../lib/canned.ts';
import { findPeople, mentionQuery } from '../lib/mentions.ts';
import { adminHref } from '../lib/routes.ts';
import { t, tx } from '../words/words.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox } from './context.ts';
import type { Picker } from './PickList.tsx';

const MOST_PEOPLE = 6;

/** What is known just now of what canned replies may name. */
export function useValues(): Values {
  const { current, open, session } = useInbox();
  const profile = current.value?.profile;
  const siteId = open.place.value?.siteId;
  return {
    'visitor.name': profile?.name ?? '',
    'visitor.email': profile?.email ?? '',
    'operator.name': session.me.value?.operator.name ?? '',
    'site.name': session.sites.value.find((site) => site.siteId === siteId)?.name ?? '',
  };
}

/** Canned replies, by `/` at the beginning of a word. */
export function useCannedPicker(): Picker {
  const { colleagues, open } = useInbox();
  const values = useValues();
  const siteId = open.place.value?.siteId;
  const replies = colleagues.replies.value;
  return {
    name: t('Canned replies'),
    query: slashQuery,
    find: (query) =>
      findReplies(replies, query).map(({ id, shortcut, text }) => {
        const insert = fillIn(text, values);
        return {
          key: id,
          insert,
          row: (
            <span class="canned-row">
              <strong>/{shortcut}</strong>
              <bdi class="hint">{insert}</bdi>
            </span>
          ),
        };
      }),
    ...(replies.length === 0 &&
      siteId !== undefined && {
        none: <>{tx('No canned replies yet. {link}', { link: <a href={adminHref('replies', siteId)}>{t('Write the first one')}</a> })}</>,
      }),
  };
}

/** Colleagues, by `@` in a note. */
export function useMentionPicker(): Picker {
  const { colleagues, composer, session } = useInbox();
  const isNote = composer.isNote.value;
  const me = session.me.value?.operator.id;
  const others = colleagues.people.value.filter(({ id }) => id !== me);
  return {
    name: t('Colleagues'),
    query: (text, caret) => (isNote ? mentionQuery(text, caret) : null),
    find: (query) =>
      findPeople(others, query)
        .slice(0, MOST_PEOPLE)
        .map(({ id, name }) => ({
          key: id,
          insert: `@${name} `,
          row: (
            <span class="choice-words">
              <Avatar id={id} name={name} />
              <bdi>{name}</bdi>
            </span>
          ),
        })),
  };
}
