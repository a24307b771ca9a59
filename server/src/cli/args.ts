import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ParleyError } from '../lib/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads the words of a command; unknown ones are a coded `usage` error. */
export function readArgs<Given extends Options>(words: readonly string[], options: Given) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new ParleyError('usage', { detail: (cause as Error).message, cause });
  }
}
