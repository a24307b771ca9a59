import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './cli/paths.ts';

const PORTS = [
  { port: 'bus', register: 'registerBusContract', adapters: ['embedded', 'amqp'] },
  { port: 'store', register: 'registerStoreContract', adapters: ['sqlite', 'mongodb'] },
  { port: 'fanout', register: 'registerFanoutContract', adapters: ['local', 'redis'] },
] as const;

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

/** The adapters that `open.ts` of a port chooses from, by the modules it imports. */
function adaptersOf(port: string): string[] {
  const source = readFileSync(join(ROOT, 'server/src', port, 'open.ts'), 'utf8');
  return [...source.matchAll(/await import\('\.\/([a-z]+)/g)].map((match) => match[1] ?? '');
}

it.each(PORTS)('[O7] every adapter of $port runs its whole contract suite', ({ port, register, adapters }) => {
  expect(adaptersOf(port).sort()).toEqual([...adapters].sort());
  const running = testFiles(join(ROOT, 'server/src', port)).filter((file) => readFileSync(file, 'utf8').includes(`${register}(`));
  for (const adapter of adapters) {
    expect(
      running.filter((file) => file.slice(join(ROOT, 'server/src', port).length).includes(adapter)),
      `${port}/${adapter}`,
    ).not.toHaveLength(0);
  }
});

it('[O7] the title of every test starts with a rule of SPEC.md', () => {
  const rules = new Set([...readFileSync(join(ROOT, 'SPEC.md'), 'utf8').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1]));
  expect(rules.size).toBeGreaterThan(80);
  expect(rules.size).toBeLessThanOrEqual(120);
  const folders = ['shared-types/src', 'server/src', 'server/test', 'widget/src', 'inbox/src', 'tests'].map((folder) => join(ROOT, folder));
  const wrong = folders.flatMap((folder) => testFilesIfAny(folder)).flatMap((file) => badTitles(file, rules));
  expect(wrong).toEqual([]);
});

function testFilesIfAny(folder: string): string[] {
  try {
    return testFiles(folder).filter((file) => !file.includes('node_modules'));
  } catch {
    return [];
  }
}

function badTitles(file: string, rules: ReadonlySet<string | undefined>): string[] {
  const titles = readFileSync(file, 'utf8').matchAll(/^\s*(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*(['"`])(.*?)\1/gm);
  return [...titles]
    .map((match) => match[2] ?? '')
    .filter((title) => !rules.has(/^\[([A-Z]\d+)\]/.exec(title)?.[1]))
    .map((title) => `${file}: ${title}`);
}
