/** The pages of the inbox, as the address says them. */
export type Route =
  | { readonly page: 'list' }
  | { readonly page: 'search' }
  | { readonly page: 'conversation'; readonly siteId: string; readonly conversationId: string }
  | { readonly page: AdminPage; readonly siteId: string }
  /** One's own account. */
  | { readonly page: 'me' }
  | { readonly page: 'missing' };
export type AdminPage = (typeof ADMIN_PAGES)[number];

const ADMIN_PAGES = ['visitors', 'install', 'team', 'replies', 'desk', 'numbers', 'channels', 'hooks', 'settings'] as const;
const isAdminPage = (word: string | undefined): word is AdminPage => (ADMIN_PAGES as readonly string[]).includes(word ?? '');

export const HOME = '/inbox/';
export const ME = '/inbox/me';

/** Reads the path of an address; what is not known is `missing`. */
export function parseRoute(path: string): Route {
  const [root, page, siteId, conversationId, ...more] = path.split('/').filter((word) => word !== '');
  if (root !== 'inbox' || more.length > 0) return { page: 'missing' };
  if (page === undefined) return { page: 'list' };
  if (page === 'search' && !siteId) return { page: 'search' };
  if (page === 'me' && !siteId) return { page: 'me' };
  if (page === 'c' && siteId && conversationId) return { page: 'conversation', siteId, conversationId };
  return isAdminPage(page) && siteId && !conversationId ? { page, siteId } : { page: 'missing' };
}

export function conversationHref({ siteId, conversationId }: { readonly siteId: string; readonly conversationId: string }): string {
  return `/inbox/c/${siteId}/${conversationId}`;
}

export function adminHref(page: AdminPage, siteId: string): string {
  return `/inbox/${page}/${siteId}`;
}

/** Where to go after signing in: only ever a page of the inbox, whatever the address asks for. */
export function wayBack(asked: string | null): string {
  return asked !== null && /^\/inbox\/[\w/-]*(\?[\w=&%.~+*-]*)?$/.test(asked) && !asked.startsWith('/inbox/login') ? asked : HOME;
}

/** True where what is typed can be read on its way: http, and not this very machine. */
export function isOpenWire({ protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>): boolean {
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname) && !hostname.endsWith('.localhost');
}
