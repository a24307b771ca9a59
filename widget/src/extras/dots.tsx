/** The extra `dots`: somebody is writing. */
import type { ComponentChild } from 'preact';
import css from './dots.css?inline';
import type { Kit } from './kit.ts';
import { addStyle } from './shared/style.ts';

/** @param words what is read out */
export type Dots = (words: string) => ComponentChild;

export function create(kit: Kit): Dots {
  addStyle(kit, css);
  return (words) => (
    <div class="bubble dots">
      <i />
      <i />
      <i />
      <span class="unseen">{words}</span>
    </div>
  );
}
