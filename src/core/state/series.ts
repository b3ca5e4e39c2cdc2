import { detectors } from '../../detectors/index.ts';
import { withPatience } from '../../detectors/with-patience.ts';
import type { Detector } from '../../detectors/detector.ts';
import type { DetectorPolicy, MetricPolicy, Policy } from './policy.ts';
import type { SeriesState, SlotState } from './state.ts';

/** Key of a series in the state. The slash is always there, so that no name can be a property of every object. */
export function seriesKey(metric: string, segment: string): string {
  return `${metric}/${segment}`;
}

/** Key of a slot in triggers and notices. */
export function slotKey({ metric, segment }: SeriesState, { id }: SlotState): string {
  return `${metric}/${segment}/${id}`;
}

/** A detector at its place in a stream: all that a finding of it is made of. */
export interface Place {
  metric: MetricPolicy;
  series: SeriesState;
  slot: SlotState;
  policy: DetectorPolicy;
  detector: Detector;
}

/** The metric of that name; `undefined` if the policy does not watch it. */
export function metricOf({ metrics }: Policy, metric: string | undefined): MetricPolicy | undefined {
  return metrics.find(({ name }) => name === metric);
}

/** All places of a stream, in the policy's order; `slots` may be those of a copy of it. */
export function placesOf(metric: MetricPolicy, series: SeriesState, slots = series.slots): Place[] {
  return metric.detectors.map((policy, k) => ({
    metric,
    series,
    slot: slots[k]!,
    policy,
    detector: detectorOf(policy),
  }));
}

/** One place of a stream; `undefined` if the policy does not have its metric or its detector. */
export function placeOf(policies: Policy, series: SeriesState, slot: SlotState): Place | undefined {
  const metric = metricOf(policies, series.metric);
  const policy = metric?.detectors.find(({ id }) => id === slot.id);
  return metric && policy ? { metric, series, slot, policy, detector: detectorOf(policy) } : undefined;
}

/** The detector a policy names. Policies are checked before they are accepted, so a miss is a defect of ours. */
export function detectorOf(policy: DetectorPolicy): Detector {
  const found = detectors.get(policy.type);
  if (!found) throw new Error(`No detector \`${policy.type}\`; the policy was not validated`);
  if (!policy.patience) return found;
  let patient = patients.get(policy);
  if (!patient) {
    patient = withPatience(found, policy.patience) as unknown as Detector;
    patients.set(policy, patient);
  }
  return patient;
}

export function newSeries(metric: MetricPolicy, segment: string, at: number, now: number): SeriesState {
  return {
    metric: metric.name,
    segment,
    n: 0,
    last: 0,
    firstAt: at,
    lastAt: at,
    heardAt: now,
    ewma: 0,
    window: [],
    next: 0,
    silent: false,
    slots: metric.detectors.map((detector) => newSlot(detector, at)),
  };
}

export function newSlot(policy: DetectorPolicy, at: number): SlotState {
  const state = detectorOf(policy).init(policy.options);
  return { id: policy.id, level: 'warming-up', since: at, state, latched: false, acted: false };
}

/** The slot for a new version of the model: what its detector knows of the stream itself is kept. */
export function restartedSlot(policy: DetectorPolicy, slot: SlotState | undefined, at: number): SlotState {
  const fresh = newSlot(policy, at);
  const detector = detectorOf(policy);
  if (slot?.id !== policy.id || !detector.restart) return fresh;
  return { ...fresh, state: detector.restart(slot.state, policy.options) };
}

/** Adds values to the window; what no longer fits goes. */
export function keepNewest(series: SeriesState, values: readonly number[], size: number): void {
  series.window = [...windowOf(series), ...values].slice(-size);
  series.next = 0;
}

/** The window's values, oldest first. */
export function windowOf(series: SeriesState): number[] {
  return [...series.window.slice(series.next), ...series.window.slice(0, series.next)];
}

// --- internal ---

/** Built once a policy, not once an observation. */
const patients = new WeakMap<DetectorPolicy, Detector>();
