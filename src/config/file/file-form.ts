import { formatDuration } from '../../terms/time-text.ts';
import { weekdays } from '../schema/hold-schema.ts';
import type {
  DetectorPolicy,
  MetricPolicy,
  Policy,
  QuietHours,
  RulePolicy,
  RuleTerm,
  SeasonPolicy,
} from '../../core/state/policy.ts';
import type { Monitor } from '../parse-monitor.ts';

/** A complete monitor in the fields and units of a monitor file: what people have written and can write. */
export function fileForm({ config, policy }: Monitor): Record<string, unknown> {
  const { metrics, rules, holds, schedules, ...rest } = policy;
  const { quietHours, freezes, ...other } = holds;
  const { shadow: _, ...retrain } = config.retrain;
  // A file speaks of the shadow only where there is one.
  const settings = { ...config, retrain: retrain.promotion === 'shadow' ? config.retrain : retrain };
  return {
    ...(named(settings) as object),
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metricForm(metric)])),
    rules: rules.map(ruleForm),
    schedules: schedules.map(({ anchor, ...schedule }) => ({
      ...(named(schedule) as object),
      ...(anchor === undefined ? {} : { anchor: new Date(anchor).toISOString() }),
    })),
    ...(named(other) as object),
    quietHours: quietHours.map(hoursForm),
    freezes: freezes.map(spanForm),
    ...(named(rest) as object),
  };
}

// --- internal ---

/** Objects of others' names, where a field that ends in `Ms` is no duration of ours. */
const foreign: ReadonlySet<string> = new Set(['options', 'hyperparameters', 'space', 'queries']);

/** Fields that are milliseconds in the file too. */
const plainMs: ReadonlySet<string> = new Set(['maxLatencyMs']);

/** `cooldownMs: 3600000` is `cooldown: 1h` in a file. */
function named(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]): [string, unknown] => {
      if (foreign.has(key)) return [key, one];
      // `null` of the complete form, where the file leaves it out: all metrics.
      if (key === 'metrics' && one === null) return [key, undefined];
      if (key === 'softWindow' || key === 'fullWindow') return [key, windowForm(one)];
      if (!key.endsWith('Ms') || plainMs.has(key)) return [key, named(one)];
      return [key.slice(0, -2), typeof one === 'number' ? durationText(one) : one];
    })
  );
}

function durationText(ms: number): string | number {
  return ms === 0 ? 0 : formatDuration(ms);
}

function windowForm(value: unknown): unknown {
  const { lastMs, since } = (value ?? {}) as { lastMs?: number; since?: string };
  return lastMs === undefined ? (since === undefined ? value : `since-${since}`) : formatDuration(lastMs);
}

function metricForm(metric: MetricPolicy): object {
  const {
    name: _,
    detectors,
    exclude,
    season,
    lateness,
    aggregate,
    noDataAfterMs,
    settledRows: _rows,
    rowVariance: _variance,
    ...rest
  } = metric;
  return {
    ...(named(rest) as object),
    ...(noDataAfterMs === null ? {} : { noDataAfter: durationText(noDataAfterMs) }),
    ...(lateness ? { allowedLateness: durationText(lateness.allowedMs), lateBuffer: lateness.buffer } : {}),
    ...(aggregate
      ? { aggregate: durationText(aggregate.everyMs), allowedLateness: durationText(aggregate.allowedMs) }
      : {}),
    ...(season ? { seasonality: seasonForm(season) } : {}),
    ...(exclude ? { exclude: { spans: exclude.spans.map(spanForm), weekly: exclude.weekly.map(hoursForm) } } : {}),
    detectors: detectors.map(detectorForm),
  };
}

/** As the short form has it, which is in UTC. */
function seasonForm({ by, timeZone }: SeasonPolicy): unknown {
  return timeZone === 'UTC' ? by : { by, timeZone };
}

/** Options stand beside `type`. */
function detectorForm({ options, ...rest }: DetectorPolicy): object {
  return { ...rest, ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)) };
}

function ruleForm({ of, atLeast, ...rest }: RulePolicy): object {
  const terms = of.map(termForm);
  if (atLeast === 1) return { ...rest, any: terms };
  return atLeast === of.length ? { ...rest, all: terms } : { ...rest, atLeast, of: terms };
}

function termForm({ level, segment, metric, detector }: RuleTerm): unknown {
  if (level === 'drift' && segment === undefined) return detector === undefined ? metric : `${metric}:${detector}`;
  return {
    metric,
    ...(detector === undefined ? {} : { detector }),
    ...(segment === undefined ? {} : { segment }),
    ...(level === 'drift' ? {} : { level }),
  };
}

function hoursForm({ from, to, days, timeZone }: QuietHours): object {
  return {
    from: clock(from),
    to: clock(to),
    ...(days.length === 0 ? {} : { days: days.map((day) => weekdays[day]) }),
    timeZone,
  };
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function spanForm({ from, to, note }: Policy['holds']['freezes'][number]): object {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(note === '' ? {} : { note }) };
}
