/** Mails as simple HTML: no image, no link but our own, readable in light and dark. Pure. */
import { luminance } from '@parley/shared-types/colors.ts';
import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** Black or white: what reads better on a colour. Where they meet (luminance 0.179) both have a contrast of 4.58. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  return luminance(color) > 0.179 ? '#000000' : '#ffffff';
}

export interface Page {
  readonly color: string;
  readonly intro: string;
  readonly messages: readonly { readonly name: string; readonly text: string }[];
  readonly button: { readonly label: string; readonly url: string };
  readonly foot: readonly string[];
}

const STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;background:#f5f5f7;color:#1c1c22}
main{max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px}
main>p:first-child{margin-top:0}
.message{margin:0 0 16px;white-space:pre-wrap;overflow-wrap:anywhere}.name{font-weight:600}
.foot{margin:16px 0 0;font-size:13px;color:#5a5a66}
@media (prefers-color-scheme:dark){body{background:#141418;color:#ececf1}main{background:#1f1f26}.foot{color:#a2a2ae}}`;

/** The page of a mail. All that is given is shown literally. */
export function renderHtml({ color, intro, messages, button, foot }: Page): string {
  const accent = /^#[0-9a-fA-F]{6}$/.test(color) ? color : DEFAULT_SETTINGS.color;
  const paint = `display:inline-block;padding:12px 20px;border-radius:8px;text-decoration:none;font-weight:600`;
  const said = messages.map(
    ({ name, text }) => `<div class="name" dir="auto">${escapeHtml(name)}</div><div class="message" dir="auto">${escapeHtml(text)}</div>`,
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta name="color-scheme" content="light dark"><style>${STYLE}</style></head><body><main>`,
    `<p dir="auto">${escapeHtml(intro)}</p>`,
    ...said,
    `<p><a href="${escapeHtml(button.url)}" style="${paint};background:${accent};color:${inkOn(accent)}">${escapeHtml(button.label)}</a></p>`,
    ...foot.map((line) => `<p class="foot">${escapeHtml(line)}</p>`),
    '</main></body></html>',
  ].join('\n');
}
