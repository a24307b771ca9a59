import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** The width an element has, as it changes. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const box = element.current;
    if (!box) return undefined;
    setWidth(box.clientWidth);
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return width;
}

interface PointOptions {
  readonly count: number;
  /** Values that a step to the side and one up or down goes over. */
  readonly steps?: { readonly side: number; readonly up: number };
  /** Where one begins by keyboard. */
  readonly first: number;
}

const REACH = 7;

/**
 * One value of a chart, pointed at by mouse, touch or keys: left and right step by step, Page Up and Down by a week, Home and End.
 * Escape lets go of it.
 */
export function usePoint({ count, steps = { side: 1, up: REACH }, first }: PointOptions) {
  const [point, setPoint] = useState<number | null>(null);
  const at = point === null ? null : Math.min(point, count - 1);
  const onKeyDown = (event: KeyboardEvent) => {
    const { side, up } = steps;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: side,
      ArrowLeft: -side,
      ArrowDown: up,
      ArrowUp: -up,
      PageDown: REACH * side,
      PageUp: -REACH * side,
      Home: -count,
      End: count,
    };
    const move = moves[event.key];
    if (event.key === 'Escape' && at !== null) setPoint(null);
    else if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (at === null) setPoint(event.key === 'Home' ? 0 : first);
    else if (Math.abs(move) < count && (at + move < 0 || at + move >= count)) return event.preventDefault();
    else setPoint(Math.min(Math.max(at + move, 0), count - 1));
    event.preventDefault();
  };
  return {
    at,
    point: setPoint,
    /** For the element that has the focus. */
    handlers: { onKeyDown, onFocus: () => setPoint((now) => now ?? first), onBlur: () => setPoint(null) },
  };
}
