import { explain } from './explain.ts';
import { trailView } from './trail-view.ts';
import { viewOf } from './view.ts';
import type { Distance, TrailAnswer } from '../wire/answers.ts';
import type { MonitorState } from '../state/state.ts';

/** What the `trail` query answers, of at most so many series: those of the model as a whole first. */
export function trailAnswer(state: MonitorState, now: number, most = 100): TrailAnswer {
  const { model, status, level, series } = viewOf(state, now);
  const { distances } = explain(state, now);
  const states = Object.values(state.series);
  const order = series.map((one, i) => ({ one, kept: states[i]! }));
  const shown = [...order.filter(({ one }) => one.segment === ''), ...order.filter(({ one }) => one.segment !== '')];
  const bounded = shown.slice(0, Math.max(0, Math.min(most, shown.length)));
  return {
    model,
    at: now,
    status,
    level,
    series: bounded.map(({ one, kept }) => ({
      metric: one.metric,
      segment: one.segment,
      level: one.level,
      n: one.n,
      last: one.last,
      ewma: one.ewma,
      lastAt: one.lastAt,
      ...nearestOf(distances.filter(({ metric, segment }) => metric === one.metric && segment === one.segment)),
      trail: kept.trail ? trailView(kept.trail, kept.ewma) : null,
    })),
    more: shown.length - bounded.length,
  };
}

// --- internal ---

/** By the share of the limit that is left, as far as one can tell; what has fired is nearest of all. */
function nearestOf(distances: readonly Distance[]): { nearest?: TrailAnswer['series'][number]['nearest'] } {
  const known = distances.filter(({ toFiring }) => toFiring !== null);
  const left = ({ toFiring, limit }: Distance): number => (toFiring ?? 0) / Math.max(Math.abs(limit ?? 1), 1e-12);
  const [nearest] = known.toSorted((a, b) => left(a) - left(b));
  if (!nearest) return {};
  const { detector, statistic, limit, toFiring, text } = nearest;
  return { nearest: { detector, statistic, limit, toFiring, text } };
}
