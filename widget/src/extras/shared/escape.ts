import type { Kit } from '../kit.ts';

/** Escape takes away what is shown for a while, not the panel, and gives the focus back to the button that showed it. */
export function hidesOnEscape({ model, root }: Pick<Kit, 'model' | 'root'>) {
  return (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    root.querySelector<HTMLElement>('[aria-expanded=true]')?.focus();
    model.show(null);
  };
}
