import { outcomeWords } from '../../core/outcome/outcome-words.ts';
import { formatValue } from '../../terms/metric-kinds.ts';
import { numbered } from '../../terms/numbered.ts';
import { printable } from '../terminal/table.ts';
import { timeText } from '../../terms/time-text.ts';
import type { MonitorView } from '../../core/wire/answers.ts';

/** A monitor in one line, the same until something changes: `drift · champion 1.2.0 · accuracy 0.8100 (drift) · …`. */
export function watchLine({ status, champion, inFlight, lastRetrain, series, counts }: MonitorView): string {
  const newest = series.reduce((at, { lastAt }) => Math.max(at, lastAt), 0);
  return [
    ...(newest === 0 ? [] : [timeText(newest)]),
    status,
    champion === null ? 'no champion' : `champion ${printable(champion)}`,
    ...series
      .slice(0, mostSeries)
      .map(
        ({ metric, segment, ewma, level }) =>
          `${printable(metric)}${segment === '' ? '' : ` in ${printable(segment)}`} ${formatValue(metric, ewma)} (${level})`
      ),
    ...(series.length > mostSeries ? [`${series.length - mostSeries} more`] : []),
    ...(inFlight ? [`retrain ${inFlight.generation} ${doingOf(inFlight)}`] : []),
    ...(!inFlight && lastRetrain ? [`retrain ${lastRetrain.generation}: ${outcomeWords(lastRetrain.outcome)}`] : []),
    numbered(counts.observations, 'observation'),
  ].join(' · ');
}

// --- internal ---

const mostSeries = 4;

function doingOf({ cancelled }: NonNullable<MonitorView['inFlight']>): string {
  return cancelled ? `is being cancelled, by ${printable(cancelled.actor)}` : 'under way';
}
