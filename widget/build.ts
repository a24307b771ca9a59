/**
 * Builds the widget: `dist/loader.js`, the script of the tag with a place for a site's settings; the chunks that it loads,
 * hashed and compressed, in `dist/assets`; their names in `dist/widget.json`; the npm package (npm.ts). Run by `./parley up`, `test`
 * and `sizes` when a source changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundle } from './bundle.ts';
import { buildNpm } from './npm.ts';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const assets = join(dist, 'assets');
const manifest = join(dist, 'widget.json');

/** Each is a file of its own: they share types only. */
const CHUNKS = { chat: 'src/chat.ts', hosted: 'src/hosted/main.ts' } as const;
/** The optional chunks of the panel: each file of src/extras and src/words that has a `create`. */
const EXTRAS = ['src/extras', 'src/words'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => /^[a-z]+\.tsx?$/.test(file))
    .map((file) => join(root, folder, file))
    .filter((file) => /^export (function|const) create\b/m.test(readFileSync(file, 'utf8'))),
);

function writeLoader(code: string): void {
  const places = code.split('__PARLEY__').length - 1;
  if (places !== 1) throw new Error(`the loader has ${places} places for the settings of a site, not one`);
  writeFileSync(join(dist, 'loader.js'), code);
}

/** Writes a chunk under the name of its content, with its compressed forms; returns the name. */
function writeChunk(name: string, code: string): string {
  const file = `${name}-${createHash('sha256').update(code).digest('base64url').slice(0, 6)}.js`;
  writeFileSync(join(assets, file), code);
  writeFileSync(join(assets, `${file}.gz`), gzipSync(code, { level: 9 }));
  writeFileSync(join(assets, `${file}.br`), brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  return file;
}

/** Keeps the chunks of the release before: pages that are open may still load them. */
function forgetOld(kept: readonly string[]): void {
  for (const file of readdirSync(assets))
    if (/^w-|^(chat|panel|live|hosted)-/.test(file) && !kept.some((name) => file.startsWith(name))) rmSync(join(assets, file));
}

mkdirSync(assets, { recursive: true });
const before = existsSync(manifest)
  ? Object.values(JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string | Record<string, string>>)
  : [];
forgetOld(before.flatMap((name) => (typeof name === 'string' ? name : Object.values(name))));
writeLoader(await bundle({ input: join(root, 'src/loader/main.ts'), format: 'iife' }));
const extras: Record<string, string> = {};
for (const file of EXTRAS) {
  const name = basename(file).replace(/\..*/, '');
  extras[name] = writeChunk(`w-${name}`, await bundle({ input: file, format: 'es', isExtra: true }));
}
/** What the panel has to know of the optional chunks. `page` is not among them: the loader has its name from the server. */
const { page: _page, ...ofPanel } = extras;
const hashes = Object.fromEntries(Object.entries(ofPanel).map(([name, file]) => [name, file.slice(`w-${name}-`.length, -'.js'.length)]));
const define = { __CHUNKS__: JSON.stringify(hashes) };
/** Most sites sign in nobody; the others have `users` in the place of `chat` (src/core/users.ts). */
const lean = { ...define, __NO_USERS__: 'true' };
/** Seldom needed: where no WebSocket comes through. */
const polling = writeChunk('w-polling', await bundle({ input: join(root, 'src/live/socket-io/polling.ts'), format: 'es' }));
const apart = { '/polling.ts': polling };
const names: Record<string, string> = {};
for (const [name, input] of Object.entries(CHUNKS)) {
  names[name] = writeChunk(name, await bundle({ input: join(root, input), format: 'es', isLive: name === 'chat', define: lean, apart }));
}
writeFileSync(
  join(dist, 'gallery.js'),
  await bundle({ input: join(root, 'src/gallery/main.ts'), format: 'es', define: { __CHAT__: JSON.stringify(names.chat) } }),
);
await buildNpm(dist);
const users = writeChunk('chat', await bundle({ input: join(root, CHUNKS.chat), format: 'es', isLive: true, define, apart }));
writeFileSync(manifest, `${JSON.stringify({ ...names, users, extras: { ...extras, polling } })}\n`);
