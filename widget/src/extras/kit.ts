/** What an optional chunk gets of the panel: its Preact, so that it is loaded once, the page and the chat. Types only. */
import type { SdkEvent, SdkEvents } from '@parley/shared-types/sdk.ts';
import type { Fragment, jsx } from 'preact/jsx-runtime';
import type { Host } from '../host.ts';
import type { Model } from '../panel/model.ts';

export interface Kit {
  readonly preact: { readonly jsx: typeof jsx; readonly Fragment: typeof Fragment };
  readonly host: Host;
  /** Where the panel is drawn: an extra adds its own sheet to `adoptedStyleSheets`. */
  readonly root: ShadowRoot;
  readonly model: Model;
  /** Tells the page's listeners. */
  readonly emit: <Event extends SdkEvent>(event: Event, value: SdkEvents[Event]) => void;
}
