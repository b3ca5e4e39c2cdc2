import { HistoryBuilder, type History, type RowColumns } from '../backtest/history.ts';
import type { Rng } from '../stats/rng.ts';
import type { RowsBehind } from './noise/rows-behind.ts';
import type { Source } from './noise/resampler.ts';

/** A history drawn from sources, each with its own distance from value to value. */
export function streamsHistory(
  sources: readonly Source[],
  from: number,
  length: number,
  rngOf: (source: number) => Rng
): History {
  const drawn = sources.map((source, i) => source.draw(rngOf(i), Math.floor(length / source.stepMs), from));
  const [only] = drawn;
  if (only && drawn.length === 1) return singleHistory(sources[0]!, only, from);
  const builder = new HistoryBuilder();
  const places = sources.map(({ metric, segment }) => builder.streamOf(metric, segment));
  const next = sources.map(() => 0);
  for (;;) {
    let at = Number.POSITIVE_INFINITY;
    sources.forEach(({ stepMs }, k) => {
      if (next[k]! < drawn[k]!.length) at = Math.min(at, from + next[k]! * stepMs);
    });
    if (at === Number.POSITIVE_INFINITY) return builder.build();
    sources.forEach(({ stepMs, rows }, k) => {
      if (next[k]! >= drawn[k]!.length || from + next[k]! * stepMs > at) return;
      const value = drawn[k]![next[k]!]!;
      builder.add(places[k]!, at, value, rows && { n: rows.n, ...squaresOf(value, rows) });
      next[k]! += 1;
    });
  }
}

// --- internal ---

/** The same without a builder, which would take longer than the detectors. */
function singleHistory({ metric, segment, stepMs, rows }: Source, value: Float64Array, from: number): History {
  const size = value.length;
  const at = new Float64Array(size);
  const starts = new Uint32Array(size + 1);
  for (let i = 0; i <= size; i++) starts[i] = i;
  for (let i = 0; i < size; i++) at[i] = from + i * stepMs;
  return {
    streams: [{ metric, segment, version: null, series: 0 }],
    size,
    stream: new Uint32Array(size),
    at,
    value,
    ...(rows && { rows: columnsOf(value, rows) }),
    starts,
    arrivals: at,
    backward: 0,
  };
}

function columnsOf(values: Float64Array, rows: RowsBehind): RowColumns {
  const none = new Float64Array(values.length).fill(Number.NaN);
  const squares = rows.variance === null ? none : values.map((x) => squaresOf(x, rows).squares ?? Number.NaN);
  return { n: new Float64Array(values.length).fill(rows.n), squares, min: none, max: none };
}

/** With the mean they give the variance again. */
function squaresOf(mean: number, { n, variance }: RowsBehind): { squares?: number } {
  return variance === null ? {} : { squares: n * mean * mean + variance * (n - 1) };
}
