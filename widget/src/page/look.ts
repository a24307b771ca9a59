import { readColor } from '@parley/shared-types/colors.ts';
import { lookCss } from '@parley/shared-types/look.ts';
import type { PageHost } from '../host.ts';

/** `#rrggbb` of what a page calls a colour: as hex, or by any name or function that its browser knows; null when it knows none. */
export function toHex(text: string): string | null {
  const hex = readColor(text);
  if (hex || !CSS.supports('color', text)) return hex;
  const paper = new OffscreenCanvas(1, 1).getContext('2d');
  if (!paper) return null;
  paper.fillStyle = text;
  paper.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = paper.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Changes the look of the launcher, and of the panel, which inherits it. */
export function createLook({ site, root }: PageHost) {
  let color = /--accent:(#\w+)/.exec(site.css)?.[1] ?? '';
  return (change: { readonly color?: string } & Partial<typeof site.chosen>) => {
    const { color: other = color, ...chosen } = change;
    color = other;
    Object.assign(site.chosen, chosen);
    Object.assign(site, { css: lookCss(color, site.chosen) });
    root.adoptedStyleSheets[1]?.replaceSync(site.css);
  };
}
