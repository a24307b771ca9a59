/** Where a browser keeps what must survive a reload. Keys are listed so that each item can have a key of its own. */
export interface KeyValue {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): string[];
}

/** Keeps values for as long as the page lives. */
export function memoryStorage(): KeyValue {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/** Keeps values in the browser; where that is denied, full or throws, in memory beside it: nothing typed is ever refused. */
export function browserStorage(open: () => Storage): KeyValue {
  const memory = memoryStorage();
  const attempt = <Result>(work: (storage: Storage) => Result, otherwise: Result): Result => {
    try {
      return work(open());
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(key), null),
    set(key, value) {
      const kept = attempt((storage) => {
        storage.setItem(key, value);
        return true;
      }, false);
      if (kept) memory.remove(key);
      else memory.set(key, value);
    },
    remove(key) {
      memory.remove(key);
      attempt((storage) => storage.removeItem(key), undefined);
    },
    keys(prefix) {
      const all = attempt((storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ''), []);
      return [...new Set([...all.filter((key) => key.startsWith(prefix)), ...memory.keys(prefix)])];
    },
  };
}

const YEAR_S = 31_536_000;

interface CookieDeps {
  readonly storage: KeyValue;
  /** The one key whose value is in the cookie. */
  readonly key: string;
  readonly name: string;
  /** `shop.example` */
  readonly domain: string;
  readonly jar: Pick<Document, 'cookie'>;
  readonly location: Pick<Location, 'hostname' | 'protocol'>;
}

/**
 * Keeps one value in a cookie of a domain, so that its subdomains share it. On a page that is not below the domain, or whose browser
 * refuses the cookie, it is in the storage like everything else. `keys` does not list it. Whose value it is is noted in the storage, by
 * which other tabs are told.
 */
export function cookieStorage({ storage, key, name, domain, jar, location }: CookieDeps): KeyValue {
  if (!`.${location.hostname}`.endsWith(`.${domain}`)) return storage;
  const mark = `${key}@`;
  const read = () => new RegExp(`(?:^|; )${name}=([^;]+)`).exec(jar.cookie)?.[1] ?? null;
  /** Whether the cookie was taken. */
  const write = (value: string, seconds: number): boolean => {
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    jar.cookie = `${name}=${value}; Domain=${domain}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
    return read() === value;
  };
  try {
    read();
  } catch {
    // A page in a sandbox has no cookies.
    return storage;
  }
  return {
    ...storage,
    get: (asked) => (asked === key ? (read() ?? storage.get(key)) : storage.get(asked)),
    set(asked, value) {
      if (asked !== key || !write(value, YEAR_S)) return storage.set(asked, value);
      storage.remove(key);
      storage.set(mark, value.split('.')[1] ?? '');
    },
    remove(asked) {
      if (asked === key) {
        write('', 0);
        storage.remove(mark);
      }
      storage.remove(asked);
    },
  };
}
