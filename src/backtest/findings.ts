import { detectorOf } from '../core/state/series.ts';
import { looksSeasonal } from './season/looks-seasonal.ts';
import type { BacktestRetrain } from './retrains.ts';
import type { DetectorPolicy, Policy } from '../core/state/policy.ts';
import type { History } from './history.ts';

export interface Played {
  policy: Policy;
  history: History;
  retrains: readonly BacktestRetrain[];
  /** When the monitor began, and when versions were promoted: detectors start anew. */
  starts: readonly number[];
}

/** What somebody who knows these detectors would say about such a result: a sentence each. */
export function findingsOf(played: Played): string[] {
  return [...seasonsIn(played), ...burnInsOf(played)];
}

// --- internal ---

function seasonsIn({ policy, history, retrains }: Played): string[] {
  return policy.metrics.flatMap((metric) => {
    if (metric.season) return [];
    const launched = new Set(
      retrains.flatMap(({ evidence }) =>
        evidence.filter((one) => one.metric === metric.name).map(({ detector }) => detector)
      )
    );
    // `level-shift` finds most days and weeks by itself; where it launches retrains, it may have missed one.
    const mistakes = (one: DetectorPolicy): boolean => one.type !== 'level-shift' || launched.has(one.id);
    if (!metric.detectors.some((one) => comparesWithItself(one) && mistakes(one))) return [];
    // The stream of the model as a whole, or else its first segment.
    const own = history.streams.filter(({ metric: name }) => name === metric.name);
    const stream = own.find(({ segment }) => segment === '') ?? own[0];
    const wave = stream && looksSeasonal(history, stream.series);
    if (!wave) return [];
    const round = wave.by === 'hour-of-day' ? 'day' : 'week';
    const means = wave.hours === 1 ? 'hourly' : wave.hours === 24 ? 'daily' : `${wave.hours}-hourly`;
    return [
      `${metric.name} looks like it has a season of a ${round} (it explains ${Math.round(100 * wave.share)} % of the spread of ${means} means): add \`seasonality: ${wave.by}\``,
    ];
  });
}

/** Those that mistake a wave for a change. */
function comparesWithItself(policy: DetectorPolicy): boolean {
  const { input, parameters } = detectorOf(policy);
  return input === 'metric' && !('below' in parameters);
}

function burnInsOf(played: Played): string[] {
  const young = played.retrains.filter(({ at, evidence }) => {
    const own = evidence.map(({ metric, detector, segment = '' }) => {
      const metrics = played.policy.metrics.find(({ name }) => name === metric);
      const found = metrics?.detectors.find(({ id }) => id === detector);
      return found !== undefined && isYoung(found, played, { metric, segment, at });
    });
    return own.length > 0 && own.every(Boolean);
  });
  if (young.length === 0) return [];
  const [first] = young;
  const which = young
    .slice(0, 5)
    .map(({ generation }) => `#${generation}`)
    .join(', ');
  const more = young.length > 5 ? ` and ${young.length - 5} more` : '';
  return [
    young.length === 1
      ? `retrain #${first!.generation} came in a burn-in: its detectors had just begun to learn what is usual`
      : `${young.length} retrains (${which}${more}) came in a burn-in: their detectors had just begun to learn what is usual`,
  ];
}

/** Within half a burn-in after the burn-in what was learnt rests on little. */
function isYoung(policy: DetectorPolicy, played: Played, asked: Asked): boolean {
  const { burnIn } = policy.options;
  if (typeof burnIn !== 'number') return false;
  // What it knows of the stream outlives a promotion.
  const starts = !policy.patience && detectorOf(policy).restart ? played.starts.slice(0, 1) : played.starts;
  const since = starts.findLast((one) => one <= asked.at) ?? Number.NEGATIVE_INFINITY;
  return hasAtMost(1.5 * burnIn, played.history, since, asked);
}

interface Asked {
  metric: string;
  segment: string;
  at: number;
}

/** Whether so few values of a stream have arrived between two times; it looks at no more than it must. */
function hasAtMost(most: number, { streams, stream, starts, arrivals }: History, since: number, asked: Asked): boolean {
  let count = 0;
  for (let batch = firstFrom(arrivals, since); batch < arrivals.length && arrivals[batch]! <= asked.at; batch++)
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
      const { metric, segment } = streams[stream[i]!]!;
      if (metric !== asked.metric || segment !== asked.segment) continue;
      count += 1;
      if (count > most) return false;
    }
  return true;
}

function firstFrom(ascending: Float64Array, from: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
