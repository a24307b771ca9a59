/** Seeds that broke something once, and what: they run first, for ever. Another action in fuzz.ts makes other runs of them. */
export const BAD_SEEDS: readonly (readonly [seed: number, what: string])[] = [
  [158, 'a message that was sent again was told again before the page that is shown, and stayed in the outbox'],
  [202, 'the same, after a storm'],
];
