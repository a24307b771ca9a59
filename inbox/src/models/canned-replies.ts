import type { CannedReply } from '@parley/shared-types/model.ts';
import { newId } from '@parley/widget/core/time.ts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { findReplies } from '../lib/canned.ts';
import { type ReplyForm, replyProblems } from '../lib/desk-form.ts';
import { isSame, ownProblems, problemAt } from '../lib/settings-form.ts';
import { createDeskInfo } from './desk.ts';
import type { Problems } from './form.ts';
import type { AdminDeps } from './install.ts';

const NEW: ReplyForm = { shortcut: '', text: '' };

/** The page of canned replies: each is saved and deleted by itself, and a deleted one can be put back. */
export function createCannedReplies(deps: Pick<AdminDeps, 'api' | 'siteId'>) {
  const info = createDeskInfo(deps);
  void info.load();
  const query = signal('');
  const all = computed(() => info.desk.value?.replies ?? null);
  const editing = signal<{ readonly id: string; readonly was: ReplyForm; readonly form: ReplyForm } | null>(null);
  const refused = signal<Problems>({});
  const problem = signal<string | null>(null);
  const isSaving = signal(false);
  const deleted = signal<CannedReply | null>(null);
  /** Nothing is said of fields that nobody has written in yet. */
  const hasTried = signal(false);
  const others = computed(() => all.value?.filter(({ id }) => id !== editing.value?.id) ?? []);
  const known = computed<Problems>(() => (editing.value ? replyProblems(editing.value.form, others.value) : {}));
  const edit = (id: string, form: ReplyForm) => {
    editing.value = { id, was: form, form };
    refused.value = {};
    problem.value = null;
    hasTried.value = false;
  };
  const put = ({ id, ...reply }: CannedReply) => info.ask('PUT', `replies/${id}`, reply);
  return {
    all: all as ReadonlySignal<readonly CannedReply[] | null>,
    /** Those that are looked for. */
    found: computed(() => findReplies(all.value ?? [], query.value)),
    query,
    editing: editing as ReadonlySignal<typeof editing.value>,
    /** Why something did not work, where no field is named. */
    problem: computed(() => problem.value ?? info.problem.value),
    isSaving: isSaving as ReadonlySignal<boolean>,
    deleted: deleted as ReadonlySignal<CannedReply | null>,
    /** What would be lost. */
    changed: computed(() => (editing.value && !isSame(editing.value.was, editing.value.form) ? [editing.value.id] : [])),
    problemAt: (field: string) => problemAt({ ...(hasTried.value ? known.value : {}), ...refused.value }, field),
    add: () => edit(newId(), NEW),
    open: ({ id, shortcut, text }: CannedReply) => edit(id, { shortcut, text }),
    write(change: Partial<ReplyForm>) {
      const now = editing.peek();
      if (!now) return;
      editing.value = { ...now, form: { ...now.form, ...change } };
      refused.value = Object.fromEntries(Object.entries(refused.peek()).filter(([field]) => !(field in change)));
    },
    leave() {
      editing.value = null;
      problem.value = null;
    },
    async save() {
      const now = editing.peek();
      hasTried.value = true;
      if (!now || isSaving.peek() || Object.keys(known.peek()).length > 0) return;
      isSaving.value = true;
      const refusal = await put({ id: now.id, ...now.form });
      isSaving.value = false;
      refused.value = ownProblems(refusal?.problems ?? {});
      problem.value = refusal && Object.keys(refused.peek()).length === 0 ? refusal.message : null;
      if (refusal === null) editing.value = null;
    },
    async remove(reply: CannedReply) {
      const refusal = await info.ask('DELETE', `replies/${reply.id}`);
      problem.value = refusal?.message ?? null;
      deleted.value = refusal === null ? reply : deleted.peek();
    },
    async putBack() {
      const reply = deleted.peek();
      if (!reply) return;
      const refusal = await put(reply);
      problem.value = refusal && (Object.values(refusal.problems ?? {})[0] ?? refusal.message);
      if (refusal === null) deleted.value = null;
    },
    close() {},
  };
}
export type CannedReplies = ReturnType<typeof createCannedReplies>;
