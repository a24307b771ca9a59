/** The optional chunks: what each one's `create(kit)` gives to the panel. Each is at most 4 kB gzip and loaded when it is first needed. */
import type { Words } from '../words/en.ts';
import type { Attention } from './attention.ts';
import type { EmojiPicker } from './emoji.tsx';
import type { Forms } from './forms.tsx';
import type { Kit } from './kit.ts';
import type { Rating } from './rating.tsx';

export interface Extras {
  readonly fr: Words;
  readonly de: Words;
  readonly es: Words;
  readonly ar: Words;
  readonly forms: Forms;
  readonly emoji: EmojiPicker;
  readonly attention: Attention;
  readonly rating: Rating;
}
export type ExtraName = keyof Extras;
export interface ExtraModule<Name extends ExtraName> {
  create(kit: Kit): Extras[Name];
}
