import { join } from 'node:path';
import { preact } from '@preact/preset-vite';
import { minify } from 'terser';
import { build, type Plugin, type Rolldown } from 'vite';
import { trimTransport } from './trim.ts';

/** Browsers since spring 2024: `light-dark()` and adopted sheets are used as they are. */
const TARGET = { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'] };

export interface BundleOptions {
  readonly input: string;
  readonly format: 'es' | 'iife';
  /** With Socket.IO's client, which is swapped for our own. */
  readonly isLive?: boolean;
  /** Files of modules that are loaded when they are needed, by the end of their source's path; all others are bundled. */
  readonly apart?: Readonly<Record<string, string>>;
  /** An optional chunk of the panel (src/extras): it exports `create(kit)` and draws with the panel's Preact. */
  readonly isExtra?: boolean;
  /** Words of the source that stand for values. */
  readonly define?: Readonly<Record<string, string>>;
}

/** Leaves modules out, which then come from files beside this one. */
function leaveApart(files: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'parley-leave-apart',
    enforce: 'pre',
    resolveId(source) {
      const [, file] = Object.entries(files).find(([end]) => source.endsWith(end)) ?? [];
      return file ? { id: `./${file}`, external: true } : null;
    },
  };
}

/** Wraps an optional chunk, so that it has the panel's Preact before it draws. Hooks are not there: its state is its own or the model's. */
function sharePreact(input: string): Plugin {
  const shim = join(import.meta.dirname, 'src/extras/preact.ts');
  return {
    name: 'parley-share-preact',
    enforce: 'pre',
    resolveId(source) {
      if (source === 'preact/jsx-runtime') return shim;
      if (source.endsWith(WRAPPED)) return WRAPPED;
      if (source === 'preact' || source.startsWith('preact/'))
        this.error(`an optional chunk may not import ${source}: it would bring a second one`);
      return null;
    },
    load(id) {
      if (id !== WRAPPED) return null;
      const [from, made] = [JSON.stringify(shim), JSON.stringify(input)];
      return `import { share } from ${from}; import { create as make } from ${made}; export const create = (kit) => (share(kit), make(kit));`;
    },
  };
}
const WRAPPED = 'parley-extra.js';

/** Bundles one entry into one file. Terser is smaller than what vite would do. */
export async function bundle({ input, format, isLive = false, isExtra = false, define = {}, apart = {} }: BundleOptions): Promise<string> {
  const output = (await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { ...define },
    plugins: [preact(), leaveApart(apart), ...(isLive ? [trimTransport()] : []), ...(isExtra ? [sharePreact(input)] : [])],
    build: {
      ...TARGET,
      write: false,
      minify: false,
      cssMinify: true,
      modulePreload: false,
      // A library: vite adds nothing to our import().
      lib: { entry: isExtra ? WRAPPED : input, formats: [format], name: 'parley', fileName: () => 'chunk.js' },
      rolldownOptions: { output: { inlineDynamicImports: true } },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk, ...more] = output[0]?.output ?? [];
  if (!chunk) throw new Error(`${input} became nothing`);
  if (more.length > 0) throw new Error(`${input} became ${more.length + 1} files`);
  const { code } = await minify(chunk.code, {
    module: format === 'es',
    toplevel: true,
    ecma: 2020,
    compress: { passes: 5, pure_getters: true, unsafe: true, unsafe_arrows: true, unsafe_methods: true, unsafe_comps: true },
    mangle: { properties: { regex: /^_[a-z]/ } },
  });
  // Shorter; what was never assigned to is so still.
  return `${code?.replace(/\bconst /g, 'let ')}\n`;
}
