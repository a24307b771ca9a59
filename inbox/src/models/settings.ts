import type { SiteSettings } from '@parley/shared-types/model.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { isColor } from '../lib/colors.ts';
import type { AdminDeps } from './install.ts';
import { createSiteInfo } from './site-info.ts';

export interface SettingsForm extends SiteSettings {
  readonly name: string;
}
export const MAX_GREETING = 300;

/** The settings page: a form that begins with what is stored, and tells what it would look like. */
export function createSettings({ api, siteId, onSaved }: Pick<AdminDeps, 'api' | 'siteId'> & { readonly onSaved: () => void }) {
  const info = createSiteInfo({ api, siteId });
  const edits = signal<Partial<SettingsForm>>({});
  const outcome = signal<{ readonly ok: boolean; readonly words: string } | null>(null);
  const isSaving = signal(false);
  const form = computed<SettingsForm | null>(() => {
    const site = info.site.value;
    return site && { name: site.name, ...site.settings, ...edits.value };
  });
  void info.load();
  const undo = effect(() => {
    if (Object.keys(edits.value).length > 0) outcome.value = null;
  });
  return {
    info,
    form: form as ReadonlySignal<SettingsForm | null>,
    outcome: outcome as ReadonlySignal<{ readonly ok: boolean; readonly words: string } | null>,
    isSaving: isSaving as ReadonlySignal<boolean>,
    nameError: computed(() => (form.value?.name.trim() === '' ? 'Give the site a name.' : null)),
    colorError: computed(() => (isColor(form.value?.color ?? '#000000') ? null : 'Write a colour like #5b54d6.')),
    edit: (change: Partial<SettingsForm>) => (edits.value = { ...edits.peek(), ...change }),
    async save() {
      const now = form.peek();
      if (!now || now.name.trim() === '' || !isColor(now.color)) return;
      isSaving.value = true;
      const { name, color, greeting, replyTime } = now;
      const refused = await info.change({ name: name.trim(), settings: { color, greeting: greeting.trim(), replyTime } });
      isSaving.value = false;
      if (refused === null) edits.value = {};
      outcome.value = refused === null ? { ok: true, words: 'Saved. Pages show it within a minute.' } : { ok: false, words: refused };
      if (refused === null) onSaved();
    },
    close: undo,
  };
}
export type Settings = ReturnType<typeof createSettings>;
