import { addToTrail, newTrail } from '../state-parts/trail.ts';
import { advance, noteTime, setNewestRows, type Timed } from './track.ts';
import { keepNewest, placesOf } from '../state/series.ts';
import { tellLearning } from './tell-learning.ts';
import { onLevelChange } from './level-change.ts';
import type { Draft } from '../state/draft.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { SeriesState } from '../state/state.ts';

/** Takes a series forward, observation by observation in the order given, and keeps the newest in its window. */
export function takeEach(
  draft: Draft,
  metric: MetricPolicy,
  series: SeriesState,
  observations: readonly Timed[]
): void {
  const places = placesOf(metric, series);
  for (const one of observations) {
    if (draft.state.trails === 'kept') addToTrail((series.trail ??= newTrail(one.at)), one.at, one.x, series.ewma);
    if (draft.state.edition > 1) noteTime(series, one.at);
    if (draft.state.edition > 2) setNewestRows(series, one.rows);
    advance(series, metric, places, one, (place, verdict, at) => onLevelChange(draft, place, verdict, at));
  }
  const values = observations.map(({ x }) => x);
  keepNewest(series, values, metric.window);
  tellLearning(draft, places);
}
