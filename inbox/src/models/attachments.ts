import type { Refusal } from '@parley/shared-types/errors.ts';
import type { UploadAnswer, UploadLimits, UploadLimitsAnswer } from '@parley/shared-types/http.ts';
import { MAX_FILES } from '@parley/shared-types/protocol.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import { newId } from '@parley/widget/core/time.ts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import { refuseFile, uploadHref } from '../lib/files.ts';
import type { OkOf } from './site-info.ts';

export interface UploadJob {
  readonly href: string;
  readonly file: File;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}
/** Sends the bytes. Never rejects; one that was stopped is a refusal like any other. */
export type SendFile = (job: UploadJob) => Promise<OkOf<UploadAnswer> | Refusal>;

/** A file on its way to a conversation, before the message that carries it. */
export interface Attachment {
  /** Of the upload: tried again, it is the same file. */
  readonly id: string;
  readonly at: InConversation;
  readonly file: File;
  /** 0 to 1. */
  readonly share: number;
  readonly token: string | null;
  /** Why it did not arrive; null while it may. */
  readonly problem: string | null;
  readonly mayRetry: boolean;
}

/** Refusals that may be gone with the next try. */
const PASSING: ReadonlySet<string> = new Set(['file_incomplete', 'unavailable', 'busy', 'retry', 'rate_limited', 'disk_full']);

interface AttachmentsDeps {
  readonly place: ReadonlySignal<InConversation | null>;
  readonly api: CallApi;
  readonly sendFile: SendFile;
}

/** What may be uploaded to a site, asked once. */
function createLimits(api: CallApi) {
  const known = signal<ReadonlyMap<string, UploadLimits>>(new Map());
  return {
    of: (siteId: string): UploadLimits | null => known.value.get(siteId) ?? null,
    async load(siteId: string) {
      if (known.peek().has(siteId)) return;
      const answer = await api<OkOf<UploadLimitsAnswer>>('GET', `/parley/${siteId}/files`);
      if (answer.ok) known.value = new Map(known.peek()).set(siteId, answer);
    },
  };
}

/** The files beside what is being written, for each conversation its own; they are kept while the page is open. */
export function createAttachments({ place, api, sendFile }: AttachmentsDeps) {
  const all = signal<readonly Attachment[]>([]);
  const stops = new Map<string, AbortController>();
  const limits = createLimits(api);
  const here = computed(() => all.value.filter(({ at }) => at.conversationId === place.value?.conversationId));
  const change = (id: string, to: Partial<Attachment>) => {
    all.value = all.peek().map((one) => (one.id === id ? { ...one, ...to } : one));
  };
  const start = async ({ id, at, file }: Attachment) => {
    const stop = new AbortController();
    stops.set(id, stop);
    const onProgress = (share: number) => change(id, { share });
    const answer = await sendFile({ href: uploadHref(at, id, file.name), file, onProgress, signal: stop.signal });
    stops.delete(id);
    if (answer.ok) change(id, { share: 1, token: answer.token });
    else change(id, { problem: answer.message, mayRetry: PASSING.has(answer.code) });
  };
  const remove = (id: string) => {
    all.value = all.peek().filter((one) => one.id !== id);
    stops.get(id)?.abort();
  };
  return {
    here,
    /** What may be sent to the open conversation; null: not known yet. */
    limits: computed(() => (place.value ? limits.of(place.value.siteId) : null)),
    /** Asked before somebody chooses a file, so that they know. */
    learn: () => void (place.peek() && limits.load((place.peek() as InConversation).siteId)),
    isFull: computed(() => here.value.length >= MAX_FILES),
    /** Files of any conversation that no message carries yet. */
    areWaiting: () => all.peek().length > 0,
    /** Nothing is still on its way, and nothing failed. */
    areReady: computed(() => here.value.every(({ token }) => token !== null)),
    add(files: readonly File[]) {
      const at = place.peek();
      if (!at) return;
      const { siteId, conversationId } = at;
      const known = limits.of(siteId);
      for (const file of files.slice(0, MAX_FILES - here.peek().length)) {
        const problem = known && refuseFile(file, known);
        const added = { id: newId(), at: { siteId, conversationId }, file, share: 0, token: null, problem, mayRetry: false };
        all.value = [...all.peek(), added];
        if (problem === null) void start(added);
      }
    },
    retry(id: string) {
      const one = all.peek().find((each) => each.id === id);
      if (!one?.mayRetry) return;
      change(id, { share: 0, problem: null, mayRetry: false });
      void start(one);
    },
    remove,
    /** Hands over the tokens of all; they go with the message. */
    take(): readonly string[] {
      const taken = here.peek();
      all.value = all.peek().filter((one) => !taken.includes(one));
      return taken.flatMap(({ token }) => token ?? []);
    },
    close() {
      for (const stop of stops.values()) stop.abort();
    },
  };
}
export type Attachments = ReturnType<typeof createAttachments>;
