import type { DoVerb, SdkCommand, SdkEvent, SdkEvents, SdkListener, SetVerb } from '@parley/shared-types/sdk.ts';
import type { Model } from './model.ts';
import { readSet } from './profile.ts';

/** Who on the page wants to know. A listener that throws is told on the console and disturbs nobody. */
export function createListeners() {
  const calls: Partial<Record<string, Set<SdkListener>>> = {};
  const off = (name: string, call?: SdkListener) => void (call ? calls[name]?.delete(call) : delete calls[name]);
  return {
    on(name: string, call: SdkListener): () => void {
      calls[name] ??= new Set();
      calls[name].add(call);
      return () => off(name, call);
    },
    /** Without a listener all of them go, as with Crisp. */
    off,
    emit<Event extends SdkEvent>(name: Event, value: SdkEvents[Event]): void {
      for (const call of calls[name] ?? []) {
        try {
          call(value as never);
        } catch (error) {
          console.error('parley:', error);
        }
      }
    },
  };
}

/** The verbs that need the panel; the loader does the others (see shared-types/src/sdk.ts). */
export function createVerbs(model: Model, { on, off }: ReturnType<typeof createListeners>) {
  const deeds: Partial<Record<DoVerb, (value: unknown) => void>> = {
    'message:send': (value) => {
      const [kind, text] = value as unknown[];
      if (kind === 'text' && typeof text === 'string' && text.trim()) model.send(text.trim());
      else console.warn('parley: invalid - message:send takes ["text", text]');
    },
    'session:reset': model.logout,
    'user:logout': model.logout,
    'user:identify': (value) => {
      const token = Array.isArray(value) ? value[0] : value;
      if (typeof token === 'string' && token) model.identify(token);
      else console.warn('parley: invalid - user:identify takes a token');
    },
  };
  return ([kind, name, value]: SdkCommand): unknown => {
    if (kind === 'set') return model.describe(readSet(name as SetVerb, value));
    if (kind === 'do') return deeds[name as DoVerb]?.(value ?? []);
    return kind === 'on' ? on(name, value as SdkListener) : off(name, value as SdkListener | undefined);
  };
}
