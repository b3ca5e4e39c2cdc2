import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { detectorFor, hourMs, holdsOf, metricOf, minuteMs, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const names = ['accuracy', 'precision', 'recall', 'f1', 'auc'];
const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The lifelong trails have a room of their own, which is given up first. */
function sizeWithoutTrails(state: MonitorState): number {
  const series = Object.entries(state.series).map(([key, { trail, ...rest }]) => {
    expect(sizeOf({ trail })).toBeLessThanOrEqual(1_024);
    return [key, rest];
  });
  return sizeOf({ ...state, series: Object.fromEntries(series) });
}

/** Five metrics with the four detectors of the seeds, everything on that leaves something behind in the state. */
function crowded(segments: number): TestMonitor {
  const detectors = [
    detectorFor('limit', { below: 0.85 }),
    detectorFor('ewma-limit', { alpha: 0.2, below: 0.9 }),
    detectorFor('patience', { below: 0.88, patience: 3 }),
    detectorFor('window-decay', { sampleWindow: 50, threshold: 0.05, mode: 'fall' }, { severity: 'full' }),
  ];
  const metrics = names.map((name) => metricOf(name, { detectors, noDataAfterMs: hourMs, maxSegments: segments }));
  const schedules = [{ id: 'nightly', everyMs: 24 * hourMs, severity: 'full' as const }];
  const holds = holdsOf({ cooldownMs: hourMs, budget: { max: 5, perMs: 6 * hourMs }, breakerAfter: 1_000 });
  return new TestMonitor(stateOf(policyOf(metrics, { schedules, holds })));
}

/** Full doubles, a third of the time in drift, so that the ledger is always full of entries with many reasons. */
function observe(monitor: TestMonitor, perMetric: number, rounds: number, segments: string[]): void {
  const rng = createRng(7);
  for (let round = 0; round < rounds; round++) {
    const level = round % 3 === 2 ? 0.7 : 0.95;
    const values = (): number[] => Array.from({ length: perMetric }, () => level + 0.02 * rng.normal());
    monitor.send(
      segments.flatMap((segment) =>
        names.map((metric) => ({ metric, t0: monitor.now, dt: 10, v: values(), ...(segment ? { segment } : {}) }))
      ),
      // Each numbers its own batches without gaps, as senders do.
      { source: `sender-${round % 16}`, seq: Math.floor(round / 16) + 1 }
    );
    monitor.apply({ type: 'batch', batch: { source: 'bad', seq: round, series: [{ metric: 'x'.repeat(500) }] } });
    monitor.pass(7 * minuteMs);
    if (!monitor.state.inFlight) continue;
    monitor.started();
    monitor.pass(minuteMs);
    if (round % 5 === 0) monitor.promoted(`1.0.${round}`);
    else monitor.finished({ status: 'failed', error: { type: 'TrainingError', message: 'out of memory '.repeat(50) } });
    monitor.effects.length = 0;
  }
}

describe('the size of the state', () => {
  const monitor = crowded(10);
  beforeAll(() => observe(monitor, 200, 1_000, ['']));

  it('after a million observations of 5 metrics with 4 detectors each it is at most 32 KiB at rest', () => {
    const { state } = monitor;
    expect(state.counts.observations).toBe(1_000_000);
    expect(Object.values(state.series).every(({ slots }) => slots.length === 4)).toBe(true);
    const rested = new TestMonitor({ ...state, triggers: [] }, monitor.now);
    expect(sizeWithoutTrails(rested.state)).toBeLessThanOrEqual(32 * 1024);
  });

  it('with all 20 detectors in drift and held it is at most 42 KiB', () => {
    const drifting = new TestMonitor({ ...monitor.state, cooldownUntil: monitor.now + hourMs }, monitor.now);
    observe(drifting, 200, 1, ['']);
    drifting.send(
      names.map((metric) => ({
        metric,
        t0: drifting.now,
        dt: 10,
        v: Array.from({ length: 50 }, (_, i) => 0.7 - i / 70),
      })),
      { source: 'last' }
    );
    expect(drifting.state.triggers.length).toBeGreaterThanOrEqual(15);
    expect(sizeWithoutTrails(drifting.state)).toBeLessThanOrEqual(42 * 1024);
  });

  it('the ledger takes at most 11 KiB of it, with the newest entries in full', () => {
    const { ledger } = monitor.state;
    expect(sizeOf(ledger)).toBeLessThanOrEqual(11 * 1024);
    expect(ledger.length).toBeGreaterThanOrEqual(20);
    expect(ledger.some(({ evidence }) => evidence.length > 0)).toBe(true);
  });

  it('with a season and late labels on two of the five metrics it is at most 42 KiB', () => {
    const { policy } = monitor.state;
    const metrics = policy.metrics.map((metric, i) =>
      i > 1
        ? metric
        : {
            ...metric,
            season: { by: 'hour-of-day' as const, timeZone: 'UTC' },
            lateness: { allowedMs: hourMs, buffer: 100 },
          }
    );
    const labelled = new TestMonitor({ ...monitor.state, triggers: [], sources: {} }, monitor.now);
    labelled.command({ name: 'policy', policy: { ...policy, metrics }, config: labelled.state.config });
    observe(labelled, 200, 30, ['']);
    expect(labelled.state.series['accuracy/']?.late?.times).toHaveLength(100);
    expect(sizeWithoutTrails({ ...labelled.state, triggers: [] })).toBeLessThanOrEqual(42 * 1024);
  });

  it('does not grow any more', () => {
    const before = sizeOf(monitor.state);
    const longer = new TestMonitor({ ...monitor.state, sources: {} }, monitor.now);
    observe(longer, 10, 300, ['']);
    expect(longer.state.counts.observations - monitor.state.counts.observations).toBe(10 * 300 * names.length);
    expect(sizeOf(longer.state)).toBeLessThan(before * 1.3);
  });
});
