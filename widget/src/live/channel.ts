import type { Channel, TabMessage } from '../core/tabs.ts';

/** Tabs of another release that speak otherwise are on a channel of their own. */
const VERSION = 1;

/** Whether what one tab keeps is seen by the others: what has grants of its own needs a connection of its own. */
function isStorageShared(): boolean {
  try {
    localStorage.setItem('parley:', '');
    localStorage.removeItem('parley:');
    return true;
  } catch {
    return false;
  }
}

/** @param name of what is shared: the site at its server, and the prefix of what is kept of it */
export function openChannel(name: string) {
  return (hear: (message: TabMessage) => void): Channel | null => {
    if (!isStorageShared()) return null;
    try {
      const channel = new BroadcastChannel(`parley:${VERSION} ${name}`);
      channel.onmessage = ({ data }) => hear(data as TabMessage);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    } catch {
      return null;
    }
  };
}
