import { useRef } from 'preact/hooks';
import { createScale, labelled, linePath, type Scale, spreadOut } from '../../lib/chart.ts';
import { dayWords, shortDay } from '../../lib/number-words.ts';
import { t } from '../../words/words.ts';
import { usePoint, useWidth } from './use-point.ts';

export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}
interface LineChartProps {
  readonly name: string;
  readonly days: readonly string[];
  /** At most three: each has its colour and its own kind of line. */
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
  readonly ticks: (max: number) => readonly number[];
}

const HEIGHT = 190;
const LABEL_ROOM = 112;
const LINE = 15;
/** Below this the names stand over the chart: beside it nothing would be left for the lines. */
const NARROW = 480;

function Axis({
  ticks,
  days,
  scale,
  format,
  box,
}: Pick<LineChartProps, 'days' | 'format'> & {
  readonly ticks: readonly number[];
  readonly scale: Scale;
  readonly box: { readonly left: number; readonly right: number; readonly width: number };
}) {
  const end = box.width - box.right;
  return (
    <g class="axis">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={box.left} x2={end} y1={scale.y(tick)} y2={scale.y(tick)} />
          <text x={box.left - 8} y={scale.y(tick) + 4} text-anchor="end">
            {format(tick)}
          </text>
        </g>
      ))}
      {labelled(days.length, (end - box.left) / 64).map((index) => (
        <text key={index} x={scale.x(index)} y={HEIGHT - 4} text-anchor={index === 0 && days.length > 1 ? 'start' : 'middle'}>
          {shortDay(days[index] ?? '')}
        </text>
      ))}
    </g>
  );
}

function Lines({ series, scale }: { readonly series: readonly Series[]; readonly scale: Scale }) {
  return (
    <>
      {series.map(({ name, values }, index) => {
        const { d, alone } = linePath(values, scale);
        return (
          <g key={name} class={`series series-${index}`}>
            <path d={d} />
            {alone.map((at) => (
              <circle key={at} cx={scale.x(at)} cy={scale.y(values[at] ?? 0)} r={2.5} />
            ))}
          </g>
        );
      })}
    </>
  );
}

/** Names at the ends of their lines. */
function EndLabels({ series, scale, x }: { readonly series: readonly Series[]; readonly scale: Scale; readonly x: number }) {
  const ends = series.map(({ values }) => scale.y(values.findLast((value) => value !== null) ?? 0));
  const places = spreadOut(ends, LINE, [LINE, HEIGHT - 28]);
  return (
    <>
      {series.map(({ name }, index) => (
        <g key={name} class={`series series-${index}`}>
          <path d={`M${x} ${places[index]}h14`} />
          <text x={x + 19} y={(places[index] ?? 0) + 4}>
            {name}
          </text>
        </g>
      ))}
    </>
  );
}

function Names({ series }: { readonly series: readonly Series[] }) {
  return (
    <p class="chart-names" aria-hidden="true">
      {series.map(({ name }, index) => (
        <span key={name}>
          <svg class={`series series-${index}`} width="16" height="8" aria-hidden="true">
            <path d="M0 4h16" />
          </svg>{' '}
          {name}
        </span>
      ))}
    </p>
  );
}

interface ReadoutProps extends Pick<LineChartProps, 'days' | 'series' | 'format'> {
  readonly at: number;
  readonly scale: Scale;
  readonly width: number;
}

function Readout({ at, days, series, format, scale, width }: ReadoutProps) {
  const x = scale.x(at);
  const isLeft = x > width / 2;
  return (
    <div class={isLeft ? 'readout left' : 'readout'} style={{ '--x': `${x}px` }} aria-hidden="true">
      <strong>{dayWords(days[at] ?? '')}</strong>
      {series.map(({ name, values }) => (
        <span key={name}>
          <span>{name}</span> <b>{format(values[at] ?? null)}</b>
        </span>
      ))}
    </div>
  );
}

function saidOf({ days, series, format }: Pick<LineChartProps, 'days' | 'series' | 'format'>, at: number): string {
  const values = series.map((one) => `${one.name} ${format(one.values[at] ?? null)}`).join(', ');
  return t('{day}: {values}', { day: dayWords(days[at] ?? ''), values });
}

/** Thin lines by day with their names beside them. The exact values of a day are told where it is pointed at, and by arrow keys. */
export function LineChart(props: LineChartProps) {
  const { name, days, series } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { at, point, handlers } = usePoint({ count: days.length, first: days.length - 1 });
  const isNarrow = width < NARROW;
  const ticks = props.ticks(Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const box = { width, height: HEIGHT, left: 58, right: isNarrow ? 10 : LABEL_ROOM + 10, top: 8, bottom: 24 };
  const scale = createScale(box, days.length, ticks.at(-1) ?? 1);
  const onPoint = (event: PointerEvent) => {
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    point(scale.indexAt(event.clientX - left));
  };
  return (
    <div class="chart">
      {isNarrow && series.length > 1 && <Names series={series} />}
      <div
        ref={frame}
        class="chart-plane"
        role="slider"
        tabIndex={0}
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={days.length - 1}
        aria-valuenow={at ?? days.length - 1}
        aria-valuetext={saidOf(props, at ?? days.length - 1)}
        {...handlers}
        onPointerMove={onPoint}
        onPointerDown={onPoint}
        onPointerLeave={(event) => document.activeElement !== event.currentTarget && point(null)}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            <Axis {...props} ticks={ticks} scale={scale} box={box} />
            {at !== null && <line class="pointer" x1={scale.x(at)} x2={scale.x(at)} y1={box.top} y2={HEIGHT - box.bottom} />}
            <Lines series={series} scale={scale} />
            {!isNarrow && series.length > 1 && <EndLabels series={series} scale={scale} x={width - LABEL_ROOM} />}
          </svg>
        )}
        {at !== null && <Readout {...{ ...props, at, scale, width }} />}
      </div>
    </div>
  );
}
