import { detectorOf, slotKey } from '../state/series.ts';
import { formatValue, metricLabel } from '../../terms/metric-kinds.ts';
import type { Detector, Reading } from '../../detectors/detector.ts';
import type { Draft } from '../state/draft.ts';
import type { Evidence, Reason } from '../state/decision.ts';
import type { DetectorPolicy, MetricPolicy } from '../state/policy.ts';
import type { MonitorState, SeriesState, SlotState, Trigger } from '../state/state.ts';

/** Raises the trigger of one detector, where its severity asks for a retrain at all. */
export function raiseSlot(
  draft: Draft,
  series: SeriesState,
  slot: SlotState,
  policy: DetectorPolicy,
  reason: Reason,
  code: Trigger['code']
): void {
  if (policy.severity === 'none') return;
  // One that asks again may still be part of the state that came in.
  if (!slot.acted) slot.acted = true;
  raise(draft, {
    key: slotKey(series, slot),
    code,
    severity: policy.severity,
    reasons: [reason],
    evidence: [evidenceOf(series, slot, policy)],
    raisedAt: draft.now,
    heldBy: [],
  });
}

/** Adds a trigger, or renews the one with the same key: its evidence is the newest, its age the oldest. */
export function raise(draft: Draft, trigger: Trigger): void {
  const { triggers } = draft.state;
  const known = triggers.findIndex(({ key }) => key === trigger.key);
  const before = triggers[known];
  if (!before) triggers.push(trigger);
  else triggers[known] = { ...trigger, code: before.code, raisedAt: before.raisedAt, heldBy: before.heldBy };
}

/** Whether what raised the trigger still holds; asked when its hold ends. */
export function stands(state: MonitorState, trigger: Trigger): boolean {
  if (trigger.code === 'schedule' || trigger.code === 'manual') return true;
  if (trigger.key.startsWith(rulePrefix)) return state.rules[trigger.key.slice(rulePrefix.length)]?.active ?? false;
  return Object.values(state.series).some((series) =>
    series.slots.some((slot) => slot.latched && slotKey(series, slot) === trigger.key)
  );
}

/** Prefix of the trigger keys of rules; metric names cannot start with it. */
export const rulePrefix = 'rule:';

/** The reason a detector in drift gives, in the words of its own `describe`. */
export function reasonOf(
  metric: MetricPolicy,
  series: SeriesState,
  slot: SlotState,
  policy: DetectorPolicy,
  at: number
): Reason {
  const detector = detectorOf(policy);
  const reading = detector.read(slot.state, policy.options);
  const segment = series.segment === '' ? {} : { segment: series.segment };
  return {
    type: metric.drift,
    detectedAt: at,
    metric: metric.name,
    ...segment,
    value: reading.statistic ?? series.last,
    threshold: reading.limit ?? 0,
    text:
      sentence(detector, metric.name, reading, policy) +
      seasonNote(metric, policy) +
      (series.segment ? ` in segment ${series.segment}` : ''),
  };
}

export function evidenceOf(series: SeriesState, slot: SlotState, policy: DetectorPolicy): Evidence {
  const { statistic, limit, n } = detectorOf(policy).read(slot.state, policy.options);
  return {
    metric: series.metric,
    ...(series.segment === '' ? {} : { segment: series.segment }),
    detector: slot.id,
    statistic,
    limit,
    n,
    windowFrom: series.firstAt,
    windowTo: series.lastAt,
  };
}

// --- internal ---

function seasonNote(metric: MetricPolicy, policy: DetectorPolicy): string {
  return policy.seasonal && metric.season ? ` against the same ${metric.season.by.replaceAll('-', ' ')} before` : '';
}

function sentence(detector: Detector, metric: string, reading: Reading, policy: DetectorPolicy): string {
  if (detector.describe) return detector.describe(metric, reading, policy.options);
  if (reading.statistic === null || reading.limit === null)
    return `${metricLabel(metric)} changed, found by ${detector.name}`;
  const side = reading.fires === 'above' ? 'above' : 'below';
  return `${metricLabel(metric)} changed, found by ${detector.name}: statistic ${formatValue('', reading.statistic)} ${side} limit ${formatValue('', reading.limit)}`;
}
