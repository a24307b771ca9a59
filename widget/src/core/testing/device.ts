import { browserStorage } from '../storage.ts';
import type { Timers } from '../time.ts';
import { createVisitorSession, type VisitorSession } from '../visitor-session.ts';
import type { ModelServer } from './model-server.ts';
import type { Random } from './random.ts';
import { createSocketPair, FINE, type SocketPair, type Weather } from './socket-pair.ts';

export const PREFIX = 'parley:site:';

/** What a browser keeps for a site; tabs share it. */
export function createDisk() {
  const values = new Map<string, string>();
  const disk = {
    values,
    /** Nothing more is taken. */
    isFull: false,
    storage(): Storage {
      return {
        get length() {
          return values.size;
        },
        key: (index: number) => [...values.keys()][index] ?? null,
        getItem: (key: string) => values.get(key) ?? null,
        setItem(key: string, value: string) {
          if (disk.isFull) throw new Error('QuotaExceededError');
          values.set(key, value);
        },
        removeItem: (key: string) => void values.delete(key),
        clear: () => values.clear(),
      };
    },
  };
  return disk;
}
export type Disk = ReturnType<typeof createDisk>;

interface DeviceDeps {
  readonly name: string;
  readonly disk: Disk;
  readonly server: ModelServer;
  readonly timers: Timers;
  readonly random: Random;
}

/** One tab: a session on a connection whose weather the test makes. A reload is another session on the same disk. */
export function createDevice({ name, disk, server, timers, random }: DeviceDeps) {
  const weather: Weather = { ...FINE };
  let pair: SocketPair;
  let session: VisitorSession;
  const open = () => {
    const isServerUp = () => server.faults.isUp;
    const made: SocketPair = createSocketPair({
      timers,
      random,
      weather,
      isServerUp,
      serve: (event, body) => server.serve(made, event, body),
    });
    pair = made;
    session = createVisitorSession({ transport: made.client, storage: browserStorage(disk.storage), siteId: 'site', timers });
    if (server.faults.isUp) pair.connect();
  };
  open();
  return {
    name,
    disk,
    weather,
    session: () => session,
    pair: () => pair,
    state: () => session.state(),
    reload() {
      session.close();
      open();
    },
  };
}
export type Device = ReturnType<typeof createDevice>;
