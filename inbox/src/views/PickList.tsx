import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Selected } from '../lib/markup.ts';
import { t, tn } from '../words/words.ts';
import { useInbox } from './context.ts';

export interface PickOption {
  readonly key: string;
  /** What comes into the text in place of what was asked for. */
  readonly insert: string;
  readonly row: ComponentChildren;
}

/**
 * Something that is offered while one writes: `query` says by the text and the caret what is being asked for (null: nothing),
 * `find` what there is. Add one to the list in ComposerField.tsx; the list, its keys and its aria come from here.
 */
export interface Picker {
  /** Of the list, `Colleagues`. */
  readonly name: string;
  readonly query: (text: string, caret: number) => { readonly at: number; readonly query: string } | null;
  readonly find: (query: string) => readonly PickOption[];
  /** Said in place of the list when there is nothing at all to offer. */
  readonly none?: ComponentChildren;
}

const MOST = 50;

/** Writes a text into the field and selects in it, at once. */
export function useWriteInto(field: RefObject<HTMLTextAreaElement | null>): (selected: Selected) => void {
  const { composer } = useInbox();
  return ({ text, from, to }) => {
    composer.type(text);
    const area = field.current;
    if (!area) return;
    // The field shows it with the next frame only: before that nothing of it could be selected.
    area.value = text;
    area.focus();
    area.setSelectionRange(from, to);
  };
}

/** Follows the caret of a field. */
function useCaret(field: RefObject<HTMLTextAreaElement | null>): number {
  const [caret, setCaret] = useState(0);
  useEffect(() => {
    const area = field.current;
    const look = () => setCaret(area?.selectionEnd ?? 0);
    const moments = ['input', 'keyup', 'click', 'focus', 'select'];
    for (const moment of moments) area?.addEventListener(moment, look);
    return () => {
      for (const moment of moments) area?.removeEventListener(moment, look);
    };
  }, []);
  return caret;
}

interface Asked {
  readonly picker: Picker;
  readonly at: number;
  readonly query: string;
}
const nameOf = ({ picker, at }: Asked) => `${picker.name} ${at}`;

function askedIn(pickers: readonly Picker[], text: string, caret: number): Asked | null {
  for (const picker of pickers) {
    const asked = picker.query(text, caret);
    if (asked) return { picker, ...asked };
  }
  return null;
}

/**
 * Offers what the pickers have. Arrows choose, Enter and Tab take, Escape leaves the text alone.
 * @returns `onKeyDown` for the field, true when the key was for the list; `aria` for the field; the list itself
 */
export function usePickList(field: RefObject<HTMLTextAreaElement | null>, text: string, pickers: readonly Picker[]) {
  const id = useId();
  const writeInto = useWriteInto(field);
  const caret = Math.min(useCaret(field), text.length);
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<string | null>(null);
  const asked = askedIn(pickers, text, caret);
  const name = asked && nameOf(asked);
  useEffect(() => {
    setChosen(0);
    if (name !== left) setLeft(null);
  }, [name, asked?.query]);
  const isOpen = asked !== null && left !== name;
  const options = isOpen ? asked.picker.find(asked.query).slice(0, MOST) : [];
  const at = Math.min(chosen, options.length - 1);
  const take = ({ insert }: PickOption) => {
    if (!asked) return;
    const to = asked.at + insert.length;
    setLeft(name);
    writeInto({ text: text.slice(0, asked.at) + insert + text.slice(caret), from: to, to });
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const one = options[at];
    if (event.isComposing || !isOpen || (!one && !asked.picker.none)) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && one) setChosen((at + step + options.length) % options.length);
    else if (one && !event.shiftKey && (event.key === 'Enter' || event.key === 'Tab')) take(one);
    else if (event.key === 'Escape') setLeft(name);
    else return false;
    event.preventDefault();
    return true;
  };
  const optionId = (index: number) => `${id}-${index}`;
  const aria = {
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
    ...(options.length > 0 && { 'aria-controls': id, 'aria-activedescendant': optionId(at) }),
  } as const;
  const none = isOpen && options.length === 0 && asked.query === '' ? asked.picker.none : undefined;
  const list = <PickList id={id} name={asked?.picker.name ?? ''} options={options} at={at} optionId={optionId} onTake={take} none={none} />;
  return { onKeyDown, aria, list };
}

interface PickListProps {
  readonly id: string;
  readonly name: string;
  readonly options: readonly PickOption[];
  readonly at: number;
  readonly optionId: (index: number) => string;
  readonly onTake: (option: PickOption) => void;
  readonly none: ComponentChildren;
}

/** The list itself; the focus stays in the field, which names the chosen one. */
function PickList({ id, name, options, at, optionId, onTake, none }: PickListProps) {
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: 'nearest' }), [at]);
  const count = tn(options.length, '{count} choice', '{count} choices');
  return (
    <>
      <p class="visually-hidden" role="status">
        {options.length > 0 && t('{name}: {count}. Enter takes one.', { name, count })}
      </p>
      {none && <div class="pick-list hint">{none}</div>}
      {options.length > 0 && (
        <div id={id} class="pick-list" role="listbox" aria-label={name}>
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: the field names the chosen one by aria-activedescendant
            <div
              key={option.key}
              id={optionId(index)}
              role="option"
              class="choice"
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onTake(option)}
            >
              {option.row}
            </div>
          ))}
        </div>
      )}
    </>
  );
}
