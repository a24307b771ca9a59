import { BAD_INPUT_ROWS } from './bad-input.ts';
import { isClean } from './checker.ts';
import { type Services, startServices } from './cluster.ts';
import type { Row, RowResult } from './row.ts';
import { LOAD_ROWS } from './under-load.ts';

export interface RunOptions {
  readonly seconds: number;
  readonly guardsOff: boolean;
  /** Ids of rows, `F1` for both modes or `F1:cluster`; all when none is named. */
  readonly ids: readonly string[];
}

const ROWS: readonly Row[] = [...LOAD_ROWS, ...BAD_INPUT_ROWS].sort((left, right) => right.mode.localeCompare(left.mode));

/** True when the row holds. */
function holds({ verdict, broken }: RowResult): boolean {
  return isClean(verdict) && broken.length === 0;
}

function print({ id, mode }: Row, title: string, result: RowResult, ok: boolean, ms: number): void {
  const { attempted, accepted, stored, lost, duplicated, reordered, gaps, details } = result.verdict;
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${id.padEnd(4)} ${mode.padEnd(9)} ${title} (${Math.round(ms / 1_000)} s)`);
  console.log(
    `      attempted ${attempted}  accepted ${accepted}  stored ${stored}  lost ${lost}  duplicated ${duplicated}  reordered ${reordered}  gaps ${gaps}`,
  );
  for (const line of [...details, ...result.broken.map((what) => `did not hold: ${what}`)]) console.log(`      ${line}`);
}

/** Runs rows of the fault table, each as it is, or each without its guard: then it must fail. Services are started once for all. */
export async function runRows({ seconds, guardsOff, ids }: RunOptions): Promise<readonly { readonly id: string; readonly ok: boolean }[]> {
  const chosen = ROWS.filter(({ id, mode }) => ids.length === 0 || ids.includes(id) || ids.includes(`${id}:${mode}`));
  const results: { id: string; ok: boolean }[] = [];
  let services: Services | null = null;
  try {
    for (const row of chosen) {
      if (row.mode === 'cluster') services ??= await startServices();
      const began = performance.now();
      const result = await row.run({ seconds, guardOff: guardsOff ? row.guard : '', services: row.mode === 'cluster' ? services : null });
      const ok = holds(result) !== guardsOff;
      print(
        row,
        guardsOff ? `${row.title}, without its guard (${row.guard}): must fail` : row.title,
        result,
        ok,
        performance.now() - began,
      );
      results.push({ id: `${row.id}:${row.mode}`, ok });
    }
  } finally {
    await services?.close();
  }
  return results;
}
