import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { ownMoment, snoozeChoices } from '../lib/snooze.ts';
import { momentWords } from '../lib/time-words.ts';
import { t } from '../words/words.ts';
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
    <Menu what="assign" name={t('Assign')} anchor={anchor}>
      {row?.assignee?.id !== me && <Choice onChoose={decisions.take}>{t('Take it')}</Choice>}
      {row?.assignee && <Choice onChoose={() => decisions.assign(null)}>{t('Give it back')}</Choice>}
      {sorted.map(({ id, name }) => (
        <Choice key={id} isChosen={row?.assignee?.id === id} onChoose={() => decisions.assign(id)} {...(isHere(id) && { hint: t('here') })}>
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
    <Menu what="tags" name={t('Tags')} anchor={anchor}>
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
          aria-label={t('New tag')}
          placeholder={t('Add a tag')}
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
          {...(has.has(name) && { hint: t('remove') })}
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
    <Menu what="snooze" name={t('Snooze')} anchor={anchor}>
      {current.value?.snoozedUntil != null && <Choice onChoose={() => decisions.snooze(null)}>{t('Wake it now')}</Choice>}
      {snoozeChoices(now).map((choice) => (
        <Choice key={choice.until} hint={momentWords(choice.until)} onChoose={() => decisions.snooze(choice.until)}>
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
          aria-label={t('Own date and time')}
          value={own}
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
        <button type="submit" class="button quiet" disabled={until === null}>
          {t('Snooze')}
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
    <Menu what="more" name={t('More')} anchor={anchor}>
      <Choice onChoose={() => decisions.ask('tags')} hint="t">
        {t('Tags')}
      </Choice>
      <Choice onChoose={() => decisions.ask('snooze')} hint="s">
        {t('Snooze')}
      </Choice>
      <Choice onChoose={() => decisions.ask('spam')} hint="!">
        {row?.isSpam ? t('Not spam') : t('Mark as spam')}
      </Choice>
      <Choice onChoose={() => decisions.ask('block')} hint="#">
        {row?.isBlocked ? t('Unblock the visitor') : t('Block the visitor')}
      </Choice>
    </Menu>
  );
}
