import { LIMITS, RETRY_TIERS } from '@parley/shared-types/topics.ts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ParleyError } from '../lib/errors.ts';
import { codeOf, decideFailedJob, isPassing, reasonOf, triage } from './decide.ts';

const schema = z.object({ type: z.literal('told'), v: z.literal(1), deep: z.object({ text: z.string() }) });
const versions = { told: 1 };

it.each([
  [{ type: 'told', v: 1, deep: { text: 7 } }, 'schema_invalid: deep.text'],
  [{ type: 'other', v: 1, deep: { text: 'x' } }, 'schema_invalid: type'],
  [null, 'schema_invalid: (the whole body)'],
  ['text', 'schema_invalid: (the whole body)'],
  [{ type: 'told', v: 0, deep: { text: 'x' } }, 'schema_invalid: v'],
])('[K1] %j is dead with its reason', (body, reason) => {
  expect(triage(body, schema, versions)).toEqual({ is: 'dead', reason });
});

it('[K1] fields that a newer sender added are dropped', () => {
  const body = { type: 'told', v: 1, deep: { text: 'x' }, more: true };
  expect(triage(body, schema, versions)).toEqual({ is: 'item', item: { type: 'told', v: 1, deep: { text: 'x' } } });
});

it('[K2] a known type of a higher version is newer, whatever else it holds', () => {
  expect(triage({ type: 'told', v: 2 }, schema, versions)).toEqual({ is: 'newer', name: 'told', v: 2 });
  expect(triage({ kind: 'told', v: 2 }, schema, versions)).toEqual({ is: 'newer', name: 'told', v: 2 });
  expect(triage({ type: 'toString', v: 2 }, schema, versions)).toMatchObject({ is: 'dead' });
});

it.each(['unavailable', 'busy', 'retry', 'disk_full', 'slack_unavailable'] as const)('[K5] %s is passing', (code) => {
  expect(isPassing(new ParleyError(code))).toBe(true);
});

it('[K3] what was not thrown on purpose, and what cannot succeed later, is permanent', () => {
  for (const error of [new Error('x'), 'x', new ParleyError('conflict'), new ParleyError('internal')]) expect(isPassing(error)).toBe(false);
});

it('[K6] a failing job goes through the tiers 1 s to 1 h and is a dead letter after eight attempts', () => {
  const outcomes = Array.from({ length: LIMITS.jobAttempts }, (_, attempt) => decideFailedJob(new Error('no'), attempt));
  const waits = outcomes.map((outcome) => (outcome.do === 'retry' ? outcome.afterMs : outcome.do));
  expect(waits).toEqual([...RETRY_TIERS.map(({ ms }) => ms), 3_600_000, 'dead']);
});

it('[K6] a longer wait that was asked for is kept; an error that makes repeating useless ends the job at once', () => {
  expect(decideFailedJob(new ParleyError('slack_unavailable', { retryAfterMs: 7_000 }), 0)).toMatchObject({ do: 'retry', afterMs: 7_000 });
  expect(decideFailedJob(new ParleyError('slack_auth', { detail: 'invalid_auth' }), 0)).toEqual({
    do: 'dead',
    reason: 'slack_auth: invalid_auth',
  });
});

it('[O5] a reason begins with a code', () => {
  expect(codeOf(reasonOf(new Error('no: really')))).toBe('handler_failed');
  expect(codeOf(reasonOf(new ParleyError('busy', { detail: 'a: b' })))).toBe('busy');
});
