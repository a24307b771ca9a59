import type { ConversationRow } from '@parley/shared-types/model.ts';
import type { RefObject } from 'preact';
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { shiftOf } from '../lib/rows.ts';

/** Of a row, in rem: larger text has larger rows. */
const ROW_REM = 4;
/** Rows above and below what is in sight that are there, so that the keyboard finds its next one and scrolling shows no gap. */
const SPARE = 8;
/** A window moves by so many rows at a time. */
const STEP = 4;

export interface RowWindow {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** Pixels of one row. */
  readonly height: number;
  /** Indexes: `from` is in the window, `to` is not. */
  readonly from: number;
  readonly to: number;
}

/**
 * Which rows of a long list are in sight; only those are in the page. What is read stays where it is when rows come or go above it:
 * only whoever is at the very top sees new ones come in.
 */
export function useWindow(rows: readonly ConversationRow[]): RowWindow {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(rows);
  const [{ first, count, height }, setSeen] = useState({ first: 0, count: 20, height: 64 });
  const look = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const px = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const top = Math.floor(element.scrollTop / px / STEP) * STEP;
    const seen = { first: top, count: Math.ceil(element.clientHeight / px) + STEP, height: px };
    setSeen((now) => (now.first === seen.first && now.count === seen.count && now.height === seen.height ? now : seen));
  }, []);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [look]);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = rows;
    const element = box.current;
    if (!element || element.scrollTop < height / 2) return;
    const shift = shiftOf(old, rows, Math.floor(element.scrollTop / height));
    if (shift === 0) return;
    element.scrollTop += shift * height;
    look();
  }, [rows]);
  return { box, onScroll: look, height, from: Math.max(0, first - SPARE), to: Math.min(rows.length, first + count + SPARE) };
}
