import type { Refusal } from '@parley/shared-types/errors.ts';
import type { SiteAnswer, SiteChange, SiteInfo, SitesAnswer } from '@parley/shared-types/http.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import { t } from '../words/words.ts';

export type OkOf<Answer> = Extract<Answer, { readonly ok: true }>;

/** The words beside a single field where there are some, else those of the refusal. */
export function refusalWords({ message, problems = {} }: Refusal): string {
  return Object.values(problems)[0] ?? message;
}

/** Who may change a site; the server decides, this only tells before. */
export function maySteer(role: SiteInfo['role'] | undefined): boolean {
  return role === 'owner' || role === 'admin';
}

/** One site as its pages need it: read once, replaced by what each change answers. */
export function createSiteInfo({ api, siteId }: { readonly api: CallApi; readonly siteId: string }) {
  const site = signal<SiteInfo | null>(null);
  const problem = signal<string | null>(null);
  const take = (answer: OkOf<SiteAnswer> | Refusal): Refusal | null => {
    if (!answer.ok) return answer;
    site.value = answer.site;
    return null;
  };
  return {
    site: site as ReadonlySignal<SiteInfo | null>,
    /** Why it could not be read, in words. */
    problem: problem as ReadonlySignal<string | null>,
    async load() {
      const answer = await api<OkOf<SitesAnswer>>('GET', '/api/sites');
      if (!answer.ok) problem.value = answer.message;
      else {
        site.value = answer.sites.find((one) => one.siteId === siteId) ?? null;
        problem.value = site.value ? null : t('There is no such site, or it is not yours to see.');
      }
    },
    /** @returns null, or why it was refused */
    change: async (change: SiteChange) => take(await api<OkOf<SiteAnswer>>('PATCH', `/api/sites/${siteId}`, change)),
    /** @returns null, or why it was refused */
    allow: async (origin: string) => take(await api<OkOf<SiteAnswer>>('POST', `/api/sites/${siteId}/origins`, { origin })),
  };
}
export type SiteInfoModel = ReturnType<typeof createSiteInfo>;
