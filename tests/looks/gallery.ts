/** Pictures of every state in the gallery, to be looked at: `node tests/looks/gallery.ts FOLDER [SCENE ...]` (default: .looks/gallery). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createParley, launch } from '../e2e/parley.ts';

const [, , out = '.looks/gallery', ...wanted] = process.argv;
/** Late enough for what is shown only after a while: no connection, nothing read. */
const LATE_MS = 9_000;

const { up, down, remove } = createParley();
const { url } = await up();
const browser = await launch();
try {
  mkdirSync(out, { recursive: true });
  const gallery = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await gallery.goto(`${url}/examples/gallery/`);
  await gallery.locator('figure').first().waitFor();
  const figures = await gallery.$$eval('figure', (all) =>
    all.map(({ id, firstChild }) => [id, (firstChild as Element).className] as const),
  );
  await gallery.close();
  for (const [name, kind] of figures) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const page = await browser.newPage({ viewport: { width: kind === 'phone' ? 390 : 500, height: 720 } });
    await page.goto(`${url}/examples/gallery/?scene=${name}`);
    await page.locator('.panel').waitFor();
    await page.waitForTimeout(/offline|loading/.test(name) ? LATE_MS : 700);
    await page.screenshot({ path: join(out, `${name}.png`), animations: 'disabled' });
    await page.close();
    console.log(name);
  }
} finally {
  await browser.close();
  await down();
  remove();
}
