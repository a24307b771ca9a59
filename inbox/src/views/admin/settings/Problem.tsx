import { useState } from 'preact/hooks';
import type { FormFrame } from '../../../models/form.ts';

/** What is wrong with a field, at the field. */
export function Problem({ model, field }: { readonly model: Pick<FormFrame, 'problemAt'>; readonly field: string }) {
  return (
    <p class="error" id={`${field}-error`}>
      {model.problemAt(field)}
    </p>
  );
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A text field with one entry on each line: an empty line is kept while somebody writes, and is no entry. */
export function useLines(value: readonly string[], onChange: (value: readonly string[]) => void) {
  const [text, setText] = useState(value.join('\n'));
  // Otherwise the value was changed elsewhere: saved, or undone.
  const isOurs = linesOf(text).join('\n') === value.join('\n');
  return {
    value: isOurs ? text : value.join('\n'),
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => {
      setText(event.currentTarget.value);
      onChange(linesOf(event.currentTarget.value));
    },
  };
}
