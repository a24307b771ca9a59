import type { DeskAnswer } from '@parley/shared-types/http.ts';
import type { DeskSettings } from '@parley/shared-types/model.ts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type DeskForm, deskChangeOf, deskFormOf, deskProblems } from '../lib/desk-form.ts';
import { createForm } from './form.ts';
import type { AdminDeps } from './install.ts';
import type { OkOf } from './site-info.ts';

type DeskDeps = Pick<AdminDeps, 'api' | 'siteId'>;

/** The desk of a site as its pages need it: read once, replaced by what each change answers. */
export function createDeskInfo({ api, siteId }: DeskDeps) {
  const desk = signal<DeskSettings | null>(null);
  const problem = signal<string | null>(null);
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await api<OkOf<DeskAnswer>>(method, `/api/sites/${siteId}/${path}`, body);
    if (!answer.ok) return answer;
    desk.value = answer.desk;
    return null;
  };
  return {
    desk: desk as ReadonlySignal<DeskSettings | null>,
    /** Why it could not be read, in words. */
    problem: problem as ReadonlySignal<string | null>,
    async load() {
      problem.value = (await ask('GET', 'desk'))?.message ?? null;
    },
    /** @returns null, or why it was refused */
    ask,
  };
}

/** The page about teamwork: tags, who gets what, how long it is kept. */
export function createDesk(deps: DeskDeps) {
  const info = createDeskInfo(deps);
  void info.load();
  const form = createForm<DeskForm>({
    stored: computed(() => info.desk.value && deskFormOf(info.desk.value)),
    problemsOf: deskProblems,
    send: (was, now) => info.ask('PATCH', 'desk', deskChangeOf(was, now)),
    done: 'Saved.',
  });
  return { ...form, problem: info.problem, close() {} };
}
export type DeskModel = ReturnType<typeof createDesk>;
