import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  detectorFor,
  hourMs,
  holdsOf,
  metricOf,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';

const latency = metricOf('latencyMs', {
  direction: 'lower-is-better',
  detectors: [detectorFor('ewma-limit', { alpha: 0.5, above: 200 }, { id: 'average' })],
});
const start = (...args: Parameters<typeof policyOf>): TestMonitor => new TestMonitor(stateOf(policyOf(...args)));
const texts = (monitor: TestMonitor): string[] => explain(monitor.state, monitor.now).distances.map(({ text }) => text);
const summary = (monitor: TestMonitor): string => explain(monitor.state, monitor.now).summary;

it('what was refused is told, newest first, and is absent where that is nothing', () => {
  const monitor = start([accuracyBelow(0.9)]);
  const refused = (): unknown => explain(monitor.state, monitor.now).refused;
  expect(refused()).toBeUndefined();
  monitor.observe('recall', [0.5]);
  monitor.apply({ type: 'batch', batch: 'nonsense' });
  expect(refused()).toEqual(monitor.state.refused.toReversed());
  expect(refused()).toHaveLength(2);
});

describe('distance to firing', () => {
  it('is told for every detector in the words and units of its metric', () => {
    const monitor = start([accuracyBelow(0.9), latency]);
    monitor.observe('accuracy', [0.937]);
    monitor.observe('latencyMs', [100, 150], { segment: 'DE' });
    expect(texts(monitor)).toEqual([
      'accuracy by limit: stable, 0.9370 against below 0.9000, 0.0370 from firing',
      'latencyMs in DE by average: stable, 125.00ms against above 200.00ms, 75.00ms from firing',
    ]);
    expect(explain(monitor.state, monitor.now).distances[1]).toMatchObject({
      toFiring: 75,
      statistic: 125,
      limit: 200,
      n: 2,
    });
  });

  it('says when a limit is reached and when it is crossed', () => {
    const monitor = start([accuracyBelow(0.5)]);
    monitor.observe('accuracy', [0.5]);
    expect(texts(monitor)).toEqual(['accuracy by limit: stable, 0.5000 against below 0.5000, at its limit']);
    monitor.observe('accuracy', [0.4]);
    expect(texts(monitor)).toEqual(['accuracy by limit: drift, 0.4000 against below 0.5000, beyond its limit']);
  });

  it('says of what has fired, and starts over at nothing, that it is in drift, and since when', () => {
    const options = { minInstances: 2, delta: 0, threshold: 0.5, alpha: 1, mode: 'down' as const };
    const monitor = start([metricOf('accuracy', { detectors: [detectorFor('page-hinkley', options)] })]);
    monitor.observe('accuracy', [0.9, 0.9, 0.9]);
    const { now } = monitor;
    expect(explain(monitor.state, now).distances[0]).not.toHaveProperty('driftSince');
    monitor.observe('accuracy', [0.1, 0.1]);
    expect(explain(monitor.state, now).distances[0]).toMatchObject({ level: 'drift', driftSince: now });
    const told = 'drift, fired earlier, not stable since 2026-03-02 12:00:00Z';
    expect(texts(monitor)).toEqual([`accuracy by page-hinkley: ${told}`]);
    monitor.observe('accuracy', [0.1, 0.1, 0.1]);
    expect(texts(monitor)).toEqual([
      'accuracy by page-hinkley: drift, 0.0000 against above 0.5000, fired earlier, not stable since 2026-03-02 12:00:00Z',
    ]);
  });

  it('says how many of the values a patient detector has that it waits for', () => {
    const detectors = [
      detectorFor('patience', { below: 0.9, patience: 3 }),
      detectorFor('ewma-limit', { alpha: 1, below: 0.9 }, { id: 'patient', patience: { of: 5, atLeast: 3 } }),
    ];
    const monitor = start([metricOf('accuracy', { detectors })]);
    monitor.observe('accuracy', [0.95]);
    expect(texts(monitor)).toEqual([
      'accuracy by patience: warming-up, 0.9500 against below 0.9000, 0.0500 from firing, 0 of 3 in a row',
      'accuracy by patient: stable, 0.9500 against below 0.9000, 0.0500 from firing, 0 of 3 in the last 5',
    ]);
    monitor.observe('accuracy', [0.8, 0.8]);
    expect(texts(monitor)).toEqual([
      'accuracy by patience: stable, 0.8000 against below 0.9000, beyond its limit, 2 of 3 in a row',
      'accuracy by patient: warning, 0.8000 against below 0.9000, beyond its limit, 2 of 3 in the last 5',
    ]);
    monitor.observe('accuracy', [0.8]);
    for (const text of texts(monitor)) expect(text).toMatch(/drift, 0.8000 against below 0.9000, beyond its limit$/);
  });

  it('says of a patient detector that does not judge yet that it has too few values, and nothing of its patience', () => {
    const options = { alpha: 0.2, below: 0.9, minSamples: 30 };
    const detectors = [detectorFor('ewma-limit', options, { id: 'patient', patience: { of: 5, atLeast: 3 } })];
    const monitor = start([metricOf('accuracy', { detectors })]);
    monitor.observe('accuracy', [0.1, 0.1, 0.1, 0.1]);
    expect(texts(monitor)).toEqual([
      'accuracy by patient: warming-up, 0.1000 against below 0.9000, too few values to judge yet (4)',
    ]);
  });

  it('says that there is not enough to judge by', () => {
    const detectors = [detectorFor('window-decay', { sampleWindow: 5, threshold: 0.05, mode: 'fall' })];
    const monitor = start([metricOf('accuracy', { detectors })]);
    monitor.observe('accuracy', [0.9]);
    expect(texts(monitor)).toEqual(['accuracy by window-decay: warming-up, not enough observations yet']);
  });

  it('says that nothing has come for too long', () => {
    const monitor = start([accuracyBelow(0.9, { noDataAfterMs: hourMs })]);
    monitor.observe('accuracy', [0.95]);
    monitor.pass(hourMs);
    expect(texts(monitor)).toEqual(['accuracy by limit: no data']);
  });
});

describe('values that cannot be what they are called', () => {
  it('are told once a metric, and only while they are among the newest', () => {
    const monitor = start([accuracyBelow(0.9, { window: 3 }), latency]);
    monitor.observe('latencyMs', [120]);
    monitor.observe('accuracy', [0.95, 93, 250, 0.96]);
    expect(explain(monitor.state, monitor.now).warnings).toEqual(['accuracy must be between 0 and 1, got 250']);
    monitor.observe('accuracy', [94], { segment: 'DE' });
    monitor.observe('accuracy', [0.95, 0.95, 0.95]);
    expect(explain(monitor.state, monitor.now).warnings).toEqual([
      'accuracy must be between 0 and 1, got 94 (did you mean 0.94?)',
    ]);
    monitor.observe('accuracy', [0.9, 0.9, 0.9], { segment: 'DE' });
    expect(explain(monitor.state, monitor.now)).not.toHaveProperty('warnings');
  });
});

describe('summary', () => {
  const held = { holds: holdsOf({ freezes: [{ from: 0, to: noon + hourMs, note: '' }] }) };

  it('follows a retrain from the first observation to its end', () => {
    const monitor = start([accuracyBelow(0.9)], held);
    expect(summary(monitor)).toBe('No observation has arrived yet');
    const ended = { startedAt: noon, finishedAt: noon, note: null };
    const lastRetrain = { generation: 1, kind: 'full' as const, status: 'promoted', version: '1.0.0', ...ended };
    expect(explain({ ...monitor.state, lastRetrain }, noon).summary).toBe(
      'No observation has arrived yet; the last retrain, 1, was promoted'
    );
    monitor.observe('accuracy', [0.95]);
    expect(summary(monitor)).toBe('Nothing asks for a retrain');
    monitor.observe('accuracy', [0.8]);
    expect(summary(monitor)).toBe('A retrain is wanted and held by the freeze until 2026-03-02 13:00:00Z');
    expect(explain(monitor.state, monitor.now).waiting).toEqual(['accuracy 0.8000 below threshold 0.9000']);
    expect(explain(monitor.state, noon + hourMs).summary).toBe('A retrain is wanted and about to start');
    monitor.pass(hourMs);
    expect(summary(monitor)).toBe('Retrain 1 (soft) is under way');
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    expect(summary(monitor)).toBe('Version 1.0.1 has passed its gate and waits for approval');
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    monitor.observe('accuracy', [0.95]);
    expect(summary(monitor)).toBe('Nothing asks for a retrain; the last one, retrain 1, was promoted');
  });

  it('says who has a retrain cancelled, until it has ended', () => {
    const monitor = start([accuracyBelow(0.9)]);
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'cancel', comment: 'wrong labels' });
    expect(summary(monitor)).toBe('Retrain 1 is being cancelled, by ada: wrong labels');
    monitor.finished({ status: 'cancelled' });
    expect(summary(monitor)).not.toContain('being cancelled');
  });

  it('names who paused it, an open breaker, a drift that nobody acts on, and the end', () => {
    const observing = accuracyBelow(0.9, { detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] });
    const monitor = start([observing]);
    monitor.observe('accuracy', [0.8]);
    monitor.observe('accuracy', [0.8], { segment: 'DE' });
    expect(summary(monitor)).toBe('In drift: accuracy');
    monitor.state = { ...monitor.state, incident: { failures: 3, escalated: true, breakerOpenedAt: 1 } };
    expect(summary(monitor)).toBe('The circuit breaker is open: a person has to release it');
    monitor.command({ name: 'pause' });
    expect(summary(monitor)).toBe('The monitor is paused by ada');
    monitor.command({ name: 'stop' });
    expect(summary(monitor)).toBe('The monitor has been stopped');
  });

  it('names who stopped it also beside what goes on all the same', () => {
    const monitor = start([accuracyBelow(0.9)]);
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'pause', comment: 'a migration' });
    expect(summary(monitor)).toBe('Retrain 1 (soft) is under way; the monitor is paused by ada: a migration');
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    expect(summary(monitor)).toBe(
      'Version 1.0.1 has passed its gate and waits for approval; the monitor is paused by ada: a migration'
    );
    monitor.command({ name: 'resume' });
    const killSwitch = { scope: null, actor: 'olga', comment: '', since: 1 };
    monitor.state = { ...monitor.state, killSwitch } as typeof monitor.state;
    expect(summary(monitor)).toBe(
      'Version 1.0.1 has passed its gate and waits for approval; nothing else is launched: the kill switch is on, by olga'
    );
  });

  it('tells no time of a promotion by default while somebody has stopped the monitor', () => {
    const monitor = start([accuracyBelow(0.9)]);
    monitor.observe('accuracy', [0.8]);
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    const waiting = (onTimeout: 'reject' | 'promote'): void => {
      const approval = { ...monitor.state.approval!, timeoutAt: noon + hourMs, onTimeout };
      monitor.state = { ...monitor.state, approval };
    };
    waiting('promote');
    expect(summary(monitor)).toMatch(/waits for approval; at .* it is promoted by default$/);
    monitor.command({ name: 'pause' });
    waiting('promote');
    expect(summary(monitor)).toMatch(/waits for approval; the monitor is paused by ada$/);
    waiting('reject');
    expect(summary(monitor)).toMatch(/it is rejected by default; the monitor is paused by ada$/);
  });

  it('says what holds a drift that has had its retrain', () => {
    const monitor = start([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) });
    monitor.observe('accuracy', [0.8]);
    monitor.finished({ status: 'rejected' });
    expect(summary(monitor)).toBe('In drift: accuracy; held by the cool-down until 2026-03-02 13:00:00Z');
  });

  it('a hold without an end in sight is no date', () => {
    const monitor = start([accuracyBelow(0.9)], { holds: holdsOf({ freezes: [{ from: 0, to: 9e15, note: '' }] }) });
    monitor.observe('accuracy', [0.8]);
    expect(summary(monitor)).toBe('A retrain is wanted and held by the freeze for good');
  });
});

describe('decisions', () => {
  it('come newest first, with what had no consequence counted', () => {
    const monitor = start([accuracyBelow(0.9)]);
    monitor.observe('accuracy', [0.95]);
    monitor.observe('accuracy', [0.8]);
    monitor.finished({ status: 'cancelled' });
    const { decisions, evaluations, withoutConsequence } = explain(monitor.state, monitor.now);
    expect(decisions.map(({ decision }) => decision)).toEqual(['launched', 'settled', 'launched']);
    expect([evaluations, withoutConsequence]).toEqual([3, 1]);
  });
});
