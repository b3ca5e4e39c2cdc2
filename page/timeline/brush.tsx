import { useEffect, useMemo, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { VNode } from 'preact';
import { axisWidth, rightGap } from '../chart/frame.ts';
import { columnsOf } from '../chart/columns.ts';
import { inks } from '../chart/inks.ts';
import { Plot } from '../chart/plot.tsx';
import { streamName } from '../parts/words.ts';
import { showRange, type Range } from './range.ts';
import type { PlayedSeries } from '../api/types.ts';

export interface BrushProps {
  series: PlayedSeries;
  /** The scale of time that it has with the lanes below it. */
  whole: Range;
  shown: Range | null;
}

/** All of the time that is known, with what is shown of it: draw over it to show another part. */
export function Brush({ series, whole, shown }: BrushProps): VNode {
  const plot = useRef<uPlot | null>(null);
  const columns = useMemo(() => columnsOf(series), [series]);
  const average = columns.lines.find(({ kind }) => kind === 'average')?.values ?? [];
  const data = useMemo(() => [columns.at.map((at) => at / 1_000), average] as [number[], (number | null)[]], [columns]);
  const colours = inks.value;
  const mark = (): void => {
    const one = plot.current;
    if (!one) return;
    const height = one.over.clientHeight;
    if (!shown) {
      one.setSelect({ left: 0, top: 0, width: 0, height }, false);
      return;
    }
    const [left, right] = [shown.from, shown.to].map((at) => one.valToPos(at / 1_000, 'x')) as [number, number];
    const from = Math.max(0, left);
    one.setSelect({ left: from, top: 0, width: Math.min(right, one.over.clientWidth) - from, height }, false);
  };
  useEffect(mark, [shown?.from, shown?.to, whole.from, whole.to, data]);
  const name = streamName(series.metric, series.segment);
  return (
    <>
      <p class="soft brush-title">{name}, average of all of the time</p>
      <Plot
        id={`brush ${series.metric} ${series.segment} ${colours.ink}`}
        height={56}
        data={data}
        range={{ min: whole.from / 1_000, max: whole.to / 1_000 }}
        label={`The average of ${name} in all of the time that is known`}
        made={(made) => {
          plot.current = made;
          requestAnimationFrame(mark);
        }}
        options={() => ({
          legend: { show: false },
          padding: [4, rightGap, 4, axisWidth],
          cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false }, y: false },
          axes: [{ show: false }, { show: false }],
          series: [{}, { stroke: colours.soft, width: 1, points: { show: false } }],
          hooks: {
            setSelect: [
              (one) => {
                const { left, width } = one.select;
                if (width < 4) return showRange(null);
                showRange({ from: 1_000 * one.posToVal(left, 'x'), to: 1_000 * one.posToVal(left + width, 'x') });
              },
            ],
          },
        })}
      />
    </>
  );
}
