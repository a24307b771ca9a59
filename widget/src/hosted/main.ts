/** The page `/c/TOKEN`: the same panel, alone on its page, for the one conversation that a link of a mail opens. */
import type { HostedSettings } from '@parley/shared-types/http.ts';
import type { ChatModule, Host } from '../host.ts';
import css from './hosted.css?inline';

const settings = JSON.parse(document.getElementById('parley')?.textContent ?? '{}') as HostedSettings;
/** Of its own, so that another conversation of this browser on our origin stays what it is. */
const prefix = `parley:c:${settings.conversationId}:`;
const load = (name: string) => import(/* @vite-ignore */ `/parley/assets/${name}`);

async function start(): Promise<void> {
  const chat = (await load(settings.chat)) as ChatModule;
  try {
    localStorage.setItem(`${prefix}grant`, settings.grant);
  } catch {
    document.body.textContent = 'This browser keeps nothing for this page, so the conversation cannot be opened here.';
    return;
  }
  const main = document.body.appendChild(document.createElement('main'));
  const element = main.appendChild(document.createElement('parley-chat'));
  const root = element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [css, settings.css].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  const host: Host = {
    site: settings,
    address: `${location.origin}/parley/${settings.siteId}`,
    root,
    launcher: null,
    prefix,
    setOpen() {},
    setUnread(count) {
      document.title = count ? `(${count}) ${settings.name}` : settings.name;
    },
  };
  chat.mount(host, chat).setOpen(true);
}

start().catch(() => {
  document.body.textContent = 'The conversation cannot be loaded just now. Reload the page to try again.';
});
