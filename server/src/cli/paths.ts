import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const WIDGET_DIST = join(ROOT, 'widget', 'dist');
export const INBOX_DIST = join(ROOT, 'inbox', 'dist');
export const DOCS = join(ROOT, 'docs');
export const EXAMPLES = join(ROOT, 'examples');
