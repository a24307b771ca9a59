import { preact } from '@preact/preset-vite';
import { minify } from 'terser';
import { build, type Rolldown } from 'vite';
import { trimTransport } from './trim.ts';

/** Browsers since spring 2024: `light-dark()` and adopted sheets are used as they are. */
const TARGET = { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'] };

export interface BundleOptions {
  readonly input: string;
  readonly format: 'es' | 'iife';
  /** With Socket.IO's client, which is trimmed. */
  readonly isLive: boolean;
}

/** Bundles one entry into one file. Terser is smaller than what vite would do, and can shorten socket.io-client's private names. */
export async function bundle({ input, format, isLive }: BundleOptions): Promise<string> {
  const output = (await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [preact(), ...(isLive ? [trimTransport()] : [])],
    build: {
      ...TARGET,
      write: false,
      minify: false,
      cssMinify: true,
      modulePreload: false,
      // A library: vite adds nothing to our import().
      lib: { entry: input, formats: [format], name: 'parley', fileName: () => 'chunk.js' },
      rolldownOptions: { treeshake: { moduleSideEffects: (id: string) => !/engine\.io|socket\.io/.test(id) } },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk, ...more] = output[0]?.output ?? [];
  if (!chunk) throw new Error(`${input} became nothing`);
  if (more.length > 0) throw new Error(`${input} became ${more.length + 1} files`);
  const { code } = await minify(chunk.code, {
    module: format === 'es',
    toplevel: true,
    ecma: 2020,
    compress: { passes: 5, pure_getters: true, unsafe: true, unsafe_arrows: true, unsafe_methods: true },
    mangle: { properties: { regex: /^_[a-z]/ } },
  });
  return `${code}\n`;
}
