import { sha256 } from './ids.ts';

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** SHA-256 of a body, whatever the order of its fields: tells a repeat from a conflict. */
export function bodyHash(body: unknown): string {
  return sha256(JSON.stringify(sorted(body)));
}
