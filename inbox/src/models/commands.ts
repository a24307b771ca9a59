import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Command } from '../lib/commands.ts';

/** Asked each time the palette opens, so that it says what can be done now. */
export type CommandSource = () => readonly Command[];

/**
 * What the palette offers. Any part of the inbox adds its own: `commands.register(() => [...])`.
 * @returns `register` returns its undo
 */
export function createCommands() {
  const sources = signal<readonly CommandSource[]>([]);
  const asked = signal(0);
  return {
    /** How often the palette was asked for. */
    asked: asked as ReadonlySignal<number>,
    ask() {
      asked.value = asked.peek() + 1;
    },
    all: computed(() => sources.value.flatMap((source) => source())),
    register(source: CommandSource): () => void {
      sources.value = [...sources.peek(), source];
      return () => {
        sources.value = sources.peek().filter((one) => one !== source);
      };
    },
  };
}
export type Commands = ReturnType<typeof createCommands>;
