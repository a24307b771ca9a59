import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Command, findCommands, toFindable } from '../lib/commands.ts';
import { t, tn } from '../words/words.ts';
import { useInbox } from './context.ts';

const MOST = 50;

const optionId = (index: number) => `palette-${index}`;

function Options({
  found,
  at,
  onRun,
}: {
  readonly found: readonly Command[];
  readonly at: number;
  readonly onRun: (one: Command) => void;
}) {
  return (
    <div id="palette-list" role="listbox" aria-label={t('Commands')} class="palette-list">
      {found.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which has the focus
        <div
          key={one.id}
          id={optionId(index)}
          role="option"
          tabIndex={-1}
          class="palette-option"
          aria-selected={index === at}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onRun(one)}
        >
          <bdi class="palette-name">{one.name}</bdi>
          <bdi class="hint">{one.group}</bdi>
          {one.key !== undefined && <kbd>{one.key}</kbd>}
        </div>
      ))}
    </div>
  );
}

/** The steps that a key makes in the list; null: the field has it. */
function stepOf(key: string, count: number): number | null {
  return { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -count, End: count }[key] ?? null;
}

function Search({ onRun }: { readonly onRun: (one: Command) => void }) {
  const { commands } = useInbox();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  // As it is now: what comes in while one chooses does not move under the finger.
  const all = useMemo(() => commands.all.peek().map(toFindable), []);
  const found = useMemo(() => findCommands(all, query, MOST), [all, query]);
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: 'nearest' }), [at, found]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event.key, found.length);
    const one = found[at];
    if (event.isComposing) return;
    if (step !== null && found.length > 0) {
      const isOne = Math.abs(step) === 1;
      // One step goes round; a leap stops at the end.
      setAt(isOne ? (at + step + found.length) % found.length : Math.min(Math.max(at + step, 0), found.length - 1));
    } else if (event.key === 'Enter' && one) onRun(one);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        class="palette-field"
        role="combobox"
        aria-label={t('Go anywhere, do anything')}
        aria-expanded={found.length > 0}
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
        placeholder={t('A page, a view, a name, a command')}
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Options found={found} at={at} onRun={onRun} />
      <p class={found.length === 0 ? 'palette-nothing' : 'visually-hidden'} role="status">
        {found.length === 0 ? t('Nothing here is called that.') : tn(found.length, '{count} found ¦ one', '{count} found')}
      </p>
    </>
  );
}

/** Every page, view, name and command behind one field. A native modal dialog: the focus goes back to where it was. */
export function Palette() {
  const { commands } = useInbox();
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = commands.asked.value;
  const [closed, setClosed] = useState(0);
  useLayoutEffect(() => {
    if (asked > 0 && !dialog.current?.open) dialog.current?.showModal();
  }, [asked]);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={t('Commands')}
      // The event comes late: by then it may have been asked for again.
      onClose={() => !dialog.current?.open && setClosed(asked)}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        close();
      }}
    >
      {asked !== closed && (
        <Search
          key={asked}
          onRun={(one) => {
            // Before it runs: what it gives the focus to keeps it.
            close();
            one.run();
          }}
        />
      )}
    </dialog>
  );
}
