import * as fc from 'fast-check';
import { configOf, detectorFor, hourMs, holdsOf, metricOf, minuteMs, noon, policyOf } from './policies.ts';
import type { Command, MonitorEvent } from '../../src/core/state/events.ts';
import type {
  DetectorPolicy,
  HoldPolicy,
  MetricPolicy,
  Policy,
  RulePolicy,
  SchedulePolicy,
} from '../../src/core/state/policy.ts';

/** One step of a random life of a monitor: what happens, and how long after the step before. */
export interface Happening {
  afterMs: number;
  /** Given the newest generation, so that outcomes may fit. */
  event: (generation: number, seq: number, now: number) => MonitorEvent;
}

const severity = fc.constantFrom('none', 'soft', 'full');
const asked = fc.constantFrom('soft', 'full');
const names = ['accuracy', 'latencyMs'];

const detector: fc.Arbitrary<DetectorPolicy> = fc
  .tuple(fc.nat({ max: 3 }), severity)
  .map(([kind, level]): DetectorPolicy => {
    const changes = { severity: level };
    if (kind === 0) return detectorFor('limit', { below: 0.5 }, changes);
    if (kind === 1) return detectorFor('ewma-limit', { alpha: 0.3, below: 0.5 }, changes);
    if (kind === 2) return detectorFor('patience', { below: 0.5, patience: 3 }, changes);
    return detectorFor('window-decay', { sampleWindow: 5, threshold: 0.2, mode: 'fall' }, changes);
  });

const metric = (name: string): fc.Arbitrary<MetricPolicy> =>
  fc
    .record({
      detectors: fc.uniqueArray(detector, { selector: ({ id }) => id, maxLength: 4 }),
      noDataAfterMs: fc.constantFrom(null, 30 * minuteMs, 5 * hourMs),
      window: fc.integer({ min: 1, max: 16 }),
      maxSegments: fc.nat({ max: 2 }),
    })
    .map((changes) => metricOf(name, changes));

const rule: fc.Arbitrary<RulePolicy> = fc.record({
  id: fc.constantFrom('r1', 'r2'),
  atLeast: fc.integer({ min: 1, max: 2 }),
  of: fc.array(fc.record({ metric: fc.constantFrom(...names), level: fc.constantFrom('warning', 'drift') }), {
    minLength: 1,
    maxLength: 2,
  }),
  severity,
});

const schedule: fc.Arbitrary<SchedulePolicy> = fc.oneof(
  fc.record({
    id: fc.constant('every'),
    everyMs: fc.integer({ min: 10 * minuteMs, max: 9 * hourMs }),
    severity: asked,
  }),
  fc.record({
    id: fc.constant('cron'),
    cron: fc.constantFrom('*/30 * * * *', '0 3 * * *'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
    severity: asked,
  })
);

const holds: fc.Arbitrary<HoldPolicy> = fc
  .record({
    cooldownMs: fc.constantFrom(0, 20 * minuteMs, 6 * hourMs),
    quietHours: fc.array(
      fc.record({
        from: fc.nat({ max: 1439 }),
        to: fc.nat({ max: 1440 }),
        days: fc.constantFrom([], [1, 2]),
        timeZone: fc.constantFrom('UTC', 'America/New_York'),
      }),
      { maxLength: 1 }
    ),
    freezes: fc.array(
      fc.nat({ max: 20 }).map((h) => ({ from: noon + h * hourMs, to: noon + (h + 3) * hourMs, note: '' })),
      { maxLength: 1 }
    ),
    budget: fc.constantFrom(null, { max: 1, perMs: 8 * hourMs }, { max: 3, perMs: 24 * hourMs }),
    breakerAfter: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ quietHours, ...changes }) =>
    holdsOf({ ...changes, quietHours: quietHours.map((quiet) => ({ ...quiet, days: [...quiet.days] })) })
  );

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    metrics: fc.tuple(metric('accuracy'), metric('latencyMs')),
    rules: fc.uniqueArray(rule, { selector: ({ id }) => id, maxLength: 2 }),
    schedules: fc.uniqueArray(schedule, { selector: ({ id }) => id, maxLength: 2 }),
    holds,
    ledgerSize: fc.integer({ min: 8, max: 30 }),
  })
  .map(({ metrics, ...changes }) => policyOf(metrics, changes));

const value = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(null, -0, 5e-324, 1e99, -1e300) }
);

export const anySeries = fc.record(
  {
    metric: fc.constantFrom(...names, 'unknown'),
    segment: fc.constantFrom('DE', 'FR', '__proto__'),
    version: fc.constantFrom('1.0.0', '1.0.1', '0.9.0', 'nightly'),
    t0: fc.integer({ min: noon - hourMs, max: noon + hourMs }),
    dt: fc.nat({ max: 1_000 }),
    v: fc.array(value, { maxLength: 12 }),
  },
  { requiredKeys: ['metric', 't0', 'dt', 'v'] }
);

const batch = fc
  .array(anySeries, { maxLength: 3 })
  .map((series): Happening['event'] => (_, seq) => ({ type: 'batch', batch: { source: 'a', seq, series } }));

const outcome = fc
  .record({
    shift: fc.constantFrom(0, 0, 0, -1, 1),
    status: fc.constantFrom('promoted', 'awaiting-approval', 'rejected', 'failed', 'cancelled', 'nonsense'),
    version: fc.constantFrom('1.0.1', '1.1.0', '0.5.0'),
    previousVersion: fc.constantFrom('1.0.0', '1.0.1', null),
  })
  .map(({ shift, ...rest }): Happening['event'] => (generation) => ({
    type: 'retrain-finished',
    outcome: { generation: generation + shift, finishedAt: 1, ...rest },
  }));

const who = { actor: 'ada', comment: '' };
const command = fc
  .oneof<fc.Arbitrary<Command>[]>(
    fc.constantFrom('pause', 'resume', 'approve', 'reject', 'release', 'rollback').map((name) => ({ name, ...who })),
    asked.map((wanted) => ({ name: 'retrain', severity: wanted, ...who })),
    fc.constantFrom('DE', 'FR').map((segment) => ({ name: 'forget-segment', segment, ...who })),
    anyPolicy.map((policy) => ({ name: 'policy', policy, config: configOf(), ...who }))
  )
  .map((asks): Happening['event'] => () => ({ type: 'command', command: asks }));

const other = fc.oneof<fc.Arbitrary<Happening['event']>[]>(
  fc.constant(() => ({ type: 'tick' })),
  fc.constant((generation, _, now) => ({ type: 'retrain-started', generation, at: now })),
  fc.constant((generation) => ({ type: 'promoted', generation, version: '1.2.0', previous: '1.0.0' })),
  fc.constant(() => ({ type: 'rolled-back', version: '1.0.0', previous: '1.0.1' })),
  fc.constant(() => ({ type: 'command-failed', command: 'promote', message: 'no such version' })),
  fc.constant(() => ({ type: 'undecodable', detail: 'bad bytes' })),
  fc.constant((generation) => ({ type: 'recalled', champion: '1.0.0', generation })),
  fc.anything().map((raw) => () => ({ type: 'batch', batch: raw })),
  fc.anything().map((raw) => () => ({ type: 'retrain-finished', outcome: raw }))
);

/** A random life; `stop` is left out, it ends everything. */
export const anyLife: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constantFrom(0, 1, -500), fc.nat({ max: 3 * hourMs })),
    event: fc.oneof(
      { weight: 4, arbitrary: batch },
      { weight: 3, arbitrary: outcome },
      { weight: 2, arbitrary: command },
      { weight: 3, arbitrary: other }
    ),
  }),
  { maxLength: 40 }
);
