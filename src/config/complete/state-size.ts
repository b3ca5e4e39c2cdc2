import { detectors } from '../../detectors/index.ts';
import { numberBytes, usualStateBytes } from '../../detectors/defaults.ts';
import type { DetectorPolicy, MetricPolicy, RulePolicy } from '../../core/state/policy.ts';
import { usualSegmentBytes } from '../../core/bounds/name-room.ts';
import { mostOpen } from '../../core/ingestion/aggregate.ts';
import { maxReasons } from '../../core/state/trigger.ts';
import type { Faults } from '../faults/faults.ts';

/**
 * Most bytes of JSON that all streams of a monitor may take at continue-as-new. Servers refuse more than 2 MiB, and a
 * monitor whose state is refused is stuck; the other half is for the ledger, the senders and pending messages.
 */
export const maxStreamBytes = 1024 * 1024;

/** Segments of a metric that does not say how many, if there is room for them. */
export const defaultSegments = 50;

/**
 * The metrics with a number of segments that fits. Metrics that name no number share the space that the others leave;
 * if that does not fit, the fault names the largest part.
 *
 * @param asked metrics whose number of segments is given
 */
export function fitSegments(
  metrics: readonly MetricPolicy[],
  asked: ReadonlySet<string>,
  rules: readonly RulePolicy[],
  faults: Faults
): MetricPolicy[] {
  if (metrics.length === 0) return [];
  const bare = metrics.map((metric) => (asked.has(metric.name) ? metric : { ...metric, maxSegments: 0 }));
  const left = maxStreamBytes - streamsBytes(bare, rules);
  if (left < 0) {
    refuse(bare, rules, faults);
    return [...metrics];
  }
  const open = metrics.filter(({ name }) => !asked.has(name));
  const each = open.reduce((sum, metric) => sum + bytesOf(partsOf(metric, rules.length === 0)), 0);
  const segments = Math.min(defaultSegments, Math.floor(left / Math.max(1, each)));
  return metrics.map((metric) => (asked.has(metric.name) ? metric : { ...metric, maxSegments: segments }));
}

/** Most bytes that the streams of such metrics take: everything in drift and held back. */
export function streamsBytes(metrics: readonly MetricPolicy[], rules: readonly RulePolicy[]): number {
  return metrics.reduce((sum, metric) => sum + metricBytes(metric, rules.length === 0), rulesBytes(rules));
}

// --- internal ---

/** With what is known of the rows of its values; without names, whose length is added. */
const streamBytes = 710;
const slotBytes = 150;
const triggerBytes = 520;
const trackBytes = 490;
const timeBytes = 14;
/** How many rows a late observation is the mean of, and their variance. */
const rowsBytes = 36;
/** Its times, its mean and what that is the mean of. */
const windowBytes = 220;
/** A mean of nine digits and its visits, by phase. */
const phaseBytes = 20;
const phases = { 'hour-of-day': 24, 'day-of-week': 7, 'hour-of-week': 168 } as const;

function rulesBytes(rules: readonly RulePolicy[]): number {
  return rules.length * maxReasons * triggerBytes;
}

interface Part {
  /** What it is, in words. */
  name: string;
  /** The option to lower, as the message names it, if there is one. */
  option?: string;
  bytes: number;
}

function metricBytes(metric: MetricPolicy, isHeldAlone: boolean): number {
  return (1 + metric.maxSegments) * bytesOf(partsOf(metric, isHeldAlone));
}

function bytesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What one stream keeps. `isHeldAlone`: every detector that fires waits on its own, as there are no rules. */
function partsOf(metric: MetricPolicy, isHeldAlone: boolean): Part[] {
  // Longer names are limited where they come in.
  const names = metric.name.length + usualSegmentBytes;
  const { season, lateness, aggregate } = metric;
  const seasonBytes = season ? 290 + phases[season.by] * phaseBytes : 0;
  // A stream that allows lateness also keeps a copy from before its open window.
  const copies = lateness ? 2 : 1;
  const parts: Part[] = [
    { name: 'the stream itself', bytes: streamBytes + 2 * names + (lateness ? trackBytes : 0) },
    { name: 'the newest values', option: '`window`', bytes: metric.window * numberBytes },
    ...metric.detectors.map((detector) => ({
      name: `the detector \`${detector.id}\``,
      option: 'window',
      bytes: copies * (slotBytes + detector.id.length + detectorBytes(detector)),
    })),
    { name: 'the season', bytes: copies * seasonBytes },
  ];
  if (lateness)
    parts.push({
      name: 'the open window for late observations',
      option: '`lateBuffer`',
      bytes: lateness.buffer * (numberBytes + timeBytes + rowsBytes),
    });
  if (aggregate)
    parts.push({
      name: 'the open windows',
      option: '`allowedLateness`',
      bytes: mostOpen(aggregate) * windowBytes,
    });
  if (isHeldAlone)
    parts.push({ name: 'what is held back', bytes: metric.detectors.length * (triggerBytes + 4 * names) });
  return parts;
}

function detectorBytes({ type, options, patience }: DetectorPolicy): number {
  const own = detectors.get(type)?.stateBytes?.(options) ?? usualStateBytes;
  return own + (patience ? 40 + patience.of : 0);
}

function refuse(metrics: readonly MetricPolicy[], rules: readonly RulePolicy[], faults: Faults): void {
  const isHeldAlone = rules.length === 0;
  const wanted = `Expected the streams of all metrics to take at most ${shown(maxStreamBytes)} of state, got up to ${shown(streamsBytes(metrics, rules))}`;
  const largest = metrics.reduce((most, one) =>
    metricBytes(one, isHeldAlone) > metricBytes(most, isHeldAlone) ? one : most
  );
  const bytes = metricBytes(largest, isHeldAlone);
  if (rulesBytes(rules) > bytes)
    return faults.add(
      ['rules'],
      `${wanted}; ${rules.length} \`rules\` take ${shown(rulesBytes(rules))} of it; use fewer`
    );
  const parts = partsOf(largest, isHeldAlone);
  const part = parts.reduce((most, one) => (one.bytes > most.bytes ? one : most));
  const toLower = [largest.maxSegments > 0 ? '`maxSegments`' : '', part.option ?? ''].filter(Boolean).join(' or ');
  faults.add(
    ['metrics', largest.name],
    `${wanted}; \`metrics.${largest.name}\` takes ${shown(bytes)} of it, ${1 + largest.maxSegments} streams of ` +
      `${shown(bytesOf(parts))}, most of it ${part.name}; ${toLower ? `lower its ${toLower}` : 'watch fewer metrics'}`
  );
}

/** `1 MiB`, `3.4 MiB`, `58 KiB` */
function shown(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return mebibytes >= 1 ? `${Number(mebibytes.toFixed(1))} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}
