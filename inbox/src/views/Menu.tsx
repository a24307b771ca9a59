import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Asking } from '../models/decisions.ts';
import { useInbox } from './context.ts';

const GAP = 6;

/** Below its button, within the window. */
function placeBelow(popover: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = popover;
  popover.style.top = `${Math.max(GAP, Math.min(at.bottom + GAP, innerHeight - offsetHeight - GAP))}px`;
  popover.style.left = `${Math.max(GAP, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - GAP))}px`;
}

/** Up and down go from choice to choice, as in every menu. */
function moveInMenu(event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const menu = event.currentTarget as HTMLElement;
  if (step === 0 || (event.target as Element).matches('input[type=datetime-local]')) return;
  const choices = [...menu.querySelectorAll<HTMLElement>('button, input')];
  choices[(choices.indexOf(document.activeElement as HTMLElement) + step + choices.length) % choices.length]?.focus();
  event.preventDefault();
}

interface MenuProps {
  readonly what: Asking;
  readonly name: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
}

/** What opens at a button of the conversation's head, by a click or a key; Escape and a click elsewhere close it. */
export function Menu({ what, name, anchor, children }: MenuProps) {
  const { decisions } = useInbox();
  const popover = useRef<HTMLDivElement>(null);
  const isOpen = decisions.asking.value === what;
  useEffect(() => {
    const box = popover.current;
    if (!box || box.matches(':popover-open') === isOpen) return;
    if (!isOpen) return box.hidePopover();
    box.showPopover();
    if (anchor.current) placeBelow(box, anchor.current);
    box.querySelector<HTMLElement>('input, button')?.focus();
  }, [isOpen]);
  return (
    <div
      ref={popover}
      popover="auto"
      class="menu"
      role="dialog"
      aria-label={name}
      onKeyDown={moveInMenu}
      onToggle={(event) => {
        if (event.newState !== 'closed') return;
        decisions.closed(what);
        // What had the focus has gone with the menu.
        if (document.activeElement === document.body) anchor.current?.focus();
      }}
    >
      {isOpen && children}
    </div>
  );
}

/** One choice of a menu. */
export function Choice(props: {
  readonly onChoose: () => void;
  readonly isChosen?: boolean;
  readonly hint?: string;
  readonly children: ComponentChildren;
}) {
  const { onChoose, isChosen, hint, children } = props;
  return (
    <button type="button" class="choice" aria-pressed={isChosen} onClick={onChoose}>
      <span class="choice-words">{children}</span>
      {hint !== undefined && <span class="hint">{hint}</span>}
    </button>
  );
}
