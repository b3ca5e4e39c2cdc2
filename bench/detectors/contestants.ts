import type { RiverRequest } from './river.ts';

/** One row of the benchmark: a detector of ours, and the same of River where it has it. */
export interface Contestant {
  name: string;
  /** Absent on the dummy, which alarms every so many values. */
  ours?: { type: string; params: Record<string, unknown> };
  /** River's counterpart, on the same streams. */
  river?: RiverRequest;
  every?: number;
}

const z = 50;

/** On metrics. Options are the detectors' own defaults unless the row says otherwise. */
export const onMetrics: readonly Contestant[] = [
  { ...named('ewma'), river: { name: 'ewma', params: { fading_factor: 0.2 } } },
  named('shewhart'),
  named('cusum'),
  { ...named('page-hinkley'), river: { name: 'page-hinkley', params: {} } },
  { ...named('adwin'), river: { name: 'adwin', params: {} } },
  { ...named('kswin'), river: { name: 'kswin', params: { window_size: 60, stat_size: 30, seed: 1 } } },
  {
    ...named('z-page-hinkley'),
    river: { name: 'page-hinkley', params: { min_instances: 1, delta: 0.5, threshold: 25, alpha: 1 }, burnIn: z },
  },
  { ...named('z-adwin'), river: { name: 'adwin', params: { clock: 1, delta: 1e-4 }, burnIn: z } },
  named('z-cusum'),
  named('z-ewma'),
  named('z-kswin'),
  named('z-vote'),
  named('change'),
  { name: 'default for metrics', ours: { type: 'level-shift', params: {} } },
  { name: 'dummy, every 100', every: 100 },
];

/** On error bits. */
export const onBits: readonly Contestant[] = [
  { ...named('ddm'), river: { name: 'ddm', params: {} } },
  { ...named('eddm'), river: { name: 'eddm', params: {} } },
  { ...named('hddm-a'), river: { name: 'hddm-a', params: {} } },
  {
    name: 'hddm-a, two-sided',
    ours: { type: 'hddm-a', params: { twoSidedTest: true } },
    river: { name: 'hddm-a', params: { two_sided_test: true } },
  },
  { ...named('hddm-w'), river: { name: 'hddm-w', params: {} } },
  { ...named('fhddm'), river: { name: 'fhddm', params: {} } },
  {
    name: 'adwin with clock 1',
    ours: { type: 'adwin', params: { clock: 1 } },
    river: { name: 'adwin', params: { clock: 1 } },
  },
  { name: 'default for error bits', ours: { type: 'bernoulli-cusum', params: {} } },
  { name: 'dummy, every 500', every: 500 },
];

// --- internal ---

function named(type: string): Contestant {
  return { name: type, ours: { type, params: {} } };
}
