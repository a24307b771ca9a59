import type { SdkListener } from '@parley/shared-types/sdk.ts';

interface Heard {
  readonly name: string;
  readonly call: SdkListener;
  readonly hear: (event: Event) => void;
}

/** Listeners of the page: each is one of the DOM event `parley:<name>`, so that one that throws disturbs nobody. */
export function createListeners() {
  let all: readonly Heard[] = [];
  /** Without a listener all of that event go, as with Crisp; without a name, all. */
  const off = (name?: string, call?: unknown): void => {
    const gone = all.filter((one) => (name === undefined || one.name === name) && (!call || one.call === call));
    for (const one of gone) removeEventListener(`parley:${one.name}`, one.hear);
    all = all.filter((one) => !gone.includes(one));
  };
  return {
    on(name: string, call: SdkListener): () => void {
      const hear = (event: Event) => {
        try {
          call(((event as CustomEvent).detail ?? undefined) as never);
        } catch (error) {
          console.error('parley:', error);
        }
      };
      all = [...all, { name, call, hear }];
      addEventListener(`parley:${name}`, hear);
      return () => off(name, call);
    },
    off,
  };
}
