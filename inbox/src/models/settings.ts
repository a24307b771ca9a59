import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { changedFields, changeOf, formOf, isWithin, ownProblems, problemAt, problemsOf, type SettingsForm } from '../lib/settings-form.ts';
import type { AdminDeps } from './install.ts';
import { createSiteInfo } from './site-info.ts';

type Problems = Readonly<Record<string, string>>;
export interface Outcome {
  readonly ok: boolean;
  readonly words: string;
}

const without = (problems: Problems, edited: readonly string[]): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([path]) => !edited.some((field) => isWithin(path, field))));

/** The settings page: a form that begins with what is stored, sends what differs, and says at each field what is wrong with it. */
export function createSettings({ api, siteId, onSaved }: Pick<AdminDeps, 'api' | 'siteId'> & { readonly onSaved: () => void }) {
  const info = createSiteInfo({ api, siteId });
  const edits = signal<Partial<SettingsForm>>({});
  const refused = signal<Problems>({});
  const outcome = signal<Outcome | null>(null);
  const isSaving = signal(false);
  const stored = computed(() => info.site.value && formOf(info.site.value));
  const form = computed(() => stored.value && { ...stored.value, ...edits.value });
  const problems = computed<Problems>(() => ({ ...refused.value, ...(form.value && problemsOf(form.value)) }));
  const changed = computed(() => (stored.value && form.value ? changedFields(stored.value, form.value) : []));
  void info.load();

  const take = (sent: Partial<SettingsForm>) => {
    // What was written while it was being saved is still to be saved.
    edits.value = Object.fromEntries(Object.entries(edits.peek()).filter(([field, value]) => sent[field as keyof SettingsForm] !== value));
    outcome.value = { ok: true, words: 'Saved. Pages show it within a minute.' };
    onSaved();
  };
  return {
    info,
    form: form as ReadonlySignal<SettingsForm | null>,
    changed,
    outcome: outcome as ReadonlySignal<Outcome | null>,
    isSaving: isSaving as ReadonlySignal<boolean>,
    /** What is wrong with a field, `starters`, or with a part of it, `triggers.0.name`; null: nothing that is known. */
    problemAt: (field: string) => problemAt(problems.value, field),
    isWrong: computed(() => form.value !== null && Object.keys(problemsOf(form.value)).length > 0),
    edit(change: Partial<SettingsForm>) {
      edits.value = { ...edits.peek(), ...change };
      refused.value = without(refused.peek(), Object.keys(change));
      outcome.value = null;
    },
    /** Back to what is stored. */
    undo() {
      edits.value = {};
      refused.value = {};
      outcome.value = null;
    },
    async save() {
      const [was, now, sent] = [stored.peek(), form.peek(), edits.peek()];
      if (!was || !now || isSaving.peek() || changed.peek().length === 0 || Object.keys(problemsOf(now)).length > 0) return;
      isSaving.value = true;
      const refusal = await info.change(changeOf(was, now));
      isSaving.value = false;
      if (refusal === null) return take(sent);
      refused.value = ownProblems(refusal.problems ?? {});
      const marked = Object.keys(refused.value).length > 0;
      outcome.value = { ok: false, words: marked ? 'Not saved. What is wrong is said at its field.' : refusal.message };
    },
    close() {},
  };
}
export type Settings = ReturnType<typeof createSettings>;
