import type { EraseAnswer } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import { t } from '../words/words.ts';
import type { OkOf } from './site-info.ts';

interface VisitorDataDeps {
  readonly api: CallApi;
  readonly siteId: string;
  readonly conversationId: string;
}

/** What is stored of a visitor, to be handed out or erased. */
export function createVisitorData({ api, siteId, conversationId }: VisitorDataDeps) {
  const path = `/api/sites/${siteId}/conversations/${conversationId}`;
  const outcome = signal<{ readonly ok: boolean; readonly words: string } | null>(null);
  return {
    exportHref: `${path}/export`,
    outcome: outcome as ReadonlySignal<{ readonly ok: boolean; readonly words: string } | null>,
    async erase() {
      const answer = await api<OkOf<EraseAnswer>>('POST', `${path}/erase`);
      outcome.value = answer.ok
        ? { ok: true, words: t('Erased. It takes a moment until it is gone everywhere.') }
        : { ok: false, words: answer.message };
    },
    close() {},
  };
}
export type VisitorDataModel = ReturnType<typeof createVisitorData>;
