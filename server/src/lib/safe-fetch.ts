/**
 * Requests to addresses that somebody else has chosen (SPEC H3): what a name stands for is found out and judged here, and the
 * connection goes to the very address that was judged, so that a name that changes its mind in between gains nothing.
 */
import { lookup } from 'node:dns/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { ParleyError } from './errors.ts';
import { type IsAllowed, isPublicAddress } from './safe-address.ts';

export interface SafeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface SafeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}
/** Posts; redirects are answers like any other. @throws ParleyError `hook_*` that says why there is no answer */
export type SafePost = (request: SafeRequest) => Promise<SafeAnswer>;

interface SafeFetchDeps {
  /** Addresses that are let through although they are not public; for these plain http will do. */
  readonly isAllowed: IsAllowed;
  /** All addresses of a name; that of the system unless a test has its own. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
  readonly timeoutMs?: number;
  /** PEM; certificates that are believed besides those of the system. For tests. */
  readonly ca?: string;
}

const TIMEOUT_MS = 15_000;
/** After the head has come so long, and so many bytes, are given to the body: a receiver may not like to be cut off. */
const BODY_MS = 3_000;
const BODY_BYTES = 16_384;
const MAX_HEADER_BYTES = 16_384;

/** Ports of services that would take an HTTP request for something else: those that browsers refuse, and mail and databases. */
const REFUSED_PORTS = new Set([
  ...[1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115],
  ...[117, 119, 123, 135, 137, 138, 139, 143, 161, 179, 389, 427, 445, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556],
  ...[563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 6000, 6379, 6566],
  ...[6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017],
]);

/** What is wrong with an address before anybody is asked about it, in words for a form; null: nothing. */
export function problemOfUrl(typed: string): string | null {
  if (typed.length > 2_000) return 'at most 2000 characters';
  if (!URL.canParse(typed)) return 'must be an address like https://example.com/hook';
  const { protocol, username, password, port, hash } = new URL(typed);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https://';
  if (username !== '' || password !== '') return 'must not have a user or a password in it';
  if (hash !== '') return 'must not have a # in it';
  return REFUSED_PORTS.has(Number(port)) ? 'must be another port: this one belongs to another kind of service' : null;
}

const systemResolve = async (name: string) => (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

/** The address to connect to. @throws ParleyError `hook_refused` when none may be, `hook_unreachable` when there is none */
async function chooseAddress(url: URL, { isAllowed, resolve = systemResolve }: SafeFetchDeps): Promise<string> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(name) > 0 ? [name] : await resolve(name).catch(() => []);
  if (found.length === 0) throw new ParleyError('hook_unreachable', { detail: 'the name has no address' });
  const chosen = found.find(isAllowed) ?? (url.protocol === 'https:' ? found.find(isPublicAddress) : undefined);
  if (chosen === undefined) {
    const detail = found.some(isPublicAddress) ? 'http without encryption' : 'no public address';
    throw new ParleyError('hook_refused', { detail });
  }
  return chosen;
}

const TLS = /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;

function codedFailure(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  const { code = 'no answer' } = error as { code?: string };
  return new ParleyError(TLS.test(code) ? 'hook_tls' : 'hook_unreachable', { detail: code, cause: error });
}

/** Lets the body go by, unread, and no more of it than a little. */
function leaveBody(response: IncomingMessage, finish: () => void): void {
  let bytes = 0;
  const timer = setTimeout(finish, BODY_MS);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) finish();
  });
  response.once('close', () => {
    clearTimeout(timer);
    finish();
  });
  response.on('error', finish);
}

/** One request over a connection of its own to `address`; what the certificate has to be good for is the name in the URL. */
function exchange(url: URL, address: string, request: SafeRequest, { timeoutMs = TIMEOUT_MS, ca }: SafeFetchDeps): Promise<SafeAnswer> {
  const isSecure = url.protocol === 'https:';
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      headers: { ...request.headers, 'content-length': String(Buffer.byteLength(request.body)) },
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      lookup: (_name, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family)),
      ...(ca !== undefined && { ca }),
    });
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      settle();
      outgoing.destroy();
    };
    const timer = setTimeout(() => finish(() => reject(new ParleyError('hook_timeout'))), timeoutMs);
    outgoing.on('error', (error) => finish(() => reject(codedFailure(error))));
    outgoing.on('response', (response) => {
      clearTimeout(timer);
      leaveBody(response, () => finish(() => resolve({ status: response.statusCode ?? 0, headers: response.headers })));
    });
    outgoing.end(request.body);
  });
}

/** Rejects when `work` is not done in time. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new ParleyError('hook_timeout')), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Makes what posts to any address that is public, or allowed here, and to no other. */
export function createSafePost(deps: SafeFetchDeps): SafePost {
  return async (request) => {
    const problem = problemOfUrl(request.url);
    if (problem !== null) throw new ParleyError('hook_refused', { detail: problem });
    const url = new URL(request.url);
    const address = await within(deps.timeoutMs ?? TIMEOUT_MS, chooseAddress(url, deps));
    return exchange(url, address, request, deps);
  };
}
