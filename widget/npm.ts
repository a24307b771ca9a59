/**
 * Builds the npm package that `/parley/sdk.tgz` serves: `dist/npm` is its folder, `dist/sdk.tgz` the same packed. It has the name of
 * this workspace package, which is private and exports sources; the two never meet, since nobody in the workspace installs this one.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { minify } from 'terser';
import { build, type Rolldown } from 'vite';
import { packFiles } from './tar.ts';

const run = promisify(execFile);
const root = import.meta.dirname;
const source = join(root, 'src/npm');
const ENTRIES = ['index', 'loader', 'react'] as const;

interface Own {
  readonly name: string;
  readonly version: string;
}

/** The package.json of the package. */
export function manifestOf({ name, version }: Own) {
  const both = (entry: string) => ({
    import: { types: `./${entry}.d.ts`, default: `./${entry}.js` },
    require: { types: `./${entry}.d.cts`, default: `./${entry}.cjs` },
  });
  return {
    name,
    version,
    description: 'Live chat of your own Parley: loads it, and types its verbs',
    license: 'MIT',
    type: 'module',
    engines: { node: '>=18' },
    sideEffects: ['./parley.iife.js'],
    main: './index.cjs',
    module: './index.js',
    types: './index.d.ts',
    exports: {
      '.': both('index'),
      './loader': both('loader'),
      './react': both('react'),
      './iife': './parley.iife.js',
      './package.json': './package.json',
    },
    peerDependencies: { react: '>=18' },
    peerDependenciesMeta: { react: { optional: true } },
  };
}

async function bundle(format: 'es' | 'cjs' | 'iife'): Promise<readonly (readonly [name: string, code: string])[]> {
  const entries = format === 'iife' ? ['index'] : ENTRIES;
  const output = (await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      target: 'es2020',
      write: false,
      minify: false,
      lib: {
        entry: Object.fromEntries(entries.map((name) => [name, join(source, `${name}.ts`)])),
        formats: [format],
        name: 'ParleyWidget',
        fileName: (_format, name) => (format === 'iife' ? 'parley.iife.js' : `${name}.${format === 'es' ? 'js' : 'cjs'}`),
      },
      rolldownOptions: { external: ['react'], output: { chunkFileNames: `[name].${format === 'es' ? 'js' : 'cjs'}` } },
    },
  })) as Rolldown.RolldownOutput[];
  return (output[0]?.output ?? []).map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]);
}

const TYPES = ['--declaration', '--emitDeclarationOnly', '--strict', '--exactOptionalPropertyTypes', '--allowImportingTsExtensions'];
const BROWSER = ['--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022', '--lib', 'es2024,dom', '--types', ''];

/** The types, of which those of shared-types become a file of ours. Each twice: TypeScript wants a `.d.cts` for CommonJS. */
async function types(): Promise<readonly (readonly [name: string, code: string])[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-types-'));
  try {
    const tsc = join(root, '../node_modules/typescript/bin/tsc');
    const files = [...ENTRIES.map((name) => join(source, `${name}.ts`)), join(root, '../shared-types/src/sdk.ts')];
    const where = ['--ignoreConfig', '--rootDir', join(root, '..'), '--outDir', folder];
    await run(process.execPath, [tsc, ...TYPES, ...BROWSER, ...where, ...files]).catch((cause: { stdout?: string }) => {
      throw new Error(`the types of the npm package: ${cause.stdout}`);
    });
    const emitted = [
      ...ENTRIES.map((name) => [name, join(folder, 'widget/src/npm', `${name}.d.ts`)] as const),
      ['sdk', join(folder, 'shared-types/src/sdk.d.ts')] as const,
    ];
    return emitted.flatMap(([name, file]) => {
      const code = readFileSync(file, 'utf8');
      const point = (to: string) => code.replaceAll(/(['"])(?:\.\/|@parley\/shared-types\/)(\w+)\.ts\1/g, `'./$2.${to}'`);
      return [[`${name}.d.ts`, point('js')] as const, [`${name}.d.cts`, point('cjs')] as const];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The React part has effects: in an app with server components it belongs to the client. */
function forClients([name, code]: readonly [string, string]): readonly [string, string] {
  return [name, /^react\./.test(name) ? `'use client';\n${code}` : code];
}

/** Builds the folder and the package file. */
export async function buildNpm(dist: string): Promise<void> {
  const [es, cjs, [iife], declared] = await Promise.all([bundle('es'), bundle('cjs'), bundle('iife'), types()]);
  if (!iife) throw new Error('the npm package has no script');
  const small = await minify(iife[1], { ecma: 2020 });
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Own;
  const texts = [
    ...[...es, ...cjs].map(forClients),
    ...declared,
    [iife[0], `${small.code}\n`] as const,
    ['package.json', `${JSON.stringify(manifestOf(own), null, 2)}\n`] as const,
    ['README.md', readFileSync(join(source, 'README.md'), 'utf8')] as const,
    ['LICENSE', readFileSync(join(root, '../LICENSE'), 'utf8')] as const,
  ];
  const files = new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
  const folder = join(dist, 'npm');
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (!files.has(old)) rmSync(join(folder, old), { recursive: true });
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  writeFileSync(join(dist, 'sdk.tgz'), packFiles(files));
}
