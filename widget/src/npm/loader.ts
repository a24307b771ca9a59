/**
 * `@parley/widget/loader`: puts the script of a site into the page, once. Nothing here touches the page before `load` is called,
 * so that it may be imported on a server. It carries nothing of the widget: that comes from your Parley, always in its version.
 */
import type { Sdk, SdkCommand } from '@parley/shared-types/sdk.ts';

export interface LoadOptions {
  /** Address of your Parley, `https://chat.example.com`. */
  readonly url: string;
  /** Id of the site; it is on its install page. */
  readonly site: string;
  /** Of the script tag, for a page whose content security policy has nonces. */
  readonly nonce?: string | undefined;
}

/** The part of Trusted Types that we use; TypeScript's own library of the browser does not have it in every version. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): unknown };
}
type ParleyWindow = { trustedTypes?: TrustedTypes; $parley?: Sdk | SdkCommand[] };

/** Tags that have not run yet, by address. */
const coming = new Map<string, Promise<boolean>>();
/** The last of them: two sites in one page follow each other. */
let last: Promise<unknown> = Promise.resolve();
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

export function isBrowser(): boolean {
  return typeof document !== 'undefined';
}

/** The widget of this page, once its script has run. */
export function sdkOfPage(): Sdk | undefined {
  const found = isBrowser() ? (window as ParleyWindow).$parley : undefined;
  return found && 'get' in found ? found : undefined;
}

/** Address of a site's script; null when it cannot be one. */
export function addressOf({ url, site }: LoadOptions): string | null {
  try {
    const { protocol, href } = new URL(`${url.replace(/\/+$/, '')}/parley/${encodeURIComponent(site)}.js`, document.baseURI);
    return /^https?:$/.test(protocol) && site !== '' ? href : null;
  } catch {
    return null;
  }
}

/** A page that enforces Trusted Types takes our address through a policy of our name. */
function trusted(address: string): string {
  const types = (window as ParleyWindow).trustedTypes;
  if (!types) return address;
  try {
    policy ??= types.createPolicy('parley', { createScriptURL: (url) => url });
    return policy.createScriptURL(address) as string;
  } catch {
    // The page does not allow the name: it may have a default policy, and if not the tag tells.
    return address;
  }
}

function runTag(address: string, nonce?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const tag = document.createElement('script');
    const end = (worked: boolean, why = '') => {
      tag.remove();
      if (!worked)
        console.warn(`parley: script_failed - ${address} could not be loaded: check address, site id, ad blocker and CSP. ${why}`.trim());
      resolve(worked);
    };
    tag.async = true;
    if (nonce) tag.nonce = nonce;
    tag.onload = () => end(sdkOfPage() !== undefined);
    tag.onerror = () => end(false);
    try {
      tag.src = trusted(address);
      document.head.append(tag);
    } catch (error) {
      end(false, String(error));
    }
  });
}

/**
 * Loads the widget of a site into this page, unless it is there or on its way.
 * @returns whether it is there now; false on a server, and when it cannot be loaded, which the console tells. Never rejects
 */
export function load(options: LoadOptions): Promise<boolean> {
  if (!isBrowser()) return Promise.resolve(false);
  if (sdkOfPage()) return Promise.resolve(true);
  const address = addressOf(options);
  if (address === null) {
    console.warn('parley: invalid - url is the address of your Parley, https://chat.example.com, site the id of a site');
    return Promise.resolve(false);
  }
  const known = coming.get(address);
  if (known) return known;
  const run = () => (sdkOfPage() ? Promise.resolve(true) : runTag(address, options.nonce));
  const tag = last.then(run).finally(() => coming.delete(address));
  last = tag;
  coming.set(address, tag);
  return tag;
}
