import { defaultDetection } from '../../detectors/defaults.ts';
import { detectors } from '../../detectors/index.ts';
import { knownKind, metricKinds, shareOfPercent, type Direction, type MetricKind } from '../../terms/metric-kinds.ts';
import { usualDirection } from '../../terms/usual-direction.ts';
import { resolveOptions } from '../../detectors/options.ts';
import type { Patience } from '../../detectors/with-patience.ts';
import type { Severity } from '../../terms/level.ts';
import type { DetectorPolicy, Exclusions, MetricPolicy } from '../../core/state/policy.ts';
import { completeExclusions, completeSeasonal, completeStream } from './stream.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import type { Faults } from '../faults/faults.ts';
import { directions, type DetectorFile, type MetricFile } from '../schema/metric-schema.ts';
import { defaultSegments } from './state-size.ts';
import { numberedIds, refuseTwins } from './numbered-ids.ts';
import { listOf, type Path } from '../faults/path.ts';

/** The complete form of one metric. Mistakes go to `faults`; the result counts only if there are none. */
export function completeMetric(
  name: string,
  file: MetricFile,
  path: Path,
  faults: Faults,
  excludedEverywhere?: Exclusions
): MetricPolicy {
  const kind = knownKind(name);
  const direction = directionOf(name, kind, file, path, faults);
  const drift = file.drift ?? kind?.drift ?? 'conceptDrift';
  const severity = file.severity ?? (drift === 'dataDrift' ? 'full' : 'soft');
  const own = completeExclusions(file.exclude, [...path, 'exclude'], faults);
  return {
    name,
    direction: direction ?? 'two-sided',
    drift,
    detectors: completeDetectors(name, file, direction, severity, path, faults),
    window: file.window ?? 50,
    alpha: file.alpha ?? 0.2,
    noDataAfterMs: file.noDataAfter ?? null,
    maxSegments: file.maxSegments ?? defaultSegments,
    settledRows: true,
    rowVariance: true,
    ...completeStream(file, [excludedEverywhere, own], path, faults),
  };
}

// --- internal ---

function directionOf(
  name: string,
  kind: MetricKind | undefined,
  file: MetricFile,
  path: Path,
  faults: Faults
): Direction | undefined {
  const at = [...path, 'direction'];
  if (kind && file.direction && file.direction !== kind.direction)
    faults.expected(
      at,
      kind.direction,
      file.direction,
      `for \`${name}\` it is built in; leave it out or rename the metric`
    );
  const direction = kind?.direction ?? file.direction ?? usualDirection(name);
  if (direction) return direction;
  const next = (): string => {
    const near = kindMeant(name);
    return near === undefined
      ? 'say which way is good'
      : `say which way is good, or did you mean the metric \`${near}\`?`;
  };
  faults.expected(at, `${directions.slice(0, -1).join(', ')} or ${directions.at(-1)}`, undefined, next);
  return undefined;
}

/**
 * The built-in metric that was mistyped. One of few letters is another metric where a letter is another one, as `mad`
 * and `mae` are, and so is a longer name that holds it.
 */
function kindMeant(name: string): string | undefined {
  const near = didYouMean(name, Object.keys(metricKinds));
  if (near === undefined) return undefined;
  const [given, meant] = [name, near].map((word) => word.toLowerCase().replaceAll(/[-_.]/g, '')) as [string, string];
  const holdsIt = given.length > meant.length + 1 && given.includes(meant);
  const isShort = meant.length <= shortName && lettersOf(given) !== lettersOf(meant);
  return holdsIt || isShort ? undefined : near;
}

function lettersOf(word: string): string {
  return word.split('').toSorted().join('');
}

const shortName = 4;

interface Entry {
  detector: DetectorFile;
  path: Path;
}

function completeDetectors(
  name: string,
  file: MetricFile,
  direction: Direction | undefined,
  severity: Severity,
  path: Path,
  faults: Faults
): DetectorPolicy[] {
  const entries = entriesOf(file, path);
  const types = entries.map(({ detector }) => detector.type);
  const ids = numberedIds(
    entries.map(({ detector }) => detector.id),
    types
  );
  refuseTwins(ids, 'detector', (index) => [...(entries[index]?.path ?? path), 'id'], faults);
  return entries.map(({ detector, path: at }, index) => {
    const { id: _, type, severity: own, patience, seasonal: _seasonal, ...rest } = detector;
    const options = typeof patience === 'number' ? { ...rest, patience } : rest;
    const completed = completeOptions(type, options, direction, at, faults);
    refusePercentages(name, completed, at, faults);
    const patient = typeof patience === 'object' ? completePatience(type, patience, [...at, 'patience'], faults) : {};
    return {
      id: ids[index] ?? type,
      type,
      options: completed,
      severity: own ?? severity,
      ...patient,
      ...completeSeasonal(file, detector, at, faults),
    };
  });
}

/** The short form's `below` and `above` first, then the list; the default detection if the file names neither. */
function entriesOf(file: MetricFile, path: Path): Entry[] {
  const { below, above } = file;
  if (below === undefined && above === undefined && file.detectors === undefined)
    return [{ detector: defaultDetector(), path }];
  const entries = (file.detectors ?? []).map((one, index) => ({
    detector: typeof one === 'string' ? { type: one } : one,
    path: [...path, 'detectors', index],
  }));
  if (below === undefined && above === undefined) return entries;
  const bounds = { ...(below === undefined ? {} : { below }), ...(above === undefined ? {} : { above }) };
  return [{ detector: { type: 'limit', ...bounds }, path }, ...entries];
}

/** A share is never above 1: such a limit always fires, or never. A limit below 0 is a way to watch only. */
function refusePercentages(name: string, options: DetectorPolicy['options'], path: Path, faults: Faults): void {
  if (!knownKind(name)?.isShare) return;
  for (const side of ['below', 'above'] as const) {
    const limit = options[side];
    if (typeof limit !== 'number' || limit <= 1) continue;
    const next = limit <= 100 ? `write ${shareOfPercent(limit)}` : `\`${name}\` is between 0 and 1`;
    faults.expected([...path, side], 'at most 1', limit, next);
  }
}

function completePatience(type: string, patience: Patience, path: Path, faults: Faults): { patience: Patience } {
  if (detectors.get(type)?.actsOnAlarm)
    faults.add(
      path,
      `Expected no \`patience\` on \`${type}\`: its alarm clears its own state, so its statistic never exceeds its limit twice in a row; leave it out or use another detector`
    );
  if (patience.atLeast > patience.of)
    faults.expected([...path, 'atLeast'], `at most ${patience.of}, the value of \`of\``, patience.atLeast);
  return { patience };
}

function defaultDetector(): DetectorFile {
  const { type, options } = defaultDetection('metric');
  return { type, ...options };
}

function completeOptions(
  type: string,
  options: Record<string, unknown>,
  direction: Direction | undefined,
  path: Path,
  faults: Faults
): DetectorPolicy['options'] {
  const detector = detectors.get(type);
  if (!detector) {
    const next = (): string => {
      const near = didYouMean(type, detectors.keys());
      return near ? `did you mean \`${near}\`?` : `it can be ${listOf(detectors.keys())}`;
    };
    faults.expected([...path, 'type'], 'the name of a detector', type, next);
    return {};
  }
  // Without a direction every limit could be on the wrong side: the fault already noted says enough.
  if (!direction) return {};
  const resolved = resolveOptions(detector, options, direction);
  if ('options' in resolved) return resolved.options as DetectorPolicy['options'];
  for (const { field, message } of resolved.issues) faults.add(field === '' ? path : [...path, field], message);
  return {};
}
