/** The optional chunks: what each one's `create(kit)` gives to the panel; its `undo`, if there is one, is called at the end. Each is at most 4 kB gzip and loaded when it is first needed. */
import type { Language } from '@parley/shared-types/model.ts';
import type { Words } from '../words/en.ts';
import type { About } from './about.ts';
import type { AttachExtra } from './attach.tsx';
import type { Attention } from './attention.ts';
import type { BubbleOfNews } from './bubble.tsx';
import type { Diagnose } from './diagnose.ts';
import type { Dots } from './dots.tsx';
import type { EmojiPicker } from './emoji.tsx';
import type { FilesExtra } from './files.tsx';
import type { Forms } from './forms.tsx';
import type { HoursWords } from './hours.ts';
import type { Kit } from './kit.ts';
import type { Logo } from './logo.tsx';
import type { Phone } from './phone.ts';
import type { Rating } from './rating.tsx';
import type { Rich } from './rich.tsx';
import type { SdkPart } from './sdk.ts';
import type { Typing } from './typing.tsx';
import type { Visits } from './visits.ts';

/** The words of a language are the file of its name in src/words. */
export interface Extras extends Readonly<Record<Exclude<Language, 'en'>, Words>> {
  readonly bubble: BubbleOfNews;
  readonly attention: Attention;
  readonly dots: Dots;
  readonly emoji: EmojiPicker;
  readonly forms: Forms;
  readonly about: About;
  readonly attach: AttachExtra;
  readonly files: FilesExtra;
  readonly hours: HoursWords;
  readonly logo: Logo;
  readonly phone: Phone;
  readonly rating: Rating;
  readonly rich: Rich;
  readonly typing: Typing;
  readonly sdk: SdkPart;
  readonly diagnose: Diagnose;
  readonly visits: Visits;
}
export type ExtraName = keyof Extras;
export interface ExtraModule<Name extends ExtraName> {
  create(kit: Kit): Extras[Name];
}
