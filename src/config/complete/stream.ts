import { detectors } from '../../detectors/index.ts';
import { maxOpenWindows } from '../../core/ingestion/aggregate.ts';
import type {
  AggregatePolicy,
  Exclusions,
  LatenessPolicy,
  MetricPolicy,
  SeasonPolicy,
} from '../../core/state/policy.ts';
import { completeSpans, completeWeekly } from './holds.ts';
import type { ExclusionFile } from '../schema/exclusion-schema.ts';
import type { Faults } from '../faults/faults.ts';
import type { DetectorFile, MetricFile } from '../schema/metric-schema.ts';
import type { Path } from '../faults/path.ts';

/** What happens to a metric's observations before its detectors see them; holds only what the file asks for. */
export function completeStream(
  file: MetricFile,
  exclusions: readonly (Exclusions | undefined)[],
  path: Path,
  faults: Faults
): Pick<MetricPolicy, 'exclude' | 'season' | 'lateness' | 'aggregate'> {
  const exclude = together(exclusions);
  const season = seasonOf(file);
  const aggregate = aggregateOf(file, path, faults);
  const lateness = aggregate ? undefined : latenessOf(file, path, faults);
  return {
    ...(exclude ? { exclude } : {}),
    ...(season ? { season } : {}),
    ...(lateness ? { lateness } : {}),
    ...(aggregate ? { aggregate } : {}),
  };
}

export function completeExclusions(
  file: ExclusionFile | undefined,
  path: Path,
  faults: Faults
): Exclusions | undefined {
  if (!file) return undefined;
  return {
    spans: completeSpans(file.spans ?? [], [...path, 'spans'], faults),
    weekly: completeWeekly(file.weekly ?? [], [...path, 'weekly'], faults),
  };
}

/**
 * Whether a detector sees the residual. Fixed bounds apply to the value that people know, and error bits are bits; the
 * other detectors compare the stream with itself.
 */
export function completeSeasonal(
  metric: MetricFile,
  { type, seasonal }: DetectorFile,
  path: Path,
  faults: Faults
): { seasonal?: true } {
  const detector = detectors.get(type);
  if (seasonal && metric.seasonality === undefined)
    faults.expected([...path, 'seasonal'], 'left out, as the metric has no `seasonality`', seasonal);
  if (seasonal && detector && detector.input !== 'metric')
    faults.expected([...path, 'seasonal'], `left out, as \`${type}\` reads 0 and 1`, seasonal);
  if (!detector || metric.seasonality === undefined) return {};
  const comparesWithItself = detector.input === 'metric' && !('below' in detector.parameters);
  return (seasonal ?? comparesWithItself) ? { seasonal: true } : {};
}

// --- internal ---

function together(exclusions: readonly (Exclusions | undefined)[]): Exclusions | undefined {
  const given = exclusions.filter((one) => one !== undefined);
  const all = { spans: given.flatMap(({ spans }) => spans), weekly: given.flatMap(({ weekly }) => weekly) };
  return all.spans.length + all.weekly.length > 0 ? all : undefined;
}

function seasonOf({ seasonality }: MetricFile): SeasonPolicy | undefined {
  if (seasonality === undefined) return undefined;
  const { by, timeZone = 'UTC' } = typeof seasonality === 'string' ? { by: seasonality } : seasonality;
  return { by, timeZone };
}

function aggregateOf(
  { aggregate, allowedLateness, lateBuffer }: MetricFile,
  path: Path,
  faults: Faults
): AggregatePolicy | undefined {
  if (aggregate === undefined) return undefined;
  const allowedMs = allowedLateness ?? 0;
  if (aggregate < leastWindowMs)
    faults.expected(
      [...path, 'aggregate'],
      'at least 1s',
      `${aggregate}ms`,
      'or leave it out to judge every observation'
    );
  if (allowedMs > maxOpenWindows * aggregate)
    faults.expected(
      [...path, 'allowedLateness'],
      `at most ${maxOpenWindows} windows`,
      `${Math.ceil(allowedMs / aggregate)} windows`,
      'each stays open for so long; aggregate over longer ones'
    );
  if (lateBuffer !== undefined)
    faults.expected([...path, 'lateBuffer'], 'left out with `aggregate`', lateBuffer, 'whole windows stay open');
  return { everyMs: aggregate, allowedMs };
}

const leastWindowMs = 1_000;

function latenessOf(file: MetricFile, path: Path, faults: Faults): LatenessPolicy | undefined {
  const { allowedLateness, lateBuffer } = file;
  if (allowedLateness !== undefined) return { allowedMs: allowedLateness, buffer: lateBuffer ?? 100 };
  if (lateBuffer !== undefined)
    faults.expected(
      [...path, 'lateBuffer'],
      'left out without `allowedLateness`',
      lateBuffer,
      'say how late an observation may come'
    );
  return undefined;
}
