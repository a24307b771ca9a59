export interface Line {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly bare: number | null;
  /** The gate of DESIGN §6, and whether `value` keeps it. */
  readonly gate: string;
  readonly value: number;
  readonly ok: boolean;
}

const number = (value: number) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));

/** Prints the lines as a Markdown table; returns whether all gates are kept. */
export function printTable(lines: readonly Line[]): boolean {
  console.log('\n| what | ours | bare | ours / bare | gate | |\n|---|---:|---:|---:|---|---|');
  for (const { what, unit, ours, bare, gate, value, ok } of lines) {
    const ratio = bare === null ? '' : `${value.toFixed(2)}`;
    console.log(
      `| ${what} (${unit}) | ${number(ours)} | ${bare === null ? '' : number(bare)} | ${ratio} | ${gate} | ${ok ? 'kept' : 'MISSED'} |`,
    );
  }
  return lines.every((line) => line.ok);
}
