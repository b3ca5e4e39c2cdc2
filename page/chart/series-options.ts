import uPlot, { type Options, type Series } from 'uplot';
import { axisWidth, rightGap, timeAxisHeight } from './frame.ts';
import { timeLabels, uncut } from './time-labels.ts';
import { showRange } from '../timeline/range.ts';
import type { Columns, Line } from './columns.ts';
import type { Inks } from './inks.ts';

/** Draws on the canvas below and above the lines. */
export interface Painter {
  below: (plot: uPlot) => void;
  above: (plot: uPlot) => void;
}

export interface SeriesOptions {
  lines: readonly Line[];
  inks: Inks;
  /** Charts with one key show one cursor. */
  group: string;
  painter?: Painter;
  hover: (plot: uPlot) => void;
  /** Lowest and highest that must be seen. */
  reach?: readonly [number, number];
}

/** How a chart of one stream looks. */
export function seriesOptions({
  lines,
  inks,
  group,
  painter,
  hover,
  reach,
}: SeriesOptions): Omit<Options, 'width' | 'height'> {
  const axis = { stroke: inks.soft, font, grid: { stroke: inks.line, width: 1 }, ticks: { show: false } };
  const low = lines.findIndex(({ kind }) => kind === 'low') + 1;
  return {
    legend: { show: false },
    padding: [8, rightGap, 0, 0],
    cursor: {
      sync: { key: group },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      y: false,
    },
    scales: { x: { time: true }, y: { range: (_, min, max) => rangeOf(min, max, reach) } },
    axes: [
      { ...axis, grid: { show: false }, space: 90, size: timeAxisHeight, values: timeTexts },
      { ...axis, size: axisWidth, space: 36, gap: 6 },
    ],
    series: [{}, ...lines.map((line) => lookOf(line, inks))],
    ...(low > 0 ? { bands: [{ series: [low + 1, low], fill: inks.wash }] } : {}),
    hooks: {
      drawClear: [(plot) => painter?.below(plot)],
      draw: [(plot) => painter?.above(plot)],
      setCursor: [hover],
      setSelect: [select],
      ready: [(plot) => plot.over.addEventListener('dblclick', () => showRange(null))],
    },
  };
}

/** The columns as the library takes them: times in seconds. */
export function dataOf({ at, lines }: Pick<Columns, 'at' | 'lines'>): [number[], ...(number | null)[][]] {
  return [at.map((one) => one / 1_000), ...lines.map(({ values }) => values)];
}

// --- internal ---

/** From widths that are known beforehand: the library asks for them before it has laid out its chart. */
function timeTexts({ width, scales }: uPlot, at: number[], _axis: number, _space: number, step: number): string[] {
  const { min = 0, max = 1 } = scales['x'] as { min?: number; max?: number };
  const perSecond = (width - axisWidth - rightGap) / (max - min || 1);
  return uncut(timeLabels(at, step), (i) => rightGap + (max - at[i]!) * perSecond);
}

const font = '12px system-ui, sans-serif';

function lookOf({ kind, label }: Line, inks: Inks): Series {
  const points = { show: false };
  switch (kind) {
    case 'low':
    case 'high':
      return { label, width: 0, points };
    case 'value':
      return { label, stroke: inks.strong, width: 1, points: { size: 4, stroke: inks.soft, fill: inks.sheet } };
    case 'average':
      return { label, stroke: inks.accent, width: 2, points };
    case 'statistic':
      return { label, stroke: inks.wait, width: 1.5, dash: [2, 3], points };
    case 'limit':
      // In force from the first value that is held against it: between two limits there was none in the middle.
      return { label, stroke: inks.bad, width: 1.5, dash: [7, 4], points, paths: uPlot.paths.stepped!({ align: 1 }) };
  }
}

function rangeOf(min: number | null, max: number | null, reach?: readonly [number, number]): [number, number] {
  const low = Math.min(min ?? Infinity, reach?.[0] ?? Infinity);
  const high = Math.max(max ?? -Infinity, reach?.[1] ?? -Infinity);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - room, high + room];
}

/** What was drawn over with the mouse is what is shown next, in all charts. */
function select(plot: uPlot): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  const at = (x: number): number => 1_000 * plot.posToVal(x, 'x');
  showRange({ from: at(left), to: at(left + width) });
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
