import type { Trigger } from '@parley/shared-types/model.ts';
import { type PlainPhrase, t } from '../words/words.ts';

export type TriggerKind = Trigger['on']['kind'];

export const KIND_WORDS: Readonly<Record<TriggerKind, PlainPhrase>> = {
  time: 'After some time on the page',
  scroll: 'When the page is scrolled down',
  exit: 'When the pointer leaves for the tabs',
  event: 'When your script says so',
};
const FIRST: { readonly [Kind in TriggerKind]: Extract<Trigger['on'], { kind: Kind }> } = {
  time: { kind: 'time', seconds: 30 },
  scroll: { kind: 'scroll', percent: 60 },
  exit: { kind: 'exit' },
  event: { kind: 'event', name: '' },
};

/** An occasion as it begins when it is chosen. */
export const ofKind = (kind: TriggerKind): Trigger['on'] => FIRST[kind];

const nameOf = (number: number) => t('Trigger {number}', { number });

/** One with a name that none of the others has: visitors remember by it what they have seen. */
export function newTrigger(others: readonly Trigger[]): Trigger {
  const names = new Set(others.map(({ name }) => name));
  let number = others.length + 1;
  while (names.has(nameOf(number))) number += 1;
  return { name: nameOf(number), on: ofKind('time'), pages: [], text: '', opens: true };
}

export function changeTrigger(triggers: readonly Trigger[], index: number, change: Partial<Trigger>): readonly Trigger[] {
  return triggers.map((before, at) => (at === index ? { ...before, ...change } : before));
}
