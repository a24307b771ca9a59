/** Seeds that broke something once, and what: they run first, for ever. */
export const BAD_SEEDS: readonly (readonly [seed: number, what: string])[] = [];
