import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { FormFrame } from '../../../models/form.ts';
import { SaveBar } from './SaveBar.tsx';

interface SaveFormProps {
  readonly model: Omit<FormFrame, 'problemAt'> & { readonly save: () => Promise<void> };
  readonly children: ComponentChildren;
}

/** Fields that are saved together; what was refused leads to the first field that is wrong. */
export function SaveForm({ model, children }: SaveFormProps) {
  const element = useRef<HTMLFormElement>(null);
  const save = async () => {
    await model.save();
    if (model.outcome.peek()?.ok === false) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  };
  return (
    <form
      ref={element}
      class="settings-sections"
      novalidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {children}
      <SaveBar model={model} />
    </form>
  );
}
