/**
 * What every adapter of the store must do (SPEC S). An adapter's test calls `registerStoreContract` and adds what is its own:
 * being away (S15), migrations (S12, S13), kill -9 (S11).
 */
import { describe, it, onTestFinished } from 'vitest';
import { accounts } from './accounts.ts';
import { changes } from './changes.ts';
import { conversations } from './conversations.ts';
import { effects } from './effects.ts';
import { erasing } from './erase.ts';
import { hooks } from './hooks.ts';
import { isolation } from './isolation.ts';
import type { Case, StoreUnderTest } from './kit.ts';
import { leases } from './leases.ts';
import { loads } from './loads.ts';
import { log } from './log.ts';
import { meta } from './meta.ts';
import { people } from './people.ts';
import { races } from './races.ts';
import { registers } from './registers.ts';
import { searching } from './search.ts';
import { sites } from './sites.ts';
import { views } from './views.ts';

export type { StoreUnderTest } from './kit.ts';

const CASES: readonly Case[] = [
  ...log,
  ...races,
  ...conversations,
  ...registers,
  ...loads,
  ...changes,
  ...effects,
  ...leases,
  ...erasing,
  ...people,
  ...accounts,
  ...sites,
  ...meta,
  ...searching,
  ...hooks,
  ...isolation,
  ...views,
];

/** Registers every case; `setup` gives each of them a fresh store. */
export function registerStoreContract(name: string, setup: () => Promise<StoreUnderTest>): void {
  describe(`store contract on ${name}`, () => {
    for (const { rule, says, run } of CASES) {
      it(`[${rule}] ${says}`, async () => {
        const test = await setup();
        onTestFinished(() => test.teardown());
        await run(test);
      });
    }
  });
}
