/**
 * What every adapter of the bus must do (SPEC B). An adapter's test calls `registerBusContract` and adds what is its own;
 * a rule that cannot hold for it is skipped with a reason that is printed.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { deadLetters } from './contract/dead-letters.ts';
import type { BusUnderTest, Case } from './contract/kit.ts';
import { outages } from './contract/outages.ts';
import { outcomes } from './contract/outcomes.ts';
import { queues } from './contract/queues.ts';

export type { BusUnderTest, OpenOptions } from './contract/kit.ts';

const CASES: readonly Case[] = [...queues, ...outcomes, ...deadLetters, ...outages];

/** Registers every case; `setup` gives each of them a fresh bus. */
export function registerBusContract(name: string, setup: () => Promise<BusUnderTest>): void {
  describe(`bus contract on ${name}`, () => {
    for (const { rule, says, run } of CASES) {
      it(`[${rule}] ${says}`, async (context) => {
        const bus = await setup();
        onTestFinished(() => bus.teardown());
        const excuse = bus.differences.find(({ skip }) => skip.includes(rule));
        if (excuse) {
          console.info(`not on ${name}: [${rule}] ${says}: ${excuse.reason}`);
          context.skip(excuse.reason);
        }
        await run(bus);
      });
    }

    it('[O7] every excuse names a rule that the contract has', async () => {
      const bus = await setup();
      onTestFinished(() => bus.teardown());
      const rules = CASES.map(({ rule }) => rule);
      for (const { reason, skip } of bus.differences) {
        expect(reason).not.toBe('');
        expect(rules).toEqual(expect.arrayContaining([...skip]));
      }
    });
  });
}
