import { useEffect, useRef } from 'preact/hooks';
import uPlot, { type AlignedData, type Options } from 'uplot';
import type { VNode } from 'preact';
import 'uplot/dist/uPlot.min.css';

export interface PlotProps {
  /** Made anew only with another `id`: all that may differ between two drawings of the same. */
  id: string;
  options: () => Omit<Options, 'width' | 'height'>;
  data: AlignedData;
  height: number;
  /** Epoch seconds that are shown; `null`: all. */
  range: { min: number; max: number } | null;
  /** What a reader who does not see it hears. */
  label: string;
  /** Told of the chart when it is made, and of `null` when it is gone. */
  made?: (plot: uPlot | null) => void;
}

/** A chart on a canvas: the library with the width of its place. */
export function Plot({ id, options, data, height, range, label, made }: PlotProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const host = place.current;
    if (!host) return undefined;
    const one = new uPlot({ ...options(), width: widthOf(host), height }, data, host);
    plot.current = one;
    made?.(one);
    const sizes = new ResizeObserver(() => one.setSize({ width: widthOf(host), height }));
    sizes.observe(host);
    return () => {
      sizes.disconnect();
      made?.(null);
      plot.current = null;
      one.destroy();
    };
  }, [id, height]);
  useEffect(() => {
    const one = plot.current;
    if (!one) return;
    const x = data[0];
    one.setData(data, false);
    const [first = 0, last = 1] = [x[0], x.at(-1)];
    one.setScale('x', range ?? { min: first, max: Math.max(last, first + 1) });
  }, [data, id, height, range?.min, range?.max]);
  return <div ref={place} class="plot" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}

// --- internal ---

function widthOf(host: HTMLElement): number {
  return Math.max(host.clientWidth, 120);
}
