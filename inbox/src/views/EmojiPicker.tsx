import { findEmojis } from '@parley/widget/emoji/find.ts';
import { useRef, useState } from 'preact/hooks';
import { type Language, spokenLanguage, t } from '../words/words.ts';
import type { FieldProps } from './ComposerField.tsx';
import { Icon } from './Icon.tsx';
import { useWriteInto } from './PickList.tsx';

/** In which column of the emojis' words each language stands. */
const COLUMNS: Readonly<Record<Language, number>> = { en: 0, fr: 1 };
const GAP = 6;

/** Above its button, within the window. */
function placeAbove(popover: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = popover;
  popover.style.top = `${Math.max(GAP, at.top - offsetHeight - GAP)}px`;
  popover.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - offsetWidth - GAP))}px`;
}

/** The emoji in the next or the previous line that is nearest to this one. */
function inLine(all: readonly HTMLElement[], from: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const here = from.getBoundingClientRect();
  const boxes = all.map((one) => ({ one, box: one.getBoundingClientRect() }));
  const beyond = boxes.filter(({ box }) => (box.top - here.top) * step > 1);
  const line = beyond.length > 0 ? Math.min(...beyond.map(({ box }) => Math.abs(box.top - here.top))) : 0;
  return beyond
    .filter(({ box }) => Math.abs(Math.abs(box.top - here.top) - line) < 1)
    .sort((a, b) => Math.abs(a.box.left - here.left) - Math.abs(b.box.left - here.left))[0]?.one;
}

/** Arrows go from emoji to emoji; down from the search to the first one, and back. */
function moveAmongEmojis(event: KeyboardEvent): void {
  const box = event.currentTarget as HTMLElement;
  const all = [...box.querySelectorAll<HTMLElement>('.emojis button')];
  const from = event.target as HTMLElement;
  const at = all.indexOf(from);
  const step = event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : event.key === 'ArrowUp' || event.key === 'ArrowLeft' ? -1 : 0;
  const isAcross = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  if (step === 0 || (at === -1 && event.key !== 'ArrowDown')) return;
  event.preventDefault();
  const next = at === -1 ? all[0] : isAcross ? all[at + step] : inLine(all, from, step);
  (next ?? (step === -1 ? box.querySelector<HTMLElement>('input') : from))?.focus();
}

function Emojis({ onTake }: { readonly onTake: (emoji: string) => void }) {
  const [query, setQuery] = useState('');
  const groups = findEmojis(query, COLUMNS[spokenLanguage()]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is in it has the focus
    <div class="emoji-box" onKeyDown={moveAmongEmojis}>
      <input
        class="input"
        type="search"
        aria-label={t('Find an emoji')}
        placeholder={t('Find an emoji')}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = groups[0]?.emojis[0];
          if (event.key !== 'Enter' || event.isComposing) return;
          event.preventDefault();
          if (first) onTake(first);
        }}
      />
      <div class="emojis">
        {groups.length === 0 && <p class="hint">{t('Nothing found.')}</p>}
        {groups.map(({ name, emojis }) => (
          <fieldset key={name}>
            <legend class="hint">{name}</legend>
            {emojis.map((emoji) => (
              <button key={emoji} type="button" tabindex={-1} onClick={() => onTake(emoji)}>
                {emoji}
              </button>
            ))}
          </fieldset>
        ))}
      </div>
    </div>
  );
}

/** A button and the emojis behind it; the one that is taken comes in where the caret is. */
export function EmojiButton({ field }: FieldProps) {
  const writeInto = useWriteInto(field);
  const [isOpen, setOpen] = useState(false);
  /** Opened again it has everything: in a field with words Escape would only take them away. */
  const [round, setRound] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  const popover = useRef<HTMLDivElement>(null);
  const take = (emoji: string) => {
    const area = field.current;
    if (!area) return;
    const { value, selectionStart, selectionEnd } = area;
    const to = selectionStart + emoji.length;
    popover.current?.hidePopover();
    writeInto({ text: value.slice(0, selectionStart) + emoji + value.slice(selectionEnd), from: to, to });
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={t('Emojis')}
        title={t('Emojis')}
        aria-expanded={isOpen}
        onClick={() => popover.current?.togglePopover()}
      >
        <Icon name="smile" />
      </button>
      <div
        ref={popover}
        popover="auto"
        class="menu emoji-menu"
        role="dialog"
        aria-label={t('Emojis')}
        onToggle={(event) => {
          setOpen(event.newState === 'open');
          if (event.newState === 'closed') setRound(round + 1);
          if (event.newState === 'open' && popover.current && button.current) {
            placeAbove(popover.current, button.current);
            popover.current.querySelector('input')?.focus();
          } else if (document.activeElement === document.body) button.current?.focus();
        }}
      >
        <Emojis key={round} onTake={take} />
      </div>
    </>
  );
}
