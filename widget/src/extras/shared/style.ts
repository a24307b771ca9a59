import type { Kit } from '../kit.ts';

/** Adds rules to those of the panel. */
export function addStyle({ root }: Pick<Kit, 'root'>, css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
}
