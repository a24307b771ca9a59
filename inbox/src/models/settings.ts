import { computed } from '@preact/signals';
import { changeOf, formOf, problemsOf, type SettingsForm } from '../lib/settings-form.ts';
import { createForm } from './form.ts';
import type { AdminDeps } from './install.ts';
import { createSiteInfo } from './site-info.ts';

/** The settings page of a site. */
export function createSettings({ api, siteId, onSaved }: Pick<AdminDeps, 'api' | 'siteId'> & { readonly onSaved: () => void }) {
  const info = createSiteInfo({ api, siteId });
  const stored = computed(() => info.site.value && formOf(info.site.value));
  void info.load();
  const form = createForm<SettingsForm>({
    stored,
    problemsOf,
    send: (was, now) => info.change(changeOf(was, now)),
    done: 'Saved. Pages show it within a minute.',
    onSaved,
  });
  return { ...form, info, close() {} };
}
export type Settings = ReturnType<typeof createSettings>;
