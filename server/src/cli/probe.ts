import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { layoutOf } from './deploy/layout.ts';
import { readSettings, requireTarget } from './deploy/target-file.ts';
import { readUnit } from './deploy/unit-record.ts';

type Report = Readonly<Record<'attempted' | 'accepted' | 'stored' | 'failed' | 'lost' | 'duplicated' | 'reordered' | 'gaps', number>> & {
  readonly unsettled: number;
  readonly awayMs: number;
  readonly slowestMs: number;
  readonly details: readonly string[];
  readonly ok: boolean;
};
type RunProbe = (options: Readonly<Record<string, unknown>>) => Promise<Report>;

function whole(value: unknown, fallback: number, name: string, max: number): number {
  const number = Number(value ?? fallback);
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  throw new ParleyError('usage', { detail: `--${name} takes 1 to ${max}` });
}

/** The probe is part of the test package, which the server knows by its path only. */
async function loadProbe(): Promise<RunProbe> {
  const main = new URL('../../../tests/deploy/probe.ts', import.meta.url).href;
  return ((await import(main)) as { runProbe: RunProbe }).runProbe;
}

function print({ details, ok, awayMs, slowestMs, ...counts }: Report): void {
  console.log(
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join('  '),
  );
  console.log(`longest without a connection ${awayMs} ms  slowest message ${slowestMs} ms`);
  for (const line of details) console.log(`  ${line}`);
  console.log(ok ? 'probe: ok' : 'probe: FAILED');
}

/** `./parley probe [--rate N] [--seconds N] [--until-file FILE]`: exit 1 when a visitor of the target would have noticed something. */
export async function run(words: readonly string[]): Promise<number> {
  const { values } = readArgs(words, { rate: { type: 'string' }, seconds: { type: 'string' }, 'until-file': { type: 'string' } });
  const layout = layoutOf(readConfig(process.env).targetDir);
  const { url, siteId } = requireTarget(layout);
  const settings = { ...readUnit(layout.keeper)?.told, ...readSettings(layout) };
  const report = await (await loadProbe())({
    url,
    siteId,
    mongodbUrl: settings.MONGODB_URL ?? '',
    rate: whole(values.rate, 50, 'rate', 200),
    seconds: whole(values.seconds, 30, 'seconds', 3_600),
    untilFile: values['until-file'] ?? null,
    say: (line: string) => console.log(`probe: ${line}`),
  });
  print(report);
  return report.ok ? 0 : 1;
}
