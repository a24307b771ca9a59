/** Name of the operator's session cookie: `__Host-` ties it to this host and to https. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-parley' : 'parley';
}

/** One cookie's value from a Cookie header (RFC 6265 §5.4), or null. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return null;
}

/** A Set-Cookie value for the session; an empty token and 0 seconds end it. */
export function sessionCookie(token: string, maxAgeSeconds: number, secure: boolean): string {
  const parts = [`${sessionCookieName(secure)}=${token}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeSeconds}`];
  return (secure ? [...parts, 'Secure'] : parts).join('; ');
}
