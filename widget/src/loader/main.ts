/**
 * The script of the tag: launcher, the queue `$parley`, and nothing else until it is touched. It runs once in a page and every
 * byte of it is in every page view: so its state is the module's, there is no framework, and what can wait is in the chunks.
 */
import type { UnreadAnswer, WidgetSettings } from '@parley/shared-types/http.ts';
import type { Sdk, SdkCommand } from '@parley/shared-types/sdk.ts';
import type { Host, LiveModule, Panel, PanelModule } from '../host.ts';
import css from './launcher.css?inline';
import { VERBS } from './verbs.ts';

/** Put here by the server (api/widget-script.ts). */
declare const __PARLEY__: WidgetSettings;
declare global {
  interface Window {
    $parley?: Sdk | SdkCommand[];
  }
}

const site = __PARLEY__;
/** Of the site at its server, and the id of the site, which is its last part. */
const [, address, siteId] = /(.*\/(.*))\.js/.exec((document.currentScript as HTMLScriptElement).src) as unknown as [string, string, string];
const prefix = `parley:${siteId}:`;
const element = document.createElement('parley-chat');
const root = element.attachShadow({ mode: 'open' });
const button = document.createElement('button');
const badge = document.createElement('b');
/** Commands that wait for the panel. */
const waiting: SdkCommand[] = [];
const said: Record<string, unknown> = {};
let panel: Panel | undefined;
let chunks: Promise<[PanelModule, LiveModule]> | undefined;
let isOpen = false;
let isOver = false;
let unread = 0;
/** Of somebody who wrote before. */
let grant: string | undefined;

function say(words: string): void {
  if (!said[words]) console.warn(`parley: ${words}`);
  said[words] = true;
}

/** Loads panel and live: already when a pointer comes near, so that the click finds them there. */
function fetchChunks(): Promise<[PanelModule, LiveModule]> {
  const load = (name: string) => import(/* @vite-ignore */ `${address}/../assets/${name}`);
  const get = (name: string) => load(name).catch(() => load(`${name}?${Date.now()}`));
  chunks ??= Promise.all([get(site.panel), get(site.live)]).catch((error) => {
    chunks = undefined;
    throw error;
  });
  return chunks;
}

const nothing = () => {};

function label(words = site.labels[isOpen ? 1 : 0] + (unread && !isOpen ? ` (${unread})` : '')): void {
  button.ariaExpanded = `${isOpen}`;
  button.ariaLabel = words;
  badge.textContent = unread && !isOpen ? `${unread}` : '';
}

/** Mounts the panel, once; then it shows what is open and does what waits. */
async function touch(): Promise<void> {
  try {
    const [panels, live] = await fetchChunks();
    if (isOver) return;
    panel ??= panels.mount(host, live);
    for (const command of waiting.splice(0)) panel.run(command);
    panel.setOpen(isOpen);
  } catch {
    isOpen = false;
    label('Chat failed to load. Try again');
    badge.textContent = '!';
    say('chunk_failed - check network and CSP');
  }
}

const host: Host = {
  site,
  address,
  root,
  launcher: button,
  prefix,
  setOpen(open) {
    if (isOpen === open) return;
    isOpen = open;
    label();
    void touch();
  },
  setUnread(count) {
    unread = count;
    label();
  },
};

function destroy(): void {
  isOver = true;
  panel?.destroy();
  element.remove();
  delete window.$parley;
}

function run(command: SdkCommand): unknown {
  const [kind, name] = command ?? [];
  const verb = `${kind} ${name}`;
  if (!VERBS.test(verb)) say(`verb_unsupported - ${verb}`);
  else if (kind === 'get') return unread;
  else if (/:(open|close)$/.test(name)) host.setOpen(/open/.test(name));
  else if (/:(show|hide)$/.test(name)) element.hidden = /hide/.test(name);
  else if (name === 'destroy') destroy();
  else if (panel) return panel.run(command);
  else {
    waiting.push(command);
    if (name === 'message:send' || (/:(reset|logout)/.test(name) && grant)) void touch();
  }
}

function show(): void {
  // A widget that was destroyed before there was a body.
  if (!isOver) document.body.append(element);
}

/** Somebody who wrote before: is there an answer? The only request that a page view may cost beyond this script. */
async function askUnread(body: string): Promise<void> {
  const asked = await fetch(`${address}/unread`, { method: 'POST', body, credentials: 'omit' });
  const { unread: count, last } = (await asked.json()) as UnreadAnswer & { ok: true };
  if (panel || !count || !last) return;
  host.setUnread(count);
  button.title = `${last.name ?? site.name}: ${last.text}`;
}

/** Builds the button node by node - the page may forbid to make it from text - and does what the page asked for before. */
function start(commands: readonly SdkCommand[]): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + (site.css ?? ''));
  root.adoptedStyleSheets = [sheet];
  root.append(button);
  button.append(badge);
  button.style.cssText = `background:${site.color};color:${site.ink}`;
  button.onpointerenter = button.onfocus = () => void fetchChunks().catch(nothing);
  button.onclick = () => host.setOpen(!isOpen);
  label();
  if (document.body) show();
  else addEventListener('DOMContentLoaded', show);
  let wasOpen: string | undefined;
  try {
    grant = localStorage[`${prefix}grant`];
    wasOpen = sessionStorage[`${prefix}open`];
  } catch {
    // A browser that lets nobody read: everybody is new.
  }
  const sdk: Sdk = {
    push: (...given) => given.map(run).pop(),
    get: (name) => run(['get', name]) as never,
    is: (name) => run(['is', name]) as never,
  };
  window.$parley = sdk;
  sdk.push(...commands);
  if (wasOpen) host.setOpen(true);
  else if (grant && !isOpen) askUnread(grant).catch(nothing); // Nothing is lost: the badge comes with the panel.
}

const before = window.$parley;
if (before && !('map' in before)) say('already_loaded - keep one script tag');
else start(before ?? []);
