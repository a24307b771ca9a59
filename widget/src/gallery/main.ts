/**
 * `/examples/gallery/`: every state of the panel side by side. Each is a frame of its own, so that direction, scheme and width are
 * those of a page; in it is the real panel, as it was built, on a session that says what its scene does and asks nobody.
 */
import type { WidgetSettings } from '@parley/shared-types/http.ts';
import { lookCss } from '@parley/shared-types/look.ts';
import { memoryStorage } from '../core/storage.ts';
import type { VisitorSession, VisitorState } from '../core/visitor-session.ts';
import type { ChatModule, Host, LiveModule } from '../host.ts';
import { SCENES, type Scene } from './scenes.ts';

/** Put here by widget/build.ts. */
declare const __CHAT__: string;

const PREFIX = 'parley:gallery:';
const NOTHING_SEEN = { delivered: 0, read: 0 };
const QUIET: VisitorState = {
  link: 'online',
  isLoaded: true,
  visitorId: 'v',
  conversationId: 'c',
  entries: [],
  pending: [],
  registers: { visitor: NOTHING_SEEN, operators: NOTHING_SEEN },
  operatorsOnline: true,
  faces: [],
  opensAt: null,
  settings: null,
  typing: null,
  owner: '',
  verified: undefined,
  held: null,
};

/** A session that stays as its scene is. */
function still(scene: Scene): LiveModule {
  const { state, isKnown, draft, refused } = scene;
  const shown: VisitorState = { ...QUIET, ...state };
  const storage = memoryStorage();
  if (isKnown) storage.set(`${PREFIX}grant`, 'g');
  if (draft) storage.set(`${PREFIX}draft`, draft);
  const nothing = () => {};
  const says: Partial<VisitorSession> = {
    state: () => shown,
    send: () => '',
    earlier: async () => false,
    subscribe(call) {
      queueMicrotask(call);
      return nothing;
    },
  };
  // Whatever else a session can do, this one does nothing.
  const session = new Proxy(says, { get: (known, name) => known[name as keyof VisitorSession] ?? nothing }) as VisitorSession;
  return {
    connect({ onRefused }) {
      if (refused) queueMicrotask(() => onRefused(refused));
      return {
        session,
        storage,
        tabs: { claim: async () => false },
        isIdle: scene.chosen?.consent === true,
        close: nothing,
      };
    },
  };
}

async function showScene(scene: Scene): Promise<void> {
  const { lang = 'en', dir = 'ltr', isDark = false, color = '#5b54d6', chosen = {} } = scene;
  Object.assign(document.documentElement, { lang, dir });
  document.documentElement.classList.toggle('dark', isDark);
  document.body.replaceChildren();
  const element = document.body.appendChild(document.createElement('parley-chat'));
  const root = element.attachShadow({ mode: 'open' });
  const launcher = root.appendChild(document.createElement('button'));
  launcher.hidden = true;
  const site: WidgetSettings = {
    ...{ name: 'A shop', labels: ['Open chat', 'Close chat'], chosen, chat: __CHAT__, page: '' },
    css: lookCss(color, chosen),
  };
  const look = new CSSStyleSheet();
  look.replaceSync(site.css);
  root.adoptedStyleSheets = [look];
  const host: Host = { site, address: `${location.origin}/parley/gallery`, root, launcher, prefix: PREFIX, setOpen() {}, setUnread() {} };
  const { mount } = (await import(/* @vite-ignore */ `/parley/assets/${__CHAT__}`)) as ChatModule;
  mount(host, still(scene)).setOpen(true);
}

function showAll(): void {
  const figures = Object.entries(SCENES).map(([name, { says, isPhone }]) => {
    const frame = Object.assign(document.createElement('iframe'), { src: `?scene=${name}`, title: says, loading: 'lazy' });
    frame.classList.toggle('phone', isPhone === true);
    const caption = Object.assign(document.createElement('figcaption'), { textContent: says });
    const figure = document.createElement('figure');
    figure.id = name;
    figure.append(frame, caption);
    return figure;
  });
  document.querySelector('main')?.append(...figures);
}

const name = new URLSearchParams(location.search).get('scene');
const scene = name && Object.hasOwn(SCENES, name) ? SCENES[name] : undefined;
if (scene) await showScene(scene);
else showAll();
