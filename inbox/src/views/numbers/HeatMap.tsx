import { useRef } from 'preact/hooks';
import { hourName } from '../../lib/number-words.ts';
import { weekdayName } from '../../lib/time-words.ts';
import { t } from '../../words/words.ts';
import { usePoint, useWidth } from './use-point.ts';

const HOURS = 24;
const DAYS = 7;
const LEFT = 36;
const TOP = 20;
const ROW = 22;
const GAP = 2;

interface HeatMapProps {
  readonly name: string;
  /** So many of what is counted. */
  readonly words: (count: number) => string;
  /** Monday first. */
  readonly grid: readonly (readonly number[])[];
}

/** Little is still seen beside much: the root, not the share itself. */
const strength = (value: number, max: number) => (value === 0 ? 0 : 0.15 + 0.85 * Math.sqrt(value / max));

function Cells({ grid, cell, at }: { readonly grid: HeatMapProps['grid']; readonly cell: number; readonly at: number | null }) {
  const max = Math.max(1, ...grid.flat());
  return (
    <>
      {grid.map((row, day) =>
        row.map((value, hour) => (
          <rect
            key={`${day} ${hour}`}
            class={at === day * HOURS + hour ? 'cell pointed' : 'cell'}
            x={LEFT + hour * cell}
            y={TOP + day * ROW}
            width={Math.max(1, cell - GAP)}
            height={ROW - GAP}
            rx={2}
            style={{ '--strength': strength(value, max) }}
          />
        )),
      )}
    </>
  );
}

function Names({ cell }: { readonly cell: number }) {
  return (
    <g class="axis">
      {Array.from({ length: DAYS }, (_, day) => (
        <text key={weekdayName(day)} x={0} y={TOP + day * ROW + 14}>
          {weekdayName(day).slice(0, 3)}
        </text>
      ))}
      {[0, 6, 12, 18].map((hour) => (
        <text key={hour} x={LEFT + hour * cell} y={TOP - 6}>
          {hourName(hour)}
        </text>
      ))}
    </g>
  );
}

/** A week by hours: the stronger a cell, the more. Its number is told where it is pointed at, and by arrow keys. */
export function HeatMap({ name, words: counted, grid }: HeatMapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const cell = Math.max(0, (width - LEFT) / HOURS);
  const { at, point, handlers } = usePoint({ count: DAYS * HOURS, first: 9, steps: { side: 1, up: HOURS } });
  const words = (index: number) => {
    const [day, hour] = [Math.floor(index / HOURS), index % HOURS];
    return t('{day} {hour}: {words}', { day: weekdayName(day), hour: hourName(hour), words: counted(grid[day]?.[hour] ?? 0) });
  };
  const onPoint = (event: PointerEvent) => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    const hour = Math.floor((event.clientX - left - LEFT) / cell);
    const day = Math.floor((event.clientY - top - TOP) / ROW);
    point(hour >= 0 && hour < HOURS && day >= 0 && day < DAYS ? day * HOURS + hour : null);
  };
  return (
    <div class="chart">
      <div
        ref={frame}
        class="chart-plane"
        role="slider"
        tabIndex={0}
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={DAYS * HOURS - 1}
        aria-valuenow={at ?? 0}
        aria-valuetext={words(at ?? 0)}
        {...handlers}
        onPointerMove={onPoint}
        onPointerDown={onPoint}
        onPointerLeave={(event) => document.activeElement !== event.currentTarget && point(null)}
      >
        {width > 0 && (
          <svg width={width} height={TOP + DAYS * ROW} aria-hidden="true">
            <Names cell={cell} />
            <Cells grid={grid} cell={cell} at={at} />
          </svg>
        )}
      </div>
      <p class="heat-words" aria-hidden="true">
        {at === null ? t('Point at an hour for its number.') : words(at)}
      </p>
    </div>
  );
}
