/** Values of a page's script, which come alone or, as with Crisp, in an array. Pure. */

export type Fact = string | number | boolean;

export const isFact = (value: unknown): value is Fact => /^(string|number|boolean)$/.test(typeof value);
export const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** As a text without spaces around it; '' when it is none. */
export function textOf(value: unknown): string {
  const first = firstOf(value);
  return isFact(first) ? `${first}`.trim() : '';
}
