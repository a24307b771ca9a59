/**
 * The chunk `page`: what works on the page before the chat is touched. It is loaded at once where the owner wants rules, triggers or
 * visits, and when the page's script says `config` or `do trigger:run`; all of it works without a connection but visits and presence.
 */
import type { Language, Trigger } from '@parley/shared-types/model.ts';
import type { ConfigVerb, PanelConfig, SdkCommand } from '@parley/shared-types/sdk.ts';
import type { Page, PageHost } from '../host.ts';
import { createBubble } from '../page/bubble.ts';
import { createLook, toHex } from '../page/look.ts';
import { followRoute } from '../page/route.ts';
import { isShown } from '../page/rules.ts';
import { createTriggers } from '../page/triggers.ts';
import { languageOf } from '../panel/language.ts';
import { firstOf, textOf } from '../sdk/values.ts';

/** Takes a text of the site away. */
const DISMISS: Readonly<Record<Language, string>> = { en: 'Dismiss', fr: 'Fermer', de: 'Schließen', es: 'Cerrar', ar: 'إغلاق' };
/** The hours pass while a page is open. */
const LOOK_AGAIN_MS = 60_000;

const say = (words: string) => console.warn(`parley: ${words}`);

/** Shows and hides the chat by the rules of its owner. */
function createRules({ site, root }: PageHost) {
  const element = root.host as HTMLElement;
  const look = () => element.toggleAttribute('data-on', isShown(site.chosen, location.pathname, Date.now()));
  const timer = site.chosen.hideWhenClosed ? setInterval(look, LOOK_AGAIN_MS) : undefined;
  look();
  return { look, stop: () => clearInterval(timer) };
}

type Config = Readonly<Record<ConfigVerb, (command: SdkCommand) => unknown>>;

function createConfig(host: PageHost): Config {
  const look = createLook(host);
  const pass = (command: SdkCommand) => void host.pass(command);
  /** Who is here only a connection can tell. */
  const connect = (command: SdkCommand) => {
    pass(command);
    return host.touch();
  };
  const inPanel: Readonly<Record<PanelConfig, typeof connect | typeof pass>> = {
    'availability:tooltip': connect,
    'hide:on:away': connect,
    'show:operator:count': pass,
    'sound:mute': pass,
    'lock:maximized': pass,
    'lock:fullview': pass,
    'locale:set': pass,
  };
  return {
    ...inPanel,
    'container:index'(command) {
      const index = Number(firstOf(command[2]));
      if (Number.isSafeInteger(index)) look({ zIndex: index });
      else say('invalid - config container:index takes a whole number');
    },
    'position:reverse': (command) => look({ position: firstOf(command[2]) ? 'start' : 'end' }),
    'color:theme'(command) {
      const color = toHex(textOf(command[2]));
      if (color) look({ color });
      else say('invalid - config color:theme takes a colour');
    },
    'hide:on:mobile': (command) => look({ hideOnPhones: Boolean(firstOf(command[2])) }),
    // Our styles need none.
    'csp:nonce': () => {},
  };
}

/** Whether somebody wrote before on this browser. */
function hasGrant(prefix: string): boolean {
  try {
    return localStorage.getItem(`${prefix}grant`) !== null;
  } catch {
    return false;
  }
}

export function create({ host }: { readonly host: PageHost }): Page {
  const { site, prefix, root } = host;
  const { chosen } = site;
  const rules = createRules(host);
  const config = createConfig(host);
  const show = (text: string) => void host.pass(['do', 'message:show', ['text', text]]);
  const bubble = createBubble({
    root,
    dismiss: DISMISS[languageOf(chosen.language)],
    onOpen(text) {
      show(text);
      host.setOpen(true);
    },
  });
  const fire = ({ text, opens }: Trigger) => {
    if (!opens) return bubble.show(text);
    if (text) show(text);
    host.setOpen(true);
  };
  const triggers = createTriggers({ triggers: chosen.triggers ?? [], prefix, fire });
  triggers.start();
  const undo = followRoute(() => {
    rules.look();
    triggers.start();
  });
  const hideBubble = () => bubble.hide();
  addEventListener('parley:chat:opened', hideBubble);
  if (chosen.liveVisitors || (chosen.pages && hasGrant(prefix))) void host.touch();
  return {
    run(command) {
      const [kind, name, value] = command;
      if (kind === 'do') return triggers.run(textOf(value)) || say(`trigger_unknown - ${textOf(value)}`);
      if (Object.hasOwn(config, name)) return config[name as ConfigVerb](command);
      return say(`verb_unsupported - config ${name}`);
    },
    destroy() {
      undo();
      bubble.hide();
      removeEventListener('parley:chat:opened', hideBubble);
      triggers.stop();
      rules.stop();
    },
  };
}
