/** The chunk `live`: the visitor's session over Socket.IO, kept in the browser's storage, and why a page is refused. */
import type { Refusal } from '@parley/shared-types/errors.ts';
import type { CheckAnswer } from '@parley/shared-types/http.ts';
import { connectVisitor } from '../core/connection.ts';
import { browserStorage, type KeyValue } from '../core/storage.ts';
import { createVisitorSession, type VisitorSession } from '../core/visitor-session.ts';
import { createIdle, hasAgreed } from './idle.ts';

export { hasAgreed };

export interface LiveOptions {
  /** Of the site at its server, `https://chat.example/parley/SITE`. */
  readonly address: string;
  readonly prefix: string;
  /** The visitor has not agreed to anything: nothing is asked and nothing kept. */
  readonly isIdle: boolean;
  /** This page may not chat; called at most once. */
  readonly onRefused: (why: Refusal) => void;
}

export interface Live {
  readonly session: VisitorSession;
  readonly storage: KeyValue;
  /** Where the tabs of a browser know of each other. */
  readonly tabs?: {
    /** True in one of them for each key: that one does it. */
    claim(key: string): Promise<boolean>;
  };
  close(): void;
}

/** Refusals that no waiting mends. */
const FINAL: readonly string[] = ['origin_refused', 'unknown_site', 'protocol_unsupported'];
const ASK_AGAIN_MS = 60_000;

/** One line on the console for the owner of the page, who alone can mend it. */
function tell({ code, message }: Refusal): void {
  const mends: Record<string, string> = {
    origin_refused: /^https?:/.test(location.origin)
      ? `add ${location.origin} to the allowed origins in the inbox under Install`
      : 'open the page from a web server: a file has no origin that could be allowed',
    unknown_site: 'copy the script tag again from the inbox under Install',
    protocol_unsupported: 'reload the page',
  };
  console.warn(`parley: ${code} - ${message} Mend: ${mends[code]}.`);
}

/** Asks why a socket was refused: the browser does not tell. Null when it was not, or nobody answers. */
async function askWhy({ address }: LiveOptions): Promise<Refusal | null> {
  try {
    const answer = (await (await fetch(`${address}/check`, { credentials: 'omit' })).json()) as CheckAnswer;
    return answer.ok ? null : answer;
  } catch {
    return null;
  }
}

/** Connects a visitor. The connection stays until `close`. */
export function connect(options: LiveOptions): Live {
  if (options.isIdle) return createIdle(options);
  const storage = browserStorage(() => localStorage);
  const [, url = '', siteId = ''] = /^(.*)\/parley\/(.*)$/.exec(options.address) ?? [];
  const transport = connectVisitor({ url, siteId });
  let isOver = false;
  let before = transport.link();
  let askedAt = -ASK_AGAIN_MS;
  const refuse = (why: Refusal | null) => {
    if (why === null || isOver || !FINAL.includes(why.code)) return;
    close();
    tell(why);
    options.onRefused(why);
  };
  transport.onLink((link, why) => {
    const failed = link === 'offline' && before !== 'online';
    before = link;
    if (why) return refuse(why);
    if (!failed || performance.now() - askedAt < ASK_AGAIN_MS) return;
    askedAt = performance.now();
    void askWhy(options).then(refuse);
  });
  const session = createVisitorSession({ transport, storage, siteId, prefix: options.prefix });
  const wake = () => {
    if (document.visibilityState === 'visible') session.wake();
  };
  addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  const close = () => {
    isOver = true;
    removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', wake);
    session.close();
  };
  return { session, storage, close };
}
