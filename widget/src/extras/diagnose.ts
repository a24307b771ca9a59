/** The chunk `diagnose`, `do:diagnose`: tries the ways that the chat needs and says in plain words, with a code, what is wrong. */
import type { CheckAnswer } from '@parley/shared-types/http.ts';
import { PROTOCOL_VERSION } from '@parley/shared-types/protocol.ts';
import { WORDS } from '../sdk/findings.ts';
import type { Kit } from './kit.ts';

export interface Finding {
  readonly code: string;
  readonly words: string;
}
export type Diagnose = () => Promise<readonly Finding[]>;

const WAIT_MS = 5_000;

/** Directives of the page's own policy that stopped something meanwhile, each once. */
async function watchPolicy(work: () => Promise<void>): Promise<readonly string[]> {
  const stopped = new Set<string>();
  const hear = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => stopped.add(`${effectiveDirective} ${blockedURI}`);
  document.addEventListener('securitypolicyviolation', hear);
  await work();
  // Reports come in a task of their own.
  await new Promise((done) => setTimeout(done));
  document.removeEventListener('securitypolicyviolation', hear);
  return [...stopped];
}

/** What the server says of this page; null: nothing came. */
async function askServer(address: string): Promise<CheckAnswer | null> {
  try {
    return (await (await fetch(`${address}/check`, { credentials: 'omit', signal: AbortSignal.timeout(WAIT_MS) })).json()) as CheckAnswer;
  } catch {
    return null;
  }
}

/** Whether the server is there at all, on an address that no list of blockers has. */
async function isReached(origin: string): Promise<boolean> {
  try {
    await fetch(`${origin}/readyz`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(WAIT_MS) });
    return true;
  } catch {
    return false;
  }
}

function tryWebSocket(address: string): Promise<boolean> {
  const [, origin = '', site = ''] = /^http(.*)\/parley\/(.*)$/.exec(address) ?? [];
  return new Promise((done) => {
    try {
      const socket = new WebSocket(`ws${origin}/parley/socket/?EIO=4&transport=websocket&site=${site}`);
      const end = (isOpen: boolean) => {
        clearTimeout(timer);
        socket.close();
        done(isOpen);
      };
      const timer = setTimeout(end, WAIT_MS, false);
      socket.onopen = () => end(true);
      socket.onerror = () => end(false);
    } catch {
      done(false);
    }
  });
}

function isStorageThere(prefix: string): boolean {
  try {
    localStorage.setItem(`${prefix}try`, '');
    localStorage.removeItem(`${prefix}try`);
    return true;
  } catch {
    return false;
  }
}

export function create({ host, model }: Kit): Diagnose {
  const { address, prefix } = host;
  const { origin } = new URL(address);
  const look = async (): Promise<Finding[]> => {
    const found: Finding[] = [];
    const add = (code: keyof typeof WORDS, more = '') => found.push({ code, words: `${WORDS[code]}${more}` });
    let answer: CheckAnswer | null = null;
    let isAway = false;
    let hasSocket = true;
    const stopped = await watchPolicy(async () => {
      answer = await askServer(address);
      isAway = answer === null && !(await isReached(origin));
      hasSocket = isAway || (await tryWebSocket(address));
    });
    const said = (answer as CheckAnswer | null) ?? model.state().refused;
    if (stopped.length > 0) add('csp_blocked', ` (${stopped.join(', ')})`);
    else if (!navigator.onLine) add('offline');
    else if (isAway) add('server_away', ` (${origin})`);
    else if (!said) add('request_blocked');
    else if (!said.ok) found.push({ code: said.code, words: said.message });
    else if (!hasSocket) add('websocket_refused');
    if (!isStorageThere(prefix)) add('storage_denied');
    return found;
  };
  return async () => {
    const found = await look();
    const all =
      found.length > 0 ? found : [{ code: 'all_well', words: `${WORDS.all_well} (protocol ${PROTOCOL_VERSION}, ${host.site.chat})` }];
    for (const { code, words } of all) console.info(`parley: ${code} - ${words}`);
    return all;
  };
}
