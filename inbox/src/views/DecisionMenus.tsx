import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { ownMoment, snoozeChoices } from '../lib/snooze.ts';
import { momentWords } from '../lib/time-words.ts';
import { Avatar } from './Avatar.tsx';
import { useInbox } from './context.ts';
import { Choice, Menu } from './Menu.tsx';

interface AnchorProps {
  readonly anchor: RefObject<HTMLElement | null>;
}

/** Who answers: those who are here first. */
export function AssignMenu({ anchor }: AnchorProps) {
  const { colleagues, current, decisions, session, signs } = useInbox();
  const row = current.value;
  const me = session.me.value?.operator.id;
  const isHere = (id: string) => row !== null && signs.operatorIsHere(row.siteId, id);
  const others = colleagues.people.value.filter(({ id }) => id !== me);
  const sorted = [...others.filter(({ id }) => isHere(id)), ...others.filter(({ id }) => !isHere(id))];
  return (
    <Menu what="assign" name="Assign" anchor={anchor}>
      {row?.assignee?.id !== me && <Choice onChoose={decisions.take}>Take it</Choice>}
      {row?.assignee && <Choice onChoose={() => decisions.assign(null)}>Give it back</Choice>}
      {sorted.map(({ id, name }) => (
        <Choice key={id} isChosen={row?.assignee?.id === id} onChoose={() => decisions.assign(id)} {...(isHere(id) && { hint: 'here' })}>
          <Avatar id={id} name={name} isOnline={isHere(id)} />
          <bdi>{name}</bdi>
        </Choice>
      ))}
    </Menu>
  );
}

/** Tags: those of the site to choose from, and words of one's own. */
export function TagsMenu({ anchor }: AnchorProps) {
  const { colleagues, decisions } = useInbox();
  const [words, setWords] = useState('');
  const has = new Set(decisions.tags.value);
  const wanted = words.trim().toLocaleLowerCase();
  const known = [...new Set([...colleagues.tags.value.map(({ name }) => name), ...has])];
  const shown = known.filter((name) => name.toLocaleLowerCase().includes(wanted));
  return (
    <Menu what="tags" name="Tags" anchor={anchor}>
      <form
        class="menu-form"
        onSubmit={(event) => {
          event.preventDefault();
          decisions.addTag(words);
          setWords('');
        }}
      >
        <input
          class="input"
          aria-label="New tag"
          placeholder="Add a tag"
          maxLength={40}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </form>
      {shown.map((name) => (
        <Choice
          key={name}
          isChosen={has.has(name)}
          onChoose={() => (has.has(name) ? decisions.removeTag(name) : decisions.addTag(name))}
          {...(has.has(name) && { hint: 'remove' })}
        >
          <bdi>{name}</bdi>
        </Choice>
      ))}
    </Menu>
  );
}

/** Until when it is out of sight. */
export function SnoozeMenu({ anchor }: AnchorProps) {
  const { current, decisions } = useInbox();
  const [own, setOwn] = useState('');
  const now = Date.now();
  const until = ownMoment(now, own);
  return (
    <Menu what="snooze" name="Snooze" anchor={anchor}>
      {current.value?.snoozedUntil != null && <Choice onChoose={() => decisions.snooze(null)}>Wake it now</Choice>}
      {snoozeChoices(now).map((choice) => (
        <Choice key={choice.words} hint={momentWords(choice.until)} onChoose={() => decisions.snooze(choice.until)}>
          {choice.words}
        </Choice>
      ))}
      <form
        class="menu-form tall"
        onSubmit={(event) => {
          event.preventDefault();
          if (until !== null) decisions.snooze(until);
        }}
      >
        <input
          class="input"
          type="datetime-local"
          aria-label="Own date and time"
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
        <button type="submit" class="button quiet" disabled={until === null}>
          Snooze
        </button>
      </form>
    </Menu>
  );
}

/** What is needed less often. */
export function MoreMenu({ anchor }: AnchorProps) {
  const { current, decisions } = useInbox();
  const row = current.value;
  return (
    <Menu what="more" name="More" anchor={anchor}>
      <Choice onChoose={() => decisions.ask('tags')} hint="t">
        Tags
      </Choice>
      <Choice onChoose={() => decisions.ask('snooze')} hint="s">
        Snooze
      </Choice>
      <Choice onChoose={() => decisions.ask('spam')} hint="!">
        {row?.isSpam ? 'Not spam' : 'Mark as spam'}
      </Choice>
      <Choice onChoose={() => decisions.ask('block')} hint="#">
        {row?.isBlocked ? 'Unblock the visitor' : 'Block the visitor'}
      </Choice>
    </Menu>
  );
}
