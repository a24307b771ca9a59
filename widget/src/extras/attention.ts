/** Calls the visitor to an answer that they do not see: a soft sound, and the number of unread answers before the title of the page. */
import type { Kit } from './kit.ts';

export interface Attention {
  /** Leaves the page as it was. */
  undo(): void;
}

const NOTES = [660, 880] as const;
const NOTE_S = 0.12;

/** Two short notes, made by the browser: nothing is loaded. */
function createSound() {
  let context: AudioContext | undefined;
  return {
    play() {
      context ??= new AudioContext();
      const { currentTime, destination } = context;
      for (const [index, hertz] of NOTES.entries()) {
        const at = currentTime + index * NOTE_S;
        const [note, volume] = [context.createOscillator(), context.createGain()];
        note.frequency.value = hertz;
        volume.gain.setValueAtTime(0, at);
        volume.gain.linearRampToValueAtTime(0.08, at + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.001, at + 2 * NOTE_S);
        note.connect(volume).connect(destination);
        note.start(at);
        note.stop(at + 2 * NOTE_S);
      }
    },
    close: () => void context?.close(),
  };
}

/** A number before the title that the page gives itself, whenever it does. */
function createTitle() {
  let count = 0;
  let shown: string | null = null;
  let own = document.title;
  /** The page had none. */
  let isOurs = false;
  const paint = () => {
    if (document.title !== shown) own = document.title;
    if (count === 0 && shown === null) return;
    if (count > 0) isOurs ||= document.querySelector('title') === null;
    shown = count > 0 ? `(${count}) ${own}` : null;
    if (shown === null && isOurs && own === '') document.querySelector('title')?.remove();
    else if (document.title !== (shown ?? own)) document.title = shown ?? own;
    // A title is written without line breaks and double spaces; compared is what it reads as.
    if (shown !== null) shown = document.title;
  };
  const watch = new MutationObserver(paint);
  watch.observe(document.head, { subtree: true, childList: true, characterData: true });
  const set = (to: number) => {
    if (to === count) return;
    count = to;
    paint();
  };
  return {
    set,
    close() {
      watch.disconnect();
      set(0);
    },
  };
}

/** Follows the model. Of several tabs one sounds; in it the conversation may be in sight, and then there is nothing to call for. */
export function create({ model, host }: Kit): Attention {
  const sound = createSound();
  // The hosted page has a title of its own, which it counts in.
  const title = host.launcher ? createTitle() : null;
  let told = 0;
  let isOver = false;
  const isSeen = () => model.state().isOpen && document.visibilityState === 'visible';
  const ring = async (key: string) => {
    // Seen when it came, or by now: the claim takes a moment, in which the panel may be opened, or closed again.
    const wasSeen = isSeen();
    const isFirst = await model.live().tabs.claim(key);
    if (
      !isFirst ||
      wasSeen ||
      isSeen() ||
      isOver ||
      host.site.chosen.sound === false ||
      model.live().storage.get(`${host.prefix}mute`) !== null
    )
      return;
    // Browsers let nobody sound on a page that was not touched, and complain about it.
    if (navigator.userActivation?.hasBeenActive ?? true) sound.play();
  };
  const update = () => {
    const { unread, fresh, conversationId, heard } = model.state();
    title?.set(unread);
    if (fresh > told) void ring(`${conversationId}:${heard}`);
    told = fresh;
  };
  model.subscribe(update);
  update();
  return {
    undo() {
      isOver = true;
      title?.close();
      sound.close();
    },
  };
}
