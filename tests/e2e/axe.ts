import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
  }[];
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with a page as it stands, in light and in dark: one line each, empty when nothing. Motion stays off afterwards. */
export async function axe(page: Page): Promise<string[]> {
  const lines: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // By the debugger, not by a tag: the page's own policy stays as it is.
    await page.evaluate(SOURCE);
    const found = await page.evaluate(
      (values) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<Found> } }).axe.run({ runOnly: { type: 'tag', values } }),
      TAGS,
    );
    for (const { id, nodes } of found.violations) {
      lines.push(
        ...nodes.map(({ target, failureSummary }) => `${colorScheme} ${id} ${target.join(' ')}: ${failureSummary.replaceAll('\n', ' ')}`),
      );
    }
  }
  return lines;
}
