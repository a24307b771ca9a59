export { contrast, inkOn as onColor } from '@parley/shared-types/colors.ts';

/** What the server takes as a colour. */
export function isColor(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}
