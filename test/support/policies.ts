import { initialState } from '../../src/core/initial-state.ts';
import type { Approval, MonitorState } from '../../src/core/state/state.ts';
import type { DetectorPolicy, HoldPolicy, MetricPolicy, Policy } from '../../src/core/state/policy.ts';
import type { LiveSpec, MonitorConfig, RetrainSpec } from '../../src/core/state/retrain.ts';

/** A Monday, 12:00 UTC: what tests call "now" when they do not care. */
export const noon = Date.UTC(2026, 2, 2, 12);
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A metric where higher is better, without detectors. */
export function metricOf(name: string, changes: Partial<MetricPolicy> = {}): MetricPolicy {
  return {
    name,
    direction: 'higher-is-better',
    drift: 'conceptDrift',
    detectors: [],
    window: 50,
    alpha: 0.2,
    noDataAfterMs: null,
    maxSegments: 10,
    ...changes,
  };
}

/** A detector whose id is its type, and which asks for a soft retrain. */
export function detectorFor(
  type: string,
  options: DetectorPolicy['options'],
  changes: Partial<DetectorPolicy> = {}
): DetectorPolicy {
  return { id: type, type, options, severity: 'soft', ...changes };
}

/** Accuracy with a floor, the smallest policy that can fire. */
export function accuracyBelow(below: number, changes: Partial<MetricPolicy> = {}): MetricPolicy {
  return metricOf('accuracy', { detectors: [detectorFor('limit', { below })], ...changes });
}

export function holdsOf(changes: Partial<HoldPolicy> = {}): HoldPolicy {
  return { cooldownMs: 0, quietHours: [], freezes: [], budget: null, breakerAfter: 3, ...changes };
}

/** A policy in its complete form, with nothing that holds retrains back unless it is asked for. */
export function policyOf(metrics: MetricPolicy[], changes: Partial<Policy> = {}): Policy {
  return { metrics, rules: [], schedules: [], holds: holdsOf(), ledgerSize: 100, ...changes };
}

export function retrainSpecOf(changes: Partial<RetrainSpec> = {}): RetrainSpec {
  return {
    trainer: {
      name: 'fake',
      options: {},
      timeoutMs: hourMs,
      heartbeatTimeoutMs: minuteMs,
      retries: 3,
      retryIntervalMs: 30_000,
    },
    hyperparameters: {},
    tuning: {
      tuner: null,
      space: {},
      trials: 0,
      parallel: 1,
      metric: 'accuracy',
      goal: 'maximize',
      seed: 1,
    },
    data: { softSamples: null, fullSamples: null, holdoutSamples: 100 },
    gate: { minSamples: 1, floors: [], gains: [], maxSliceLoss: null, significance: null },
    promotion: 'auto',
    approval: { timeoutMs: null, reminderMs: null, onTimeout: 'reject' },
    shadow: liveSpecOf(),
    probation: null,
    versioning: 'patch',
    timeoutMs: 2 * hourMs,
    ...changes,
  };
}

export function liveSpecOf(changes: Partial<LiveSpec> = {}): LiveSpec {
  return { samples: 40, timeoutMs: dayMs, significance: 0.05, maxLoss: 0.01, metrics: null, ...changes };
}

export function configOf(changes: Partial<MonitorConfig> = {}): MonitorConfig {
  return { model: 'shop:ranker', tenant: null, streams: [], retrain: retrainSpecOf(), ...changes };
}

/** A challenger that waits for a person, for ever. */
export function approvalOf(changes: Partial<Approval> = {}): Approval {
  const since = noon;
  return {
    generation: 1,
    version: '1.0.1',
    since,
    timeoutAt: null,
    onTimeout: 'reject',
    remindAt: null,
    decided: null,
    tries: 0,
    ...changes,
  };
}

/** A monitor of version 1.0.0 that has seen nothing yet and knows its registry. */
export function stateOf(policy: Policy, changes: Partial<MonitorState> = {}): MonitorState {
  const recalled = { champion: '1.0.0', generation: 0 };
  return { ...initialState({ config: configOf(), policy, now: noon, recalled }), ...changes };
}
