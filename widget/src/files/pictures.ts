/**
 * Pictures on a canvas: their bytes are asked for like everything else we ask of our server, so that a page with a content
 * security policy needs no `img-src` for us.
 */
import type { FileRef } from '@parley/shared-types/model.ts';

const WIDEST = 240;
const HIGHEST = 300;

/** In CSS pixels, and the share of the picture's own. */
export function boxOf(width: number, height: number, scale = Math.min(1, WIDEST / width, HIGHEST / height)) {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Draws a picture as large as its canvas. @throws what browsers throw about bytes that are none */
export async function draw(canvas: HTMLCanvasElement, blob: Blob, cover = false): Promise<void> {
  const picture = await createImageBitmap(blob);
  const { width, height } = canvas;
  const scale = cover ? Math.max(width / picture.width, height / picture.height) : 0;
  const [w, h] = cover ? [picture.width * scale, picture.height * scale] : [width, height];
  const context = canvas.getContext('2d');
  if (context) context.imageSmoothingQuality = 'high';
  context?.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
  picture.close();
}

/** Loads pictures when they come into sight, each once. */
export function createPictures(load: (file: FileRef) => Promise<Blob>, onBroken: (file: FileRef) => void) {
  const waiting = new WeakMap<Element, FileRef>();
  const observer = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      const file = isIntersecting && waiting.get(target);
      if (!file) continue;
      observer.unobserve(target);
      load(file)
        .then((blob) => draw(target as HTMLCanvasElement, blob))
        .catch(() => onBroken(file));
    }
  });
  return {
    watch(canvas: HTMLCanvasElement | null, file: FileRef) {
      if (!canvas || waiting.has(canvas)) return;
      waiting.set(canvas, file);
      observer.observe(canvas);
    },
    undo: () => observer.disconnect(),
  };
}
