import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface DrawerProps {
  readonly name: string;
  readonly side: 'start' | 'end' | 'middle';
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A native modal dialog: it keeps the focus, closes on Escape and gives the focus back by itself. */
export function Drawer({ name, side, isOpen, onClose, children }: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen) dialog.current?.close();
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, as of every dialog
    <dialog
      ref={dialog}
      class={`drawer ${side}`}
      aria-label={name}
      onClose={onClose}
      onClick={(event) => {
        // The backdrop is the dialog itself; a link has led away.
        const target = event.target as Element;
        if (target === dialog.current || target.closest('a')) onClose();
      }}
    >
      {isOpen && <div class="drawer-body">{children}</div>}
    </dialog>
  );
}
