import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { findPeople, mentionQuery, type Person } from '../lib/mentions.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox } from './context.ts';

const MOST = 6;

/** Offers colleagues while an `@` is written in a note. Arrows choose, Enter and Tab take, Escape leaves the text alone. */
export function MentionPicker({ field }: { readonly field: RefObject<HTMLTextAreaElement | null> }) {
  const { colleagues, composer, session } = useInbox();
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<string | null>(null);
  const text = composer.text.value;
  const caret = field.current?.selectionEnd ?? text.length;
  const query = composer.isNote.value && left !== text ? mentionQuery(text, caret) : null;
  const me = session.me.value?.operator.id;
  const found = query
    ? findPeople(
        colleagues.people.value.filter(({ id }) => id !== me),
        query.query,
      ).slice(0, MOST)
    : [];
  const at = Math.min(chosen, found.length - 1);
  const take = ({ name }: Person) => {
    if (!query) return;
    const next = `${text.slice(0, query.at)}@${name} `;
    setLeft(next + text.slice(caret));
    composer.type(next + text.slice(caret));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.length, next.length);
    });
  };
  useEffect(() => {
    const area = field.current;
    const onKey = (event: KeyboardEvent) => {
      const one = found[at];
      if (!one || event.isComposing) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        setChosen((at + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length);
      } else if (event.key === 'Enter' || event.key === 'Tab') take(one);
      else if (event.key === 'Escape') setLeft(text);
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    // Before the field itself hears of it: Enter would send the note.
    area?.addEventListener('keydown', onKey, { capture: true });
    return () => area?.removeEventListener('keydown', onKey, { capture: true });
  });
  if (found.length === 0) return null;
  return (
    <ul class="mention-picker" aria-label="Colleagues">
      {found.map((person, index) => (
        <li key={person.id}>
          <button
            type="button"
            class="choice"
            tabindex={-1}
            aria-current={index === at ? 'true' : undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(person)}
          >
            <span class="choice-words">
              <Avatar id={person.id} name={person.name} />
              <bdi>{person.name}</bdi>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
