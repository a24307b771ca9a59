import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '@parley/shared-types/errors.ts';
import { SETTINGS } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { ROOT } from './paths.ts';
import { sdkPage } from './sdk-page.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

/** docs/errors.md, from the error table. */
export function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([code, row]) => {
    const exit = 'exit' in row ? String(row.exit) : '';
    return `| \`${code}\` | ${row.status} | ${exit} | ${row.retryable ? 'yes' : 'no'} | ${cell(row.message)} | ${cell(row.mend)} |`;
  });
  const head = '# Errors\n\nGenerated from `shared-types/src/errors.ts` by `./parley docs`.\n\n';
  return `${head}| code | HTTP | exit | try again | what happened | what to do |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

/** docs/config.md, from the table of settings. */
export function configPage(): string {
  const rows = Object.entries(SETTINGS).map(([name, setting]) => {
    const secret = 'secret' in setting ? ` Secret; may be given as a file by \`${name}_FILE\`.` : '';
    return `| \`${name}\` | ${setting.fallback === '' ? '' : `\`${setting.fallback}\``} | ${cell(setting.doc)}${secret} |`;
  });
  const head =
    '# Settings\n\nEnvironment variables, or lines of a file `.env` beside `./parley`. Generated from `server/src/config.ts` by `./parley docs`.\nWrong or contradictory settings refuse to start: all problems at once, exit code 78.\n\n';
  return `${head}| name | default | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
}

export const PAGES = { 'docs/errors.md': errorsPage, 'docs/config.md': configPage, 'docs/sdk.md': sdkPage } as const;

/** Writes the generated pages, or with --check says which are stale. */
export async function run(words: readonly string[]): Promise<number> {
  const { values } = readArgs(words, { check: { type: 'boolean' } });
  const stale: string[] = [];
  for (const [file, make] of Object.entries(PAGES)) {
    const path = join(ROOT, file);
    if (values.check) {
      if (readFileSync(path, 'utf8') !== make()) stale.push(file);
      continue;
    }
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, make());
  }
  if (stale.length > 0) throw new ParleyError('usage', { detail: `stale: ${stale.join(', ')}; run ./parley docs` });
  return 0;
}
