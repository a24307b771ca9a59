/** A choice of emojis: those of the reader's own system, by group, found by a word of any of our languages. */
import type { ComponentChild, TargetedKeyboardEvent } from 'preact';
import type { PanelState } from '../panel/model.ts';
import css from './emoji/emoji.css?inline';
import { findEmojis } from './emoji/find.ts';
import { LANGUAGES, NONE, SEARCH } from './emoji/words.ts';
import type { Kit } from './kit.ts';
import { hidesOnEscape } from './shared/escape.ts';
import { addStyle } from './shared/style.ts';

export type EmojiPicker = (state: PanelState) => ComponentChild;

/** The button to go to: by the arrow keys where it is seen, whatever the rows and groups are. */
function neighbour(buttons: readonly HTMLElement[], from: HTMLElement, key: string, isRtl: boolean): HTMLElement | undefined {
  const at = buttons.indexOf(from);
  if (key === 'Home' || key === 'End') return buttons.at(key === 'Home' ? 0 : -1);
  if (key === 'ArrowLeft' || key === 'ArrowRight') return buttons[at + ((key === 'ArrowRight') === isRtl ? -1 : 1)];
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const { offsetTop: top, offsetLeft: left } = from;
  const beyond = key === 'ArrowDown' ? buttons.filter((one) => one.offsetTop > top) : buttons.filter((one) => one.offsetTop < top);
  const row = (key === 'ArrowDown' ? beyond[0] : beyond.at(-1))?.offsetTop;
  const away = (one: HTMLElement) => Math.abs(one.offsetLeft - left);
  return beyond.filter((one) => one.offsetTop === row).sort((a, b) => away(a) - away(b))[0];
}

export function create(kit: Kit): EmojiPicker {
  const { model, root } = kit;
  const hide = hidesOnEscape(kit);
  let query = '';
  /** The one that is reached by Tab. */
  let current = '';
  addStyle(kit, css);
  const insert = (emoji: string) => {
    const field = root.querySelector<HTMLTextAreaElement>('.composer textarea');
    if (!field || field.value.length + emoji.length > field.maxLength) return;
    field.setRangeText(emoji, field.selectionStart, field.selectionEnd, 'end');
    model.write(field.value);
  };
  const look = (text: string) => {
    query = text;
    model.changed();
  };
  const onKey = (event: TargetedKeyboardEvent<HTMLElement>, isRtl: boolean) => {
    hide(event);
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
    const from = root.activeElement as HTMLElement;
    const isField = from.tagName === 'INPUT';
    if (isField && event.key === 'Enter') buttons[0]?.click();
    const to = isField ? (event.key === 'ArrowDown' ? buttons[0] : undefined) : neighbour(buttons, from, event.key, isRtl);
    if (!to && !(isField && event.key === 'Enter')) return;
    event.preventDefault();
    to?.focus();
  };
  const start = (field: HTMLInputElement | null) => field?.focus({ preventScroll: true });
  return ({ words }) => {
    const language = Math.max(0, LANGUAGES.indexOf(words.language ?? 'en'));
    const say = (line: string) => line.split('|')[language];
    const groups = findEmojis(query, language);
    const reached = groups.some(({ emojis }) => emojis.includes(current)) ? current : groups[0]?.emojis[0];
    return (
      <fieldset class="picker" aria-label={words.emoji} onKeyDown={(event) => onKey(event, words.isRtl)}>
        <input
          type="search"
          aria-label={say(SEARCH)}
          placeholder={say(SEARCH)}
          value={query}
          ref={start}
          onInput={({ currentTarget }) => look(currentTarget.value)}
        />
        <div class="emojis">
          {groups.map(({ name, emojis }) => (
            <fieldset aria-label={name} key={name}>
              <p aria-hidden="true">{name}</p>
              {emojis.map((emoji) => (
                <button
                  type="button"
                  key={emoji}
                  tabIndex={emoji === reached ? 0 : -1}
                  onFocus={() => {
                    current = emoji;
                  }}
                  onClick={() => insert(emoji)}
                >
                  {emoji}
                </button>
              ))}
            </fieldset>
          ))}
          {groups.length === 0 && <p role="status">{say(NONE)}</p>}
        </div>
      </fieldset>
    );
  };
}
