/** Files on their way to the server: each under an id of its own, so that the same upload again is the same file. */
import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { UploadAnswer, UploadLimits, UploadLimitsAnswer } from '@parley/shared-types/http.ts';
import { newId } from '../core/time.ts';
import type { SentFile, VisitorSession } from '../core/visitor-session.ts';
import type { FileWords } from './words.ts';

export interface Item {
  readonly id: string;
  readonly file: File;
  /** Share that is there. */
  progress: number;
  /** What the server knows of it, once all is there. */
  sent: SentFile | null;
  /** Why it is not sent. */
  why: keyof FileWords | null;
  /** It may be tried again. */
  mayRetry: boolean;
}

interface UploadsDeps {
  /** Of the site at its server. */
  readonly address: string;
  readonly session: () => VisitorSession;
  readonly changed: () => void;
}

const MOST = 5;
const ATTEMPTS = 4;
const AGAIN_MS = 1_000;
const MOST_WAIT_MS = 30_000;

const WHY: { readonly [Code in ErrorCode]?: keyof FileWords } = {
  file_too_large: 'large',
  file_type_refused: 'type',
  files_unavailable: 'off',
  file_quota: 'quota',
  disk_full: 'later',
};
/** The same bytes under the same id may be taken later. */
const AGAIN = /^(busy|unavailable|rate_limited|internal|draining|file_incomplete|grant_invalid)$/;

/** Sends the bytes of one file; null when no answer came. Returns what stops it. */
function put(url: string, grant: string, file: File, on: { progress(share: number): void; end(answer: UploadAnswer | null): void }) {
  const request = new XMLHttpRequest();
  request.open('PUT', url);
  request.responseType = 'json';
  request.setRequestHeader('authorization', `Bearer ${grant}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = ({ loaded, total }) => on.progress(loaded / total);
  // A proxy says so without our words.
  const large = { ok: false, code: 'file_too_large', message: '' } as const;
  request.onload = () => on.end(request.status === 413 ? large : request.response);
  request.onerror = () => on.end(null);
  request.send(file);
  return () => request.abort();
}

/** Sends items, each again after a cut; what stops them is kept. */
function createSending({ address, session, changed }: UploadsDeps) {
  const stops = new Map<Item, () => void>();
  const fail = (item: Item, why: keyof FileWords, mayRetry = false) => void Object.assign(item, { why, mayRetry });
  const later = (item: Item, attempt: number, ms = 0) => {
    if (attempt >= ATTEMPTS) {
      fail(item, 'cut', true);
      return;
    }
    const wait = Math.min(MOST_WAIT_MS, Math.max(ms, AGAIN_MS * 2 ** attempt * Math.random()));
    const timer = setTimeout(() => start(item, attempt), wait);
    stops.set(item, () => clearTimeout(timer));
  };
  const start = (item: Item, attempt = 0): void => {
    const { id, file } = item;
    const grant = session().grant();
    Object.assign(item, { why: null, sent: null, progress: 0 });
    if (!grant) {
      later(item, attempt + 1);
      return;
    }
    const progress = (share: number) => {
      item.progress = share;
      changed();
    };
    const end = (answer: UploadAnswer | null) => {
      stops.delete(item);
      if (answer?.ok) item.sent = { ...answer.file, token: answer.token };
      else if (!answer || AGAIN.test(answer.code)) later(item, attempt + 1, answer?.retryAfterMs);
      else fail(item, WHY[answer.code] ?? 'cut');
      changed();
    };
    stops.set(item, put(`${address}/files/${id}?name=${encodeURIComponent(file.name)}`, grant, file, { progress, end }));
  };
  return {
    start,
    stop(item: Item) {
      stops.get(item)?.();
      stops.delete(item);
    },
    undo() {
      for (const stop of stops.values()) stop();
    },
  };
}

/** What may be sent here; null when nobody says: the server says it again with each upload. */
async function askLimits(address: string): Promise<UploadLimits | null> {
  try {
    const answer = (await (await fetch(`${address}/files`, { credentials: 'omit' })).json()) as UploadLimitsAnswer;
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
}

/** The files that wait to be sent with the next message. */
export function createUploads(deps: UploadsDeps) {
  const { address, session, changed } = deps;
  const { start, stop, undo } = createSending(deps);
  let items: Item[] = [];
  let of: string | null = null;
  let limits: UploadLimits | null = null;
  const asked = askLimits(address).then((answer) => {
    limits = answer;
  });
  /** Whoever comes after, on the same page, finds nothing of the one before. */
  const current = () => {
    const now = session().state().conversationId;
    if (now && of && now !== of) {
      undo();
      items = [];
    }
    of = now ?? of;
    return items;
  };
  const sendable = () => current().filter(({ why }) => !why);
  /** What can be known before anything is sent. */
  const problemOf = ({ size }: File): keyof FileWords | null => {
    if (limits?.most === 0) return 'off';
    if (sendable().length >= MOST) return 'many';
    if (size === 0) return 'empty';
    return limits && size > limits.most ? 'large' : null;
  };
  return {
    items: current,
    limits: () => limits,
    async add(files: readonly File[]) {
      await asked;
      for (const file of files) {
        const item: Item = { id: newId(), file, progress: 0, sent: null, why: problemOf(file), mayRetry: false };
        items = [...current(), item];
        if (!item.why) start(item);
      }
      changed();
    },
    retry(item: Item) {
      start(item);
      changed();
    },
    remove(item: Item) {
      stop(item);
      items = items.filter((other) => other !== item);
      changed();
    },
    /** Whether there is something to send, with this text, and nothing of it is still on its way. */
    canSend(text: string): boolean {
      const wanted = sendable();
      return wanted.every(({ sent }) => sent) && (wanted.length > 0 || text !== '');
    },
    /** Gives what is ready to a message. */
    release(): readonly SentFile[] {
      const ready = current().flatMap(({ sent }) => sent ?? []);
      items = items.filter(({ sent }) => !sent);
      return ready;
    },
    undo,
  };
}
