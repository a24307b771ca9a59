import { expect, it } from 'vitest';
import { rolesOf } from './dev.ts';

const roles = ['gateway-1', 'gateway-2', 'persist', 'slack'];

it.each([
  ['workers/slack/format.ts', ['slack']],
  ['workers/persist/plan.ts', ['persist']],
  ['gateway/visitor.ts', ['gateway-1', 'gateway-2']],
  ['lib/ids.ts', roles],
  ['bus/amqp.ts', roles],
  ['cli/up.ts', []],
  ['lib/ids.test.ts', []],
])('[O2] a change of %s restarts %j', (file, expected) => {
  expect(rolesOf(file, roles)).toEqual(expected);
});
