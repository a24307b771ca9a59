/** What the parts of the widget - loader, chat, page - know of each other. Types only: each part is a file of its own. */
import type { WidgetSettings } from '@parley/shared-types/http.ts';
import type { SdkCommand } from '@parley/shared-types/sdk.ts';
import type { Live, LiveOptions } from './live/live.ts';

/** What the panel may do with the page around it: of the loader, or of the hosted page. */
export interface Host {
  readonly site: WidgetSettings;
  /** Of the site at its server, `https://chat.example/parley/SITE`. */
  readonly address: string;
  /** Its second sheet is the look of the site, `site.css`. */
  readonly root: ShadowRoot;
  /** Gets the focus back when the panel closes; null on the hosted page, whose panel never closes. */
  readonly launcher: HTMLElement | null;
  /** Of everything in the browser's storage. */
  readonly prefix: string;
  setOpen(open: boolean): void;
  /** Tells how many answers are not read. */
  setUnread(count: number): void;
}

/** What the chunk `page` may do besides, before there is a panel. */
export interface PageHost extends Host {
  readonly launcher: HTMLElement;
  /** Loads and mounts the panel, which connects; it stays closed. */
  touch(): Promise<void>;
  /** Gives a command to the panel: now, or when there is one. Resolves with what comes of it. */
  pass(command: SdkCommand): unknown;
}

/** What the loader may do with the panel. */
export interface Panel {
  setOpen(open: boolean): void;
  /** Does what a verb of the SDK says; the loader passes on what it cannot do alone. */
  run(command: SdkCommand): unknown;
  destroy(): void;
}

/** What the loader may do with the chunk `page`. */
export interface Page {
  /** Does `config` and `do trigger:run`. */
  run(command: SdkCommand): unknown;
  destroy(): void;
}

/** How the panel gets its connection. */
export interface LiveModule {
  connect(options: LiveOptions): Live;
}
/** What the chunk `chat` exports. */
export interface ChatModule extends LiveModule {
  mount(host: Host, live: LiveModule): Panel;
}
/** What the chunk `page` exports. */
export interface PageModule {
  create(kit: { readonly host: PageHost }): Page;
}
