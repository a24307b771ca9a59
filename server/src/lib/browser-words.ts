import type { IncomingHttpHeaders } from 'node:http';
import type { ClientWords } from '@parley/shared-types/model.ts';

/** Of one family of browsers or systems the more particular word stands first: nearly all say that they are Mozilla, and Safari. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(?:Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a request says of the browser that sent it: two words and its first language. Undefined when it says neither. */
export function clientWords(headers: IncomingHttpHeaders): ClientWords | undefined {
  const agent = browserWords(headers['user-agent']);
  const language = /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}(?=$|[,;\s])/i.exec(headers['accept-language'] ?? '')?.[0];
  return agent || language ? { ...(agent && { agent }), ...(language && { language }) } : undefined;
}

/** Browser and system of a User-Agent, `Firefox · Linux`, without versions: enough to know one's own again. '' when neither is known. */
export function browserWords(userAgent: string | undefined): string {
  const said = (userAgent ?? '').slice(0, 500);
  const wordIn = (table: typeof BROWSERS) => table.find(([sign]) => sign.test(said))?.[1];
  return [wordIn(BROWSERS), wordIn(SYSTEMS)].filter((word) => word !== undefined).join(' · ');
}
