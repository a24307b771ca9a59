/** Where the lines of a chart go. Pure. */
const MOST_STEPS = 4;

/** From 0 in even steps until the largest value fits; the last one is the top of the axis. */
export function ticksOf(max: number, step: number): readonly number[] {
  const count = Math.max(1, Math.ceil(max / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** Ticks of whole things: steps of 1, 2 or 5 times a power of ten. */
export function countTicks(max: number): readonly number[] {
  let power = 1;
  for (;;) {
    for (const step of [power, 2 * power, 5 * power]) if (max / step <= MOST_STEPS) return ticksOf(max, step);
    power *= 10;
  }
}

/** Ticks by the first of some steps that makes few of them. */
export function stepTicks(max: number, steps: readonly number[]): readonly number[] {
  return ticksOf(max, steps.find((step) => max / step <= MOST_STEPS) ?? max / MOST_STEPS);
}

export interface Box {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** @returns what puts the index of a value, and the value, onto the plane of a chart */
export function createScale({ width, height, left, right, top, bottom }: Box, count: number, max: number) {
  const inner = { width: width - left - right, height: height - top - bottom };
  return {
    x: (index: number) => left + (count < 2 ? inner.width / 2 : (index / (count - 1)) * inner.width),
    y: (value: number) => top + inner.height * (1 - value / max),
    /** The index nearest to a place. */
    indexAt(x: number) {
      const index = count < 2 ? 0 : Math.round(((x - left) / inner.width) * (count - 1));
      return Math.min(Math.max(index, 0), count - 1);
    },
  };
}
export type Scale = ReturnType<typeof createScale>;

const round = (value: number) => Math.round(value * 10) / 10;

/** The path of a line, and the values beside which there is none: the line goes over what is missing, and points say what is there. */
export function linePath(values: readonly (number | null)[], { x, y }: Pick<Scale, 'x' | 'y'>) {
  let d = '';
  const alone: number[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const hasBefore = (values[index - 1] ?? null) !== null;
    const hasAfter = (values[index + 1] ?? null) !== null;
    if (!hasBefore && !hasAfter) alone.push(index);
    d += `${d === '' ? 'M' : 'L'}${round(x(index))} ${round(y(value))}`;
  }
  return { d, alone };
}

/** Moves places apart until none is nearer to the next than `gap`, within a span; in the order given. */
export function spreadOut(places: readonly number[], gap: number, [low, high]: readonly [number, number]): readonly number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let least = low;
  for (const one of order) {
    one.place = Math.max(one.place, least);
    least = one.place + gap;
  }
  let most = high;
  for (const one of order.reverse()) {
    one.place = Math.min(one.place, most);
    most = one.place - gap;
  }
  const moved: number[] = [...places];
  for (const { place, index } of order) moved[index] = place;
  return moved;
}

/** Which of so many labels are written, so that each has its room; always the first. */
export function labelled(count: number, room: number): readonly number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, Math.floor(room))));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
