import type { ExtraModule, ExtraName, Extras } from '../extras/extras.ts';
import type { Kit } from '../extras/kit.ts';

/** What tells the files of the optional chunks from those of other releases; put here by widget/build.ts. */
declare const __CHUNKS__: Readonly<Record<ExtraName, string>>;

interface ExtrasDeps {
  /** Of the site at its server. */
  readonly address: string;
  readonly kit: () => Kit;
  /** Called when a chunk has come. */
  readonly changed: () => void;
}

/** Loads optional chunks, each once; a failed one is asked for again under another address when it is wanted again. */
export function createExtras({ address, kit, changed }: ExtrasDeps) {
  const got: { -readonly [Name in ExtraName]?: Extras[Name] } = {};
  const asked: Partial<Record<ExtraName, Promise<unknown>>> = {};
  const load = <Name extends ExtraName>(name: Name): Promise<Extras[Name]> => {
    const get = (query: string) =>
      import(/* @vite-ignore */ `${address}/../assets/w-${name}-${__CHUNKS__[name]}.js${query}`) as Promise<ExtraModule<Name>>;
    asked[name] ??= get('')
      .catch(() => get(`?${Date.now()}`))
      .then(
        (module) => {
          got[name] = module.create(kit());
          changed();
          return got[name];
        },
        (error: unknown) => {
          delete asked[name];
          console.warn(`parley: chunk_failed - ${name}`);
          throw error;
        },
      );
    return asked[name] as Promise<Extras[Name]>;
  };
  return {
    /** What is there. */
    got: got as { readonly [Name in ExtraName]?: Extras[Name] },
    load,
    isComing: (name: ExtraName) => !got[name] && name in asked,
    /** What is there of a chunk; asks for it when it is not. */
    want<Name extends ExtraName>(name: Name): Extras[Name] | undefined {
      if (!got[name]) void load(name).catch(() => {});
      return got[name];
    },
    close() {
      for (const extra of Object.values(got)) (extra as { undo?(): void }).undo?.();
    },
  };
}
export type LoadedExtras = ReturnType<typeof createExtras>;
