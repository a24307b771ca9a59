import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';
import { readBuilt, scriptFor } from '../api/widget-script.ts';
import { readArgs } from './args.ts';
import { buildPages } from './pages.ts';
import { ROOT, WIDGET_DIST } from './paths.ts';

interface Size {
  readonly name: string;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
  /** Of the bytes as gzip. */
  readonly budget?: number;
  readonly brotliBudget?: number;
}

/** DESIGN §6: what a page view costs, what the first touch costs, and each optional part. */
const BUDGETS = { script: 2_000, scriptBrotli: 1_750, all: 24_000, extra: 4_000 } as const;

function measure(name: string, bytes: Buffer, budget?: number): Size {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli, ...(budget === undefined ? {} : { budget }) };
}

function add(name: string, parts: readonly Size[], budget: number): Size {
  const sum = (of: 'raw' | 'gzip' | 'brotli') => parts.reduce((total, part) => total + part[of], 0);
  return { name, raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli'), budget };
}

/** Measures what was built, as it is served to a site with usual settings. */
export function measureWidget(dist: string = WIDGET_DIST): readonly Size[] {
  const { loader, chunks } = readBuilt(dist);
  const site = {
    name: 'A shop with a name',
    settings: { ...DEFAULT_SETTINGS, greeting: 'Hello. How can we help you?' },
  };
  const script = {
    ...measure('SITE.js: loader, launcher, settings', Buffer.from(scriptFor(loader, chunks, site)), BUDGETS.script),
    brotliBudget: BUDGETS.scriptBrotli,
  };
  const [chat, hosted, users] = (['chat', 'hosted', 'users'] as const).map((name) =>
    measure(name === 'users' ? 'chat chunk, sites that sign in users' : `${name} chunk`, readFileSync(join(dist, 'assets', chunks[name]))),
  ) as [Size, Size, Size];
  const extras = Object.entries(chunks.extras).map(([name, file]) =>
    measure(`optional: ${name}`, readFileSync(join(dist, 'assets', file)), BUDGETS.extra),
  );
  return [script, chat, add('everything on first open', [script, chat], BUDGETS.all), hosted, users, ...extras];
}

/** Whether what is measured is within its budget. */
const isWithin = ({ gzip, brotli, budget = gzip, brotliBudget = brotli }: Size) => gzip <= budget && brotli <= brotliBudget;

/** The sizes as a table, and whether each is within its budget. */
export function report(sizes: readonly Size[]): { readonly lines: readonly string[]; readonly ok: boolean } {
  const number = (value: number) => value.toLocaleString('en').padStart(8);
  const row = (size: Size) => {
    const { name, raw, gzip, brotli, budget, brotliBudget } = size;
    const limits = [budget && `${budget.toLocaleString('en')} gzip`, brotliBudget && `${brotliBudget.toLocaleString('en')} brotli`];
    const verdict = budget === undefined ? '' : `  ${isWithin(size) ? 'ok' : 'TOO LARGE'}: at most ${limits.filter(Boolean).join(', ')}`;
    return `${name.padEnd(36)} ${number(raw)} ${number(gzip)} ${number(brotli)}${verdict}`;
  };
  const head = `${'bytes'.padEnd(36)} ${'raw'.padStart(8)} ${'gzip -9'.padStart(8)} ${'brotli'.padStart(8)}`;
  return { lines: [head, ...sizes.map(row)], ok: sizes.every(isWithin) };
}

const TABLE = /(<!-- sizes -->\n)[\s\S]*?(<!-- \/sizes -->)/;
const kilo = (bytes: number) => (bytes / 1_000).toFixed(1);

/** The README with the sizes in its table, in kB of 1,000 bytes. What is optional is one row: the largest. */
export function readmeWith(sizes: readonly Size[], readme: string): string {
  const isOptional = ({ name }: Size) => name.startsWith('optional');
  const largest = sizes.filter(isOptional).sort((a, b) => b.gzip - a.gzip)[0];
  const shown = [...sizes.filter((size) => !isOptional(size)), ...(largest ? [{ ...largest, name: 'largest optional part' }] : [])];
  const rows = shown.map(
    ({ name, gzip, brotli, budget }) => `| ${name} | ${kilo(gzip)} | ${kilo(brotli)} | ${budget === undefined ? '' : kilo(budget)} |`,
  );
  const table = ['| what a page loads, kB | gzip -9 | brotli 11 | at most, gzip |', '|---|---|---|---|', ...rows, ''].join('\n');
  return readme.replace(TABLE, (_all, begin: string, end: string) => begin + table + end);
}

/** `./parley sizes`: what the widget costs a page, as a table; 1 when it is above its budget. `--readme` writes it into the README. */
export async function run(words: readonly string[]): Promise<number> {
  const { values } = readArgs(words, { readme: { type: 'boolean' } });
  await buildPages((line) => console.error(`parley: ${line}`));
  const sizes = measureWidget();
  const { lines, ok } = report(sizes);
  console.log(lines.join('\n'));
  const readme = join(ROOT, 'README.md');
  if (values.readme) writeFileSync(readme, readmeWith(sizes, readFileSync(readme, 'utf8')));
  return ok ? 0 : 1;
}
