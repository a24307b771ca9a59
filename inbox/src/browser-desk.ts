import type { WishMessage } from '@parley/widget/core/wishes.ts';
import type { Desk } from './models/attention.ts';
import type { OpenTabs } from './models/one-tab.ts';

const ICON = (dot: string) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#5b54d6" d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15l-8 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"/>${dot}</svg>`,
  )}`;
const PLAIN = ICON('');
const DOTTED = ICON('<circle cx="25" cy="7" r="7" fill="#d92d20" stroke="#fff" stroke-width="2"/>');

/** Two soft notes, made here: not a byte is loaded for it. */
function playChime(context: AudioContext): void {
  for (const [index, frequency] of [659.25, 880].entries()) {
    const at = context.currentTime + index * 0.11;
    const tone = new OscillatorNode(context, { type: 'sine', frequency });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.5);
  }
}

const canChime = () => navigator.userActivation?.hasBeenActive === true;

/** All tabs of the inbox in this browser are one operator's. */
const openTabs: OpenTabs = (hear) => {
  if (!('BroadcastChannel' in window)) return null;
  const channel = new BroadcastChannel('parley:inbox');
  channel.onmessage = ({ data }) => hear(data as WishMessage);
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
};

/** The tab, the speaker and the desktop of this browser. */
export function createBrowserDesk(): Desk {
  let context: AudioContext | null = null;
  const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const supported = () => 'Notification' in window;
  return {
    mark(title, hasDot) {
      document.title = title;
      if (icon) icon.href = hasDot ? DOTTED : PLAIN;
    },
    canChime,
    openTabs,
    chime() {
      // Without a touch of the page before, a browser keeps silent: nothing to mend, so nothing is said.
      if (!canChime()) return;
      context ??= new AudioContext();
      void context.resume().then(() => context && playChime(context));
    },
    permission: () => (supported() ? Notification.permission : 'unsupported'),
    async askPermission() {
      if (supported()) await Notification.requestPermission();
    },
    notify({ title, text, onClick }) {
      try {
        const note = new Notification(title, { body: text, tag: `parley ${title}` });
        note.onclick = () => {
          window.focus();
          onClick();
          note.close();
        };
      } catch {
        // Phones allow them to service workers only; the title and the sound have told already.
      }
    },
  };
}
