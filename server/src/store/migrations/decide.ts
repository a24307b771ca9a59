import { ParleyError } from '../../lib/errors.ts';

/** The schema record of a database: its version, and the oldest Parley schema that can still work with it. */
export interface SchemaRecord {
  readonly version: number;
  readonly minCompatible: number;
}

export type MigrationPlan = { readonly kind: 'fresh' | 'current' | 'upgrade'; readonly from: number };

/**
 * Decides what to do with a database, before touching it. Pure.
 * @param found its schema record, null for an empty database
 * @param mine the schema that this version writes
 * @returns the steps after `from` are to be run for 'fresh' and 'upgrade'
 * @throws ParleyError `database_newer` when the database says that this version does not understand it
 */
export function decideMigration(found: SchemaRecord | null, mine: SchemaRecord): MigrationPlan {
  if (found === null) return { kind: 'fresh', from: 0 };
  if (found.minCompatible > mine.version) {
    throw new ParleyError('database_newer', { detail: `it has schema ${found.version}, this version knows ${mine.version}` });
  }
  return found.version < mine.version ? { kind: 'upgrade', from: found.version } : { kind: 'current', from: found.version };
}
