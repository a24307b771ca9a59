/** The chunk `live`: the visitor's session over the one connection of all tabs, kept in the browser's storage, and why a page is refused. */
import type { ErrorCode, Refusal } from '@parley/shared-types/errors.ts';
import type { CheckAnswer } from '@parley/shared-types/http.ts';
import { connectVisitor } from '../core/connection.ts';
import { browserStorage, cookieStorage, type KeyValue, memoryStorage } from '../core/storage.ts';
import { createTabs, type Tabs } from '../core/tabs.ts';
import { systemTimers } from '../core/time.ts';
import { HAS_USERS } from '../core/users.ts';
import { createVisitorSession, type VisitorSession } from '../core/visitor-session.ts';
import { openChannel } from './channel.ts';

export interface LiveOptions {
  /** Of the site at its server, `https://chat.example/parley/SITE`. */
  readonly address: string;
  readonly prefix: string;
  /** The owner asks the visitor to agree first. */
  readonly asksConsent: boolean;
  /** What the visitor says to that now; what they said before when absent. */
  readonly agreed?: boolean | undefined;
  /** This page may not chat; called at most once. */
  readonly onRefused: (why: Refusal) => void;
  /** Another tab began anew, or as somebody else: what this page knows of the visitor is not true any more. */
  readonly onSwitched?: () => void;
  /** Somebody else is here, by whatever way: what was shown is not theirs. */
  readonly onAnother?: (() => void) | undefined;
  /** A token was refused or has ended, or there has to be one. */
  readonly onTokenRefused?: ((code: ErrorCode) => void) | undefined;
  /** The grant is kept in a cookie of this domain; '' or absent: in the storage of the origin. */
  readonly cookieDomain?: string | undefined;
}

export interface Live {
  readonly session: VisitorSession;
  readonly storage: KeyValue;
  readonly tabs: Pick<Tabs, 'claim'>;
  /** The visitor has not agreed: nothing is asked and nothing kept. */
  readonly isIdle: boolean;
  close(): void;
}

/** Refusals that no waiting mends. */
const FINAL: readonly string[] = ['origin_refused', 'unknown_site', 'protocol_unsupported'];
const ASK_AGAIN_MS = 60_000;

/** Asks why a socket was refused: the browser does not tell. Null when it was not, or nobody answers. */
async function askWhy({ address }: LiveOptions): Promise<Refusal | null> {
  try {
    const answer = (await (await fetch(`${address}/check`, { credentials: 'omit' })).json()) as CheckAnswer;
    return answer.ok ? null : answer;
  } catch {
    return null;
  }
}

const nothing = () => {};
/** In place of the other tabs: who waits for them alone does not connect. */
const NOBODY = { post: nothing, close: nothing };

const isVisible = () => document.visibilityState === 'visible';
/** A browser lets only a page that was touched make a sound. */
const standing = () => (navigator.userActivation?.hasBeenActive ? 2 : 0) + (isVisible() ? 1 : 0);

/** Tells when this page may not chat, once: the server says so, or is asked when the first connection failed. */
function watchRefusals(tabs: Tabs, options: LiveOptions, close: () => void): void {
  let isOver = false;
  let before = tabs.link();
  let askedAt = -ASK_AGAIN_MS;
  const refuse = (why: Refusal | null) => {
    if (why === null || isOver || !FINAL.includes(why.code)) return;
    isOver = true;
    close();
    // For the owner of the page, who alone can mend it.
    console.warn(`parley: ${why.code} - ${why.message}`);
    options.onRefused(why);
  };
  tabs.onLink((link, why) => {
    const failed = link === 'offline' && before !== 'online';
    before = link;
    if (why) return refuse(why);
    if (!failed || performance.now() - askedAt < ASK_AGAIN_MS) return;
    askedAt = performance.now();
    void askWhy(options).then(refuse);
  });
}

function openStorage({ prefix, cookieDomain: domain }: LiveOptions, siteId: string): KeyValue {
  const storage = browserStorage(() => localStorage);
  // The page that a mail links to has a conversation of its own.
  if (!HAS_USERS || !domain || prefix !== `parley:${siteId}:`) return storage;
  return cookieStorage({ storage, key: `${prefix}grant`, name: `parley_${siteId}`, domain, jar: document, location });
}

/** Whether the visitor agrees, or need not. What is said now is kept; a refusal leaves nothing. */
function readConsent({ asksConsent, agreed, prefix }: LiveOptions, kept: KeyValue): boolean {
  const key = `${prefix}agreed`;
  if (agreed) kept.set(key, '1');
  if (agreed === false) for (const name of [`${prefix}grant`, ...kept.keys(prefix)]) kept.remove(name);
  return agreed ?? (!asksConsent || kept.get(key) !== null);
}

/** Connects a visitor. The connection stays until `close`, and pauses while the page cannot be seen again by itself. */
export function connect(options: LiveOptions): Live {
  const { address, prefix } = options;
  const [, url = '', siteId = ''] = /^(.*)\/parley\/(.*)$/.exec(address) ?? [];
  const kept = openStorage(options, siteId);
  const isIdle = !readConsent(options, kept);
  const storage = isIdle ? memoryStorage() : kept;
  const tabs = createTabs({
    openChannel: isIdle ? () => NOBODY : openChannel(`${address} ${prefix}`),
    open: () => connectVisitor({ url, siteId }),
    timers: systemTimers(),
    isVisible,
    standing,
  });
  const { onAnother, onTokenRefused: onRefused } = options;
  const session = createVisitorSession({ transport: tabs, storage, siteId, prefix, onAnother, onRefused });
  const see = () => {
    if (!isVisible()) return;
    tabs.look();
    session.wake();
    // Nobody tells a tab what a page of another subdomain did with a cookie that they share.
    if (session.state().conversationId) compare();
  };
  /** Renewed by another tab it is still the grant of the same conversation, whose id is its second word. */
  const compare = () => {
    const { conversationId } = session.state();
    if (storage.get(`${prefix}grant`)?.split('.')[1] === conversationId) return session.renewed();
    if (conversationId) options.onSwitched?.();
    session.rebind();
  };
  const onEvent: Record<string, (event: Event) => void> = {
    online: see,
    visibilitychange: see,
    // A page that is frozen or kept for going back has no connection: the browser would not keep it, and it could not lead.
    pagehide: tabs.sleep,
    freeze: tabs.sleep,
    pageshow: tabs.wake,
    resume: tabs.wake,
    storage(event) {
      const { key } = event as StorageEvent;
      if (key === null || key.startsWith(`${prefix}grant`)) compare();
    },
  };
  if (isIdle) {
    tabs.sleep();
    return { session, storage, tabs, isIdle, close: session.close };
  }
  // On their way down, since not all of those of the document come up to the window.
  for (const name in onEvent) addEventListener(name, onEvent[name] as EventListener, true);
  const close = () => {
    for (const name in onEvent) removeEventListener(name, onEvent[name] as EventListener, true);
    session.close();
  };
  watchRefusals(tabs, options, close);
  return { session, storage, tabs, isIdle, close };
}
