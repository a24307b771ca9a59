import type { InstallAnswer, SiteAnswer } from '@parley/shared-types/http.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import { t } from '../words/words.ts';
import { createSiteInfo, type OkOf, refusalWords } from './site-info.ts';

const LOOK_MS = 3_000;

export interface AdminDeps {
  readonly api: CallApi;
  readonly siteId: string;
  readonly timers: Timers;
  readonly isWatched: ReadonlySignal<boolean>;
}

/** The install page: asks every 3 s, while somebody looks, whether the site has been seen. */
export function createInstall({ api, siteId, timers, isWatched }: AdminDeps) {
  const info = createSiteInfo({ api, siteId });
  const install = signal<OkOf<InstallAnswer> | null>(null);
  const problem = signal<string | null>(null);
  let undo = () => {};
  let isClosed = false;
  const look = async (): Promise<void> => {
    undo();
    const answer = await api<OkOf<InstallAnswer>>('GET', `/api/sites/${siteId}/install`);
    if (isClosed) return;
    if (answer.ok) install.value = answer;
    problem.value = answer.ok ? null : answer.message;
    if (isWatched.peek()) undo = timers.after(LOOK_MS, () => void look());
  };
  void info.load();
  const undoWatch = effect(() => {
    if (isWatched.value) void look();
    else undo();
  });
  const allow = async (origin: string): Promise<string | null> => {
    const refused = await info.allow(origin);
    if (refused === null) await look();
    return refused && refusalWords(refused);
  };
  return {
    info,
    install: install as ReadonlySignal<OkOf<InstallAnswer> | null>,
    problem: problem as ReadonlySignal<string | null>,
    /** What was typed or refused; the server makes an origin of it. @returns null, or why not */
    allow,
    async disallow(origin: string): Promise<string | null> {
      const origins = info.site.peek()?.allowedOrigins ?? [];
      const refused = await info.change({ allowedOrigins: origins.filter((one) => one !== origin) });
      return refused && refusalWords(refused);
    },
    /** @returns the new site's id, or why there is none */
    async addSite(name: string): Promise<{ readonly siteId: string } | { readonly problem: string }> {
      if (name.trim() === '') return { problem: t('Give the site a name.') };
      const answer = await api<OkOf<SiteAnswer>>('POST', '/api/sites', { name: name.trim() });
      return answer.ok ? { siteId: answer.site.siteId } : { problem: refusalWords(answer) };
    },
    close() {
      isClosed = true;
      undo();
      undoWatch();
    },
  };
}
export type Install = ReturnType<typeof createInstall>;
