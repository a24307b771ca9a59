import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './cli/paths.ts';

const PORTS = [
  { port: 'bus', register: 'registerBusContract', adapters: ['embedded', 'amqp'] },
  { port: 'store', register: 'registerStoreContract', adapters: ['sqlite', 'mongodb'] },
  { port: 'fanout', register: 'registerFanoutContract', adapters: ['local', 'redis'] },
  { port: 'files', register: 'registerFilesContract', adapters: ['folder', 's3'] },
] as const;

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

/** The adapters that `open.ts` of a port chooses from, by the modules it imports. */
function adaptersOf(port: string): string[] {
  const source = readFileSync(join(ROOT, 'server/src', port, 'open.ts'), 'utf8');
  return [...source.matchAll(/await import\('\.\/([a-z0-9]+)/g)].map((match) => match[1] ?? '');
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
  expect(rules.size).toBeLessThanOrEqual(150);
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

/** DESIGN §3: who may import whom, lowest first; a layer may import itself and what is below it. */
const LAYERS = [
  ['shared-types'],
  ['lib'],
  ['bus', 'store', 'fanout', 'files'],
  ['worker'],
  ['gateway', 'workers', 'api'],
  ['cli', 'start'],
] as const;

function layerOf(path: string): number {
  const name = path.startsWith('@parley/shared-types') ? 'shared-types' : (/^(?:cli|[a-z-]+)(?=\/|\.ts$)/.exec(path)?.[0] ?? '');
  return LAYERS.findIndex((names) => (names as readonly string[]).includes(name));
}

it('[O9] no module of the server imports from a layer above its own', () => {
  const root = join(ROOT, 'server/src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/test|testing|contract|kit/.test(file),
  );
  const wrong = files.flatMap((file) => {
    const own = layerOf(file);
    const imports = [
      ...readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export)[^;]*? from '(\.[^']+|@parley\/shared-types[^']*)'/gm),
    ];
    return imports
      .map((match) => match[1] ?? '')
      .filter((path) => {
        const target = path.startsWith('.') ? join(file, '..', path) : path;
        return own >= 0 && layerOf(target) > own;
      })
      .map((path) => `${file} -> ${path}`);
  });
  expect(files.length).toBeGreaterThan(80);
  expect(wrong).toEqual([]);
});

it('[O7] every rule has a test, or a reason why it has none', () => {
  const text = readFileSync(join(ROOT, 'SPEC.md'), 'utf8');
  const rules = [...text.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1] ?? '');
  const folders = ['shared-types/src', 'server/src', 'server/test', 'widget/src', 'inbox/src', 'tests'].map((folder) => join(ROOT, folder));
  const sources = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)));
  const tests = sources.filter((file) => /(\.test|contract).*\.ts$|contract\/[^/]+\.ts$/.test(file) && !file.includes('node_modules'));
  const named = new Set(
    tests.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\[([A-Z]\d+)\]|rule: '([A-Z]\d+)'/g)].map((match) => match[1] ?? match[2]),
    ),
  );
  expect(rules.filter((rule) => !named.has(rule))).toEqual([]);
});
