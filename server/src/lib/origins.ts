/**
 * True when a request's Origin is our own: the configured one, or - where no PUBLIC_URL is set, as on a LAN address - the
 * host that was asked. Anything malformed, `null` or absent is not.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, publicUrl: string | null): boolean {
  const url = parseOrigin(origin);
  if (url === null) return false;
  if (publicUrl !== null) return url.origin === new URL(publicUrl).origin;
  return host !== undefined && url.host === host;
}

export interface ChatPage {
  readonly origin: string | undefined;
  /** The host that was asked. */
  readonly host: string | undefined;
}

export interface ChatPolicy {
  readonly publicUrl: string | null;
  /** The embedded mode: pages of this machine may chat, whatever their port, so that a site can be tried before it is online. */
  readonly allowsLoopback: boolean;
}

/** Whether a page may open the chat of a site (SPEC G1): for sockets, for `check` and for `unread` alike. */
export function mayChat({ origin, host }: ChatPage, allowedOrigins: readonly string[], policy: ChatPolicy): boolean {
  if (isOwnOrigin(origin, host, policy.publicUrl)) return true;
  const url = parseOrigin(origin);
  if (url === null) return false;
  return allowedOrigins.includes(url.origin) || (policy.allowsLoopback && LOOPBACK.has(url.hostname));
}

/** The origin of a page by its address, as in Referer; undefined when there is none. */
export function originOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? (parseOrigin(new URL(address).origin)?.origin ?? undefined) : undefined;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** An http or https origin in its exact form; null for everything else. */
function parseOrigin(origin: string | undefined): URL | null {
  if (!origin || !URL.canParse(origin)) return null;
  const url = new URL(origin);
  return url.origin === origin && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

const MAX_ORIGIN = 300;
/** What is taken without a scheme: a name with a dot in it, an address, localhost. */
const HOST_FIRST = /^(?:localhost|\[[0-9a-f:.]+\]|[^/?#:]+\.[^/?#:]+)(?::\d+)?(?:[/?#]|$)/i;
const NEARBY = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Puts the scheme in front of what was typed without one: http on this machine, else https. */
function withScheme(typed: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) || /^(?:file|data|blob|about|javascript):/i.test(typed)) return typed;
  const host = URL.canParse(`http://${typed}`) ? new URL(`http://${typed}`).hostname : '';
  return `${NEARBY.test(host) ? 'http' : 'https'}://${typed}`;
}

/**
 * Makes what a person types for a site (`shop.example`, `https://Shop.example:443/path`) into the origin that browsers send.
 * @returns the origin, or a word about why it cannot be one
 */
export function normaliseOrigin(typed: string): { readonly origin: string } | { readonly why: string } {
  const text = typed.trim();
  if (text === '' || text === 'null') return { why: 'Give the address of a site, like https://shop.example.' };
  if (text.length > MAX_ORIGIN) return { why: 'This is too long for the address of a site.' };
  if (text.includes('*')) return { why: 'Each site has to be named: * is not taken.' };
  const full = withScheme(text);
  if (/\s/.test(full) || !URL.canParse(full)) return { why: 'This is not the address of a site.' };
  const { protocol, username, password, origin } = new URL(full);
  if (protocol !== 'https:' && protocol !== 'http:') return { why: 'Only http and https pages can have a chat.' };
  if (username !== '' || password !== '') return { why: 'The address must not hold a name or a password.' };
  if (full !== text && !HOST_FIRST.test(text)) return { why: 'This is not the address of a site.' };
  return { origin };
}
