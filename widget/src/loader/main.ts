/**
 * The script of the tag: launcher, the queue `$parley`, and nothing else until it is touched. It runs once in a page and every
 * byte of it is in every page view: so its state is the module's, there is no framework, and what can wait is in the chunks.
 */
import type { UnreadAnswer, WidgetSettings } from '@parley/shared-types/http.ts';
import type { LoaderVerb, Sdk, SdkCommand } from '@parley/shared-types/sdk.ts';
import type { ChatModule, Page, PageHost, PageModule, Panel } from '../host.ts';
import css from './launcher.css?inline';

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
/** What waits for the panel. */
const waiting: ((panel: Panel) => void)[] = [];
let panel: Panel | undefined;
let page: Promise<Page | undefined> | undefined;
let chat: Promise<ChatModule> | undefined;
let isOpen = false;
let isOver = false;
let unread = 0;
/** Of somebody who wrote before, and whether the chat was open. */
let grant: string | undefined;
let wasOpen: string | undefined;

const say = (words: string) => console.warn(`parley: ${words}`);
function sayFailed(): undefined {
  say('chunk_failed - check network and CSP');
}

const load = (name: string) => import(/* @vite-ignore */ `${address}/../assets/${name}`);
const get = (name: string) => load(name).catch(() => load(`${name}?${Date.now()}`));
/** Loads panel and connection: already when a pointer comes near, so that the click finds them there. */
const fetchChat = () => (chat ??= get(site.chat));
const forgetChat = () => {
  chat = undefined;
};
/** Loads what works on the page before there is a panel. */
const fetchPage = () =>
  (page ??= get(site.page)
    .then((module: PageModule) => module.create({ host }))
    .catch(sayFailed));

function label(words?: string): void {
  const count = (!isOpen && unread) || '';
  button.ariaExpanded = `${isOpen}`;
  button.ariaLabel = words ?? site.labels[isOpen ? 1 : 0] + (count && `, ${count}`);
  button.dataset.n = words ? '!' : `${count}`;
}

const host: PageHost = {
  site,
  address,
  root,
  launcher: button,
  prefix,
  setOpen(open) {
    if (isOpen === open) return;
    isOpen = open;
    label();
    void host.touch();
  },
  setUnread(count) {
    unread = count;
    label();
  },
  /** Mounts the panel, once; then it shows what is open and does what waits. */
  async touch() {
    try {
      const module = await fetchChat();
      if (isOver) return;
      const mounted = panel ?? module.mount(host, module);
      panel = mounted;
      for (const call of waiting.splice(0)) call(mounted);
      mounted.setOpen(isOpen);
    } catch {
      forgetChat();
      isOpen = false;
      label('Chat failed to load. Try again');
      sayFailed();
    }
  },
  pass: (command) => (panel ? panel.run(command) : new Promise((done) => waiting.push((to) => done(to.run(command))))),
};

/** A button of the page's own. */
function onClick(event: Event): void {
  if (!(event.target as HTMLElement).closest?.('[data-parley-open]')) return;
  event.preventDefault();
  host.setOpen(true);
}

/** What needs no panel. */
const verbs: Readonly<Record<Exclude<LoaderVerb, 'do trigger:run'>, () => unknown>> = {
  'do chat:open': () => host.setOpen(true),
  'do chat:close': () => host.setOpen(false),
  'do chat:toggle': () => host.setOpen(!isOpen),
  'do chat:show'() {
    element.hidden = false;
  },
  'do chat:hide'() {
    element.hidden = true;
  },
  'do destroy'() {
    isOver = true;
    removeEventListener('click', onClick);
    removeEventListener('load', show);
    panel?.destroy();
    void page?.then((it) => it?.destroy());
    element.remove();
    delete window.$parley;
  },
  'get chat:unread:count': () => unread,
  'is chat:opened': () => isOpen,
  'is chat:closed': () => !isOpen,
  'is chat:visible': () => button.offsetWidth,
  'is chat:hidden': () => !button.offsetWidth,
};

function run(command: SdkCommand): unknown {
  const [kind, name, value] = command ?? [];
  const verb = verbs[`${kind} ${name}` as 'do destroy'] as (() => unknown) | undefined;
  if (verb) return verb();
  if (/get|is/.test(kind)) return panel?.run(command);
  if (/config|trigger/.test(kind + name)) return fetchPage().then((it) => it?.run(command));
  const done = host.pass(command);
  // What concerns a conversation waits where there is none.
  if (kind === 'do' && !panel && (grant || /message:s|diag/.test(name))) void host.touch();
  return kind === 'on' ? () => run(['off', name, value]) : done;
}

/** Beside the body: there no page that is exchanged takes it along, and no transform moves it. */
const show = () => document.documentElement.append(element);

/** Builds the button node by node: the page may forbid to make it from text. */
function build(): void {
  root.adoptedStyleSheets = [css, site.css].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.append(button);
  button.onpointerenter = button.onfocus = () => void fetchChat().catch(forgetChat);
  button.onclick = verbs['do chat:toggle'];
  addEventListener('click', onClick);
  label();
  // Not before: what comes alive over the whole document would take another child of <html> for a fault of its own.
  if (document.readyState === 'complete') show();
  else addEventListener('load', show);
}

/** Somebody who wrote before: is there an answer? The only request that a page view may cost beyond this script. */
async function askUnread(): Promise<void> {
  const asked = await fetch(`${address}/unread`, { method: 'POST', body: grant as string });
  const { unread: count, last } = (await asked.json()) as UnreadAnswer & { ok: true };
  if (panel || !count || !last) return;
  host.setUnread(count);
  button.title = `${last.name ?? site.name}: ${last.text}`;
}

const before = window.$parley;
if (before && 'is' in before) say('already_loaded - keep one script tag');
else {
  build();
  try {
    grant = localStorage[`${prefix}grant`];
    wasOpen = sessionStorage[`${prefix}open`];
  } catch {
    // A browser that lets nobody read: everybody is new.
  }
  window.$parley = {
    push: (...given) => given.map(run).pop(),
    get: (name) => run(['get', name]) as never,
    is: (name) => !!run(['is', name]),
  };
  // What the page asked for before.
  before?.map(run);
  if (site.isPageBusy) void fetchPage();
  if (wasOpen) host.setOpen(true);
  else if (grant && !chat) askUnread().catch(forgetChat); // Nothing is lost: the badge comes with the panel.
}
