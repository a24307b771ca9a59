import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';

interface RunOptions {
  readonly seconds: number;
  readonly guardsOff: boolean;
  readonly ids: readonly string[];
}

/** Runs rows of the fault lab, a package of its own; returns which held. */
export async function runFaultRows(options: RunOptions): Promise<readonly { readonly id: string; readonly ok: boolean }[]> {
  const main = new URL('../../../tests/faults/main.ts', import.meta.url).href;
  const { runRows } = (await import(main)) as { runRows: typeof runFaultRows };
  return runRows(options);
}

/** `./parley faults [--guards-off] [--seconds N] [ROW ...]`: exit 1 when a row does not do as expected. */
export async function run(words: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(words, {
    starred: { type: 'boolean' },
    'guards-off': { type: 'boolean' },
    seconds: { type: 'string' },
  });
  const seconds = Number(values.seconds ?? 60);
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 3_600) throw new ParleyError('usage', { detail: '--seconds takes 5 to 3600' });
  const rows = await runFaultRows({ seconds, guardsOff: values['guards-off'] === true, ids: positionals });
  return rows.length > 0 && rows.every((row) => row.ok) ? 0 : 1;
}
