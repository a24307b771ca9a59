import type { Refusal } from '@parley/shared-types/errors.ts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { isSame, isWithin, ownProblems, problemAt } from '../lib/settings-form.ts';
import { type PlainPhrase, t } from '../words/words.ts';

export type Problems = Readonly<Record<string, string>>;
export interface Outcome {
  readonly ok: boolean;
  readonly words: string;
}

interface FormDeps<Form extends object> {
  /** What the server has; null: not known yet. */
  readonly stored: ReadonlySignal<Form | null>;
  /** What can be told before the server is asked, by field. */
  readonly problemsOf: (form: Form) => Problems;
  /** Sends what differs. @returns null, or why it was refused */
  readonly send: (was: Form, now: Form) => Promise<Refusal | null>;
  /** Said when it was taken. */
  readonly done: PlainPhrase;
  readonly onSaved?: () => void;
}

const without = (problems: Problems, edited: readonly string[]): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([path]) => !edited.some((field) => isWithin(path, field))));

/** A form that begins with what is stored, sends what differs, and says at each field what is wrong with it. */
export function createForm<Form extends object>({ stored, problemsOf, send, done, onSaved }: FormDeps<Form>) {
  type Field = keyof Form & string;
  const edits = signal<Partial<Form>>({});
  const refused = signal<Problems>({});
  const outcome = signal<Outcome | null>(null);
  const isSaving = signal(false);
  const form = computed<Form | null>(() => stored.value && { ...stored.value, ...edits.value });
  const known = computed<Problems>(() => (form.value ? problemsOf(form.value) : {}));
  const problems = computed<Problems>(() => ({ ...refused.value, ...known.value }));
  const changed = computed<readonly Field[]>(() => {
    const [was, now] = [stored.value, form.value];
    return was && now ? (Object.keys(now) as Field[]).filter((field) => !isSame(was[field], now[field])) : [];
  });
  const isWrong = computed(() => Object.keys(known.value).length > 0);
  const take = (sent: Partial<Form>) => {
    // What was written while it was being saved is still to be saved.
    const kept = (Object.entries(edits.peek()) as [Field, unknown][]).filter(([field, value]) => sent[field] !== value);
    edits.value = Object.fromEntries(kept) as Partial<Form>;
    outcome.value = { ok: true, words: t(done) };
    onSaved?.();
  };
  return {
    form: form as ReadonlySignal<Form | null>,
    changed,
    outcome: outcome as ReadonlySignal<Outcome | null>,
    isSaving: isSaving as ReadonlySignal<boolean>,
    /** What is wrong with a field, `starters`, or with a part of it, `triggers.0.name`; null: nothing that is known. */
    problemAt: (field: string) => problemAt(problems.value, field),
    isWrong,
    edit(change: Partial<Form>) {
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
      if (!was || !now || isSaving.peek() || changed.peek().length === 0 || isWrong.peek()) return;
      isSaving.value = true;
      const refusal = await send(was, now);
      isSaving.value = false;
      if (refusal === null) return take(sent);
      refused.value = ownProblems(refusal.problems ?? {});
      const marked = Object.keys(refused.value).length > 0;
      outcome.value = { ok: false, words: marked ? t('Not saved. What is wrong is said at its field.') : refusal.message };
    },
  };
}
/** What the frame of a form needs to know of it, whatever its fields. */
export interface FormFrame extends Pick<ReturnType<typeof createForm<object>>, 'outcome' | 'isSaving' | 'isWrong' | 'undo' | 'problemAt'> {
  readonly changed: ReadonlySignal<readonly string[]>;
}
