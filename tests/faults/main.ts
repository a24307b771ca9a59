import { holds, ROWS, type RowResult } from './rows.ts';

export interface RunOptions {
  readonly seconds: number;
  readonly guardsOff: boolean;
  /** Ids of rows; all when none is named. */
  readonly ids: readonly string[];
}

function print(id: string, title: string, result: RowResult, ok: boolean): void {
  const { attempted, accepted, stored, lost, duplicated, reordered, gaps, details } = result.verdict;
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${id.padEnd(4)} ${title}`);
  console.log(
    `      attempted ${attempted}  accepted ${accepted}  stored ${stored}  lost ${lost}  duplicated ${duplicated}  reordered ${reordered}  gaps ${gaps}`,
  );
  for (const line of [...details, ...result.broken.map((what) => `did not hold: ${what}`)]) console.log(`      ${line}`);
}

/** Runs rows of the fault table, each as it is, or each without its guard: then it must fail. */
export async function runRows({ seconds, guardsOff, ids }: RunOptions): Promise<readonly { readonly id: string; readonly ok: boolean }[]> {
  const results: { id: string; ok: boolean }[] = [];
  for (const row of ROWS.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    const result = await row.run(seconds, guardsOff ? row.guard : '');
    const ok = holds(result) !== guardsOff;
    print(row.id, guardsOff ? `${row.title}, without its guard (${row.guard}): must fail` : row.title, result, ok);
    results.push({ id: row.id, ok });
  }
  return results;
}
