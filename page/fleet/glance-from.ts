import { nearness } from '../decisions/nearness.ts';
import { roundShort } from '../../src/core/state-parts/short-number.ts';
import { streamName } from '../parts/words.ts';
import type { Trail } from '../api/types.ts';

/** What a row shows of the monitor itself. */
export interface Glance {
  /** Averages over all of its life, oldest first. */
  values: readonly number[];
  limit: number | null;
  label: string;
  /** Of the stream that is nearest to firing; empty where none is watched yet. */
  metric: string;
  toFiring: number | null;
  text: string;
}

/** The stream that is nearest to firing. */
export function glanceFrom({ series }: Trail): Glance {
  const far = { toFiring: null, limit: null };
  const [shown] = series.toSorted((a, b) => nearness(nearestOf(a) ?? far) - nearness(nearestOf(b) ?? far) || 0);
  const nearest = shown && nearestOf(shown);
  const name = shown ? streamName(shown.metric, shown.segment) : '';
  return {
    // The newest is exact, those before are not: in a constant the difference would be the whole height.
    values: (shown?.trail?.average ?? []).map(roundShort),
    limit: nearest?.limit ?? null,
    label: shown ? `The average of ${name} so far` : '',
    metric: name,
    toFiring: nearest?.toFiring ?? null,
    text: nearest?.text ?? '',
  };
}

// --- internal ---

/** What still warms up is neither near to firing nor beyond it. */
function nearestOf({ level, nearest }: Trail['series'][number]): Trail['series'][number]['nearest'] {
  return level === 'warming-up' ? undefined : nearest;
}
