import type uPlot from 'uplot';
import type { ChampionBand, Mark, PlayedSeries } from '../api/types.ts';
import type { Inks } from './inks.ts';
import type { Painter } from './series-options.ts';
import { lookOfMark } from '../timeline/mark-looks.ts';

export interface PainterOptions {
  champions: readonly ChampionBand[];
  marks: readonly Mark[];
  late: PlayedSeries['late'];
  excluded: PlayedSeries['excluded'];
  /** Epoch milliseconds where the trail ends; `null`: there is none. */
  trailEnd: number | null;
  inks: Inks;
}

/**
 * Draws versions as bands, what happened as lines, and what came late or did not count as points beside the line.
 *
 * @param current what there is when it is drawn: it may have changed since the chart was made
 */
export function painterOf(current: () => PainterOptions): Painter {
  return {
    below(plot) {
      const { champions, trailEnd, inks } = current();
      const { ctx, bbox } = plot;
      framed(plot, () => {
        for (const [i, { eventFrom, eventUntil }] of champions.entries()) {
          if (i % 2 === 0) continue;
          const left = xOf(plot, eventFrom);
          const right = eventUntil === null ? bbox.left + bbox.width : xOf(plot, eventUntil);
          ctx.fillStyle = inks.oddBand;
          ctx.fillRect(left, bbox.top, right - left, bbox.height);
        }
        if (trailEnd !== null) verticalAt(plot, xOf(plot, trailEnd), inks.soft, [1, 4]);
      });
    },
    above(plot) {
      const { marks, late, excluded, inks } = current();
      framed(plot, () => {
        for (const mark of marks) {
          const { ink, dash } = lookOfMark(mark);
          if (ink) verticalAt(plot, xOf(plot, mark.eventAt), inks[ink], dash);
        }
        points(plot, late, inks.warn, 'ring');
        points(plot, excluded, inks.soft, 'cross');
      });
    },
  };
}

// --- internal ---

function framed(plot: uPlot, draw: () => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

function xOf(plot: uPlot, at: number): number {
  return plot.valToPos(at / 1_000, 'x', true);
}

function verticalAt({ ctx, bbox }: uPlot, x: number, color: string, dash: readonly number[]): void {
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const ratio = devicePixelRatio;
  ctx.strokeStyle = color;
  ctx.lineWidth = ratio;
  ctx.setLineDash(dash.map((one) => one * ratio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
}

function points(plot: uPlot, { at, value }: PlayedSeries['late'], color: string, form: 'ring' | 'cross'): void {
  const { ctx } = plot;
  const size = 3.5 * devicePixelRatio;
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([]);
  for (const [i, one] of at.entries()) {
    const x = xOf(plot, one);
    const y = plot.valToPos(value[i] ?? 0, 'y', true);
    ctx.beginPath();
    if (form === 'ring') ctx.arc(x, y, size, 0, 2 * Math.PI);
    else {
      ctx.moveTo(x - size, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.moveTo(x + size, y - size);
      ctx.lineTo(x - size, y + size);
    }
    ctx.stroke();
  }
}
