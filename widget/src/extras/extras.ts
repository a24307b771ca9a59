/** The optional chunks: what each one's `create(kit)` gives to the panel. Each is at most 4 kB gzip and loaded when it is first needed. */
import type { Words } from '../words/en.ts';
import type { Kit } from './kit.ts';

export interface Extras {
  readonly fr: Words;
  readonly de: Words;
  readonly es: Words;
  readonly ar: Words;
}
export type ExtraName = keyof Extras;
export interface ExtraModule<Name extends ExtraName> {
  create(kit: Kit): Extras[Name];
}
