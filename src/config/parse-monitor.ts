import { z } from 'zod';
import { isLabel } from '../core/wire/batch.ts';
import { isObject } from '../core/wire/read.ts';
import { policySizeFault } from '../core/bounds/policy-size.ts';
import { parseModelId } from '../terms/model-id.ts';
import { defaultRepeatAlertsMs, type MetricPolicy, type Policy } from '../core/state/policy.ts';
import type { MonitorConfig } from '../core/state/retrain.ts';
import { completeExclusions } from './complete/stream.ts';
import { completeHolds } from './complete/holds.ts';
import { completeMetric } from './complete/metric.ts';
import { completeRetrain } from './complete/retrain.ts';
import { completeRules } from './complete/rules.ts';
import { completeSchedules } from './complete/schedules.ts';
import { defaultMetrics } from './complete/presets.ts';
import { exclusionSchema } from './schema/exclusion-schema.ts';
import { durationSchema } from './schema/field-schemas.ts';
import { formatDuration } from '../terms/time-text.ts';
import { describeIssues } from './faults/describe-issues.ts';
import { configurationError, Faults } from './faults/faults.ts';
import { metricSchema } from './schema/metric-schema.ts';
import { monitorSchema } from './schema/monitor-schema.ts';
import { completePull, pullSchema } from './schema/pull-schema.ts';
import { retrainSchema } from './schema/retrain-schema.ts';
import { ruleSchema } from './schema/rule-schema.ts';
import { fitSegments } from './complete/state-size.ts';
import { scheduleSchema } from './schema/schedule-schema.ts';
import { holdFields, type HoldFile } from './schema/hold-schema.ts';
import { tooLarge } from './faults/input-limits.ts';
import { prune } from './faults/prune.ts';
import { withSoundSpans } from './faults/sound-spans.ts';

/** All settings of a monitor, in the core's complete form. */
export interface Monitor {
  config: MonitorConfig;
  policy: Policy;
}

/**
 * What a monitor file may name besides what is built in.
 *
 * @example
 * ```ts
 * parseMonitor(file, { tuners: ['bayesian'] });
 * ```
 */
export interface ParseOptions {
  /** Names of the worker's own tuners, in addition to the built-in ones. @default [] */
  tuners?: readonly string[];
}

/**
 * Checks a monitor as people write it, and fills in every default.
 *
 * @throws ConfigurationError with every mistake, not only the first
 */
export function parseMonitor(input: unknown, options?: ParseOptions): Monitor {
  const read = readMonitor(input, options);
  if ('faults' in read) throw configurationError('the monitor', read.faults);
  return read.monitor;
}

/** The same without the error: for file readers, who know the position of each fault. */
export function readMonitor(
  input: unknown,
  { tuners = [] }: ParseOptions = {}
): { monitor: Monitor } | { faults: Faults } {
  const faults = new Faults();
  const large = tooLarge(input);
  if (large) {
    faults.add(large.path, large.message);
    return { faults };
  }
  const checked = monitorSchema.safeParse(input);
  if (!checked.success) describeIssues(checked.error.issues, input, faults);
  faults.formLookedAt();
  // With more faults than are reported, what is left to complete is unknown.
  if (!isObject(input) || faults.more > 0) return { faults };
  const paths = faults.list.map(({ path }) => path);
  const pruned = prune(input, paths) as Record<string, unknown>;
  const monitor = completeMonitor(paths.length > 0 ? withSoundSpans(pruned) : pruned, tuners, faults);
  return faults.list.length > 0 ? { faults } : { monitor };
}

// --- internal ---

/**
 * Takes out every part of wrong form and completes the rest, so people see all faults at once. The result counts only
 * if there are no faults.
 */
function completeMonitor(input: Record<string, unknown>, tuners: readonly string[], faults: Faults): Monitor {
  const { names, metrics } = completeMetrics(input, faults);
  const sound = metrics.filter(({ name }) => faults.sound(['metrics', name]));
  const rules = itemsOf(input['rules'], ruleSchema);
  const schedules = itemsOf(input['schedules'], scheduleSchema);
  const completeRuleList = completeRules(rules, { metrics: names, complete: sound }, faults);
  const policy: Policy = {
    metrics: fitSegments(metrics, withSegments(input['metrics']), completeRuleList, faults),
    rules: completeRuleList,
    schedules: completeSchedules(schedules, faults),
    holds: completeHolds(holdsOf(input), faults),
    repeatAlertsMs: repeatAlerts(input['repeatAlerts'], faults),
    ledgerSize: z.number().safeParse(input['ledgerSize']).data ?? 100,
  };
  const retrain = completeRetrain(
    retrainSchema.safeParse(input['retrain']).data ?? {},
    { metrics: sound, tuners },
    faults
  );
  const pull = completePull(pullSchema.safeParse(input['pull']).data, names, faults);
  const config = { ...identityOf(input, faults), retrain, ...(pull ? { pull } : {}) };
  const tooLarge = faults.list.length === 0 ? policySizeFault(config, policy) : undefined;
  if (tooLarge) faults.add(tooLarge.path, tooLarge.text);
  return { config, policy };
}

/** Every quarter of an hour: Alertmanager expects its clients to resend firing alerts every few minutes. */
function repeatAlerts(written: unknown, faults: Faults): number | null {
  const ms = durationSchema.nullable().optional().safeParse(written).data;
  if (ms === null || ms === undefined) return ms === null ? null : defaultRepeatAlertsMs;
  if (ms < shortestRepeatMs)
    faults.expected(['repeatAlerts'], 'at least 1m', formatDuration(ms), 'lengthen it, or write null for never');
  return ms;
}

/** Each repeat costs a timer and an activity in the monitor's history. */
const shortestRepeatMs = 60_000;

function completeMetrics(input: Record<string, unknown>, faults: Faults): { names: string[]; metrics: MetricPolicy[] } {
  const written = input['metrics'] ?? defaultMetrics();
  const everywhere = completeExclusions(exclusionSchema.safeParse(input['exclude']).data, ['exclude'], faults);
  const keys = isObject(written) ? Object.keys(written) : [];
  const hasSchedules = Array.isArray(input['schedules']) && input['schedules'].length > 0;
  if (isObject(written) && keys.length === 0 && !hasSchedules)
    faults.expected(
      ['metrics'],
      'at least one metric',
      written,
      'leave it out to watch accuracy and F1, or give `schedules`'
    );
  const names = keys.filter((key) => key !== '__proto__');
  // Own keys of that name come from JSON and YAML; zod ignores them silently.
  if (keys.length > names.length) faults.expected(['metrics', '__proto__'], 'a metric name', '__proto__', 'rename it');
  const metrics = names.flatMap((name) => {
    const file = metricSchema.safeParse((written as Record<string, unknown>)[name]).data;
    return file ? [completeMetric(name, file, ['metrics', name], faults, everywhere)] : [];
  });
  return { names, metrics };
}

/** Names of the metrics that say how many segments they may have. */
function withSegments(metrics: unknown): Set<string> {
  const entries = isObject(metrics) ? Object.entries(metrics) : [];
  return new Set(entries.flatMap(([name, one]) => (isObject(one) && one['maxSegments'] !== undefined ? [name] : [])));
}

/** The readable items of a list; each keeps its number. */
function itemsOf<T>(list: unknown, schema: z.ZodType<T>): (T | undefined)[] {
  return Array.isArray(list) ? list.map((item: unknown) => schema.safeParse(item).data) : [];
}

function holdsOf(input: Record<string, unknown>): HoldFile {
  const read = Object.entries(holdFields).map(([field, schema]) => [field, schema.safeParse(input[field]).data]);
  return Object.fromEntries(read) as HoldFile;
}

function identityOf(
  input: Record<string, unknown>,
  faults: Faults
): Pick<MonitorConfig, 'model' | 'tenant' | 'streams'> {
  const model = typeof input['model'] === 'string' ? input['model'] : '';
  checkModel(model, faults);
  const tenant = typeof input['tenant'] === 'string' ? input['tenant'] : null;
  if (tenant !== null && !isLabel(tenant)) faults.expected(['tenant'], labelWanted, tenant);
  const streams = Array.isArray(input['streams']) ? (input['streams'] as string[]) : [];
  streams.forEach((stream, index) => {
    if (!isLabel(stream)) faults.expected(['streams', index], labelWanted, stream);
    if (streams.indexOf(stream) < index)
      faults.expected(['streams', index], 'a stream that is not listed twice', stream, 'remove it');
  });
  return { model, tenant, streams };
}

const labelWanted = '1 to 128 printable characters';

function checkModel(model: string, faults: Faults): void {
  const id = parseModelId(model);
  if (typeof id === 'string') return faults.add(['model'], id);
  const next = `a monitor watches every version: \`${id.project}:${id.name}\``;
  if (id.version !== undefined) faults.expected(['model'], 'a model without a version', model, next);
}
