import { useMemo, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type uPlot from 'uplot';
import type { VNode } from 'preact';
import { columnsOf, shareColumns } from './columns.ts';
import { dataOf, seriesOptions } from './series-options.ts';
import { figure, moment, streamName } from '../parts/words.ts';
import { Hover, type Pointed } from './hover.tsx';
import { inks } from './inks.ts';
import { Legend } from './legend.tsx';
import { painterOf, type PainterOptions } from './painter.ts';
import { Plot } from './plot.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { useModel } from '../model/model-data.ts';
import type { Played, PlayedSeries } from '../api/types.ts';
import type { Range } from '../timeline/range.ts';

export interface SeriesChartProps {
  series: PlayedSeries;
  played: Played;
  /** What is shown; `null`: all that this stream has. */
  range: Range | null;
}

/** One stream against its average, its limit and its detectors. */
export function SeriesChart({ series, played, range }: SeriesChartProps): VNode {
  const pointed = useSignal<Pointed | null>(null);
  const colours = inks.value;
  const columns = useMemo(() => columnsOf(series), [series]);
  const shares = useMemo(() => shareColumns(series), [series]);
  const data = useMemo(() => dataOf(columns), [columns]);
  const shareData = useMemo(() => dataOf({ at: series.at, lines: shares }), [series, shares]);
  const { metric, segment } = series;
  const name = streamName(metric, segment);
  // What the monitor says of itself now: a promotion restarts detectors without a value that could be drawn.
  const told = useModel().view.value.value?.series.find((one) => one.metric === metric && one.segment === segment);
  const own = range === null ? told : undefined;
  const seconds = secondsOf(range, columns.at);
  const painted = useRef<PainterOptions | undefined>(undefined);
  painted.current = {
    champions: played.champions,
    marks: played.marks.filter(
      (mark) => mark.metric === undefined || (mark.metric === metric && (mark.segment ?? '') === segment)
    ),
    late: series.late,
    excluded: series.excluded,
    trailEnd: columns.trailEnd,
    inks: colours,
  };
  const hover = (plot: uPlot): void => {
    const { idx, left = -1 } = plot.cursor;
    pointed.value =
      idx === null || idx === undefined || left < 0
        ? null
        : {
            index: idx,
            left: left + plot.over.offsetLeft,
            width: plot.root.clientWidth,
            reachMs: 1_000 * Math.abs(plot.posToVal(left + 6, 'x') - plot.posToVal(left, 'x')),
          };
  };
  const shape = columns.lines.map(({ kind, label }) => `${kind}${label}`).join();
  const key = [name, shape, colours.ink].join();
  return (
    <section class="sheet chart" aria-label={name}>
      <div class="chart-head">
        <h2>{name}</h2>
        <StatusBadge state={own?.level ?? series.level.at(-1) ?? 'warming-up'} />
        <span class="grow" />
        <span class="soft figure">{newest(series, own)}</span>
      </div>
      <Legend columns={columns} series={series} />
      <div class="chart-place" onMouseLeave={() => (pointed.value = null)}>
        <Plot
          id={key}
          height={236}
          data={data}
          range={seconds}
          label={describe(name, series)}
          options={() =>
            seriesOptions({
              lines: columns.lines,
              inks: colours,
              group: played.model,
              hover,
              painter: painterOf(() => painted.current as PainterOptions),
            })
          }
        />
        <Hover pointed={pointed} columns={columns} series={series} played={played} />
      </div>
      {shares.length > 0 && (
        <>
          <p class="soft lane-title">{shares.map(({ label }) => label).join(', ')}: share of the limit; fires at 1</p>
          <Plot
            id={`${key} shares`}
            height={106}
            data={shareData}
            range={seconds}
            label={`${name}: statistics as shares of their limits`}
            options={() =>
              seriesOptions({
                lines: shares,
                inks: colours,
                group: played.model,
                hover: () => undefined,
                reach: [0, 1.1],
              })
            }
          />
        </>
      )}
    </section>
  );
}

// --- internal ---

function secondsOf(range: Range | null, at: readonly number[]): { min: number; max: number } | null {
  const [from, to] = [range?.from ?? at[0], range?.to ?? at.at(-1)];
  return from === undefined || to === undefined ? null : { min: from / 1_000, max: Math.max(to, from + 1_000) / 1_000 };
}

function newest({ value, average, at }: PlayedSeries, own?: { last: number | null; ewma: number | null }): string {
  if (at.length === 0) return '';
  const { last, ewma } = own ?? { last: value.at(-1), ewma: average.at(-1) };
  return `${figure(last)} last, ${figure(ewma)} on average`;
}

/** The chart in words. */
function describe(name: string, { at, value, average, detectors, observations }: PlayedSeries): string {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined) return `${name}: nothing in this time`;
  const limits = detectors
    .filter(({ isValue, limit }) => isValue && limit.at(-1) !== null)
    .map(({ id, fires, limit }) => `${id} fires ${fires} ${figure(limit.at(-1))}`);
  return `${name}, ${observations} observations from ${moment(first)} to ${moment(last)}: last ${figure(value.at(-1))}, average ${figure(average.at(-1))}. ${limits.join('; ')}`;
}
