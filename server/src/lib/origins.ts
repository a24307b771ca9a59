/**
 * True when a request's Origin is our own: the configured one, or - where no PUBLIC_URL is set, as on a LAN address - the
 * host that was asked. Anything malformed, `null` or absent is not.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, publicUrl: string | null): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.origin !== origin) return false;
  if (publicUrl !== null) return url.origin === new URL(publicUrl).origin;
  return host !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && url.host === host;
}
