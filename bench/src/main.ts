/** The bench: ours against the bare loop in one run, alternating; medians and ratios. */
import { benchEmbedded } from './embedded-part.ts';
import { printTable } from './table.ts';

/** Runs all parts and prints one table; returns whether all gates are kept. */
export async function runBench(): Promise<boolean> {
  return printTable(await benchEmbedded());
}
