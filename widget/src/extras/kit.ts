/** What an optional chunk gets of the panel: its Preact, so that it is loaded once, the page and the chat. Types only. */
import type { SdkEvent, SdkEvents } from '@parley/shared-types/sdk.ts';
import type { Fragment, jsx } from 'preact/jsx-runtime';
import type { Host } from '../host.ts';
import type { Model } from '../panel/model.ts';

export interface Kit {
  readonly preact: { readonly jsx: typeof jsx; readonly Fragment: typeof Fragment };
  readonly host: Host;
  /** Everything that is seen of the panel. */
  readonly root: ShadowRoot;
  /** Adds rules to the panel's. */
  readonly style: (css: string) => void;
  readonly model: Model;
  /** Tells the page's listeners. */
  readonly emit: <Event extends SdkEvent>(event: Event, value: SdkEvents[Event]) => void;
}
