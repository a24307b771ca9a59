/** Colours that an owner chooses, made readable: one rule for server, widget, mails and inbox. */

/** The grounds of the panel, light and dark (widget/src/panel/panel.css). */
export const SURFACES = ['#ffffff', '#181a1f'] as const;
/** Edges that can be told from the surfaces: those of the panel's fields. */
const EDGES = ['#83878e', '#797d85'] as const;

/** `#rrggbb` of `#rgb` or `#rrggbb`; null when it is neither. */
export function readColor(text: string): string | null {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase();
  return hex ? `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}` : null;
}

/** Relative luminance (WCAG 2) of `#rgb` or `#rrggbb`; another text counts as black. */
export function luminance(color: string): number {
  const hex = readColor(color) ?? '#000000';
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** What can be read on a colour: white where that is at least 4.5:1, else black, which then is more. */
export function inkOn(color: string): '#fff' | '#000' {
  return contrast(color, '#fff') >= 4.5 ? '#fff' : '#000';
}

/** Edges of what has the colour, in light and in dark: the colour itself where it can be told from the surface (3:1). */
export function edgesOf(color: string): readonly [light: string, dark: string] {
  const edge = (index: 0 | 1) => (contrast(color, SURFACES[index]) >= 3 ? color : EDGES[index]);
  return [edge(0), edge(1)];
}
