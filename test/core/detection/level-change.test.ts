import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  dayMs,
  detectorFor,
  hourMs,
  holdsOf,
  metricOf,
  minuteMs,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';

const cooled = { holds: holdsOf({ cooldownMs: hourMs }) };
const start = (...args: Parameters<typeof policyOf>): TestMonitor => new TestMonitor(stateOf(policyOf(...args)));
const held = { holds: holdsOf({ freezes: [{ from: 0, to: 4e12, note: '' }] }) };

describe('edge and level', () => {
  it('entering drift asks once, however long it lasts', () => {
    const monitor = start([accuracyBelow(0.9)], cooled);
    for (let i = 0; i < 10; i++) {
      monitor.observe('accuracy', [0.8, 0.8]);
      monitor.pass(minuteMs);
    }
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.notices('drift')).toHaveLength(1);
    expect(monitor.decisions()).toEqual(['launched']);
  });

  it('still in drift asks again when the cool-down ends, not before', () => {
    const monitor = start([accuracyBelow(0.9)], cooled);
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.pass(minuteMs);
    monitor.finished({ status: 'failed' });
    monitor.pass(hourMs - minuteMs - 1);
    expect(monitor.launches()).toHaveLength(1);
    monitor.pass(1);
    expect(monitor.launches()).toHaveLength(2);
    expect(monitor.state.ledger.at(-1)).toMatchObject({ decision: 'launched', reasonCodes: ['still-in-drift'] });
  });

  it('a recovered metric that drifts anew enters drift anew', () => {
    const monitor = start([accuracyBelow(0.9)]);
    monitor.observe('accuracy', [0.8]);
    monitor.finished({ status: 'cancelled' });
    const launched = monitor.launches().length;
    monitor.finished({ status: 'cancelled' });
    monitor.observe('accuracy', [0.95]);
    expect(monitor.notices('recovered').at(-1)?.text).toBe('recovered: accuracy by limit');
    monitor.finished({ status: 'cancelled' });
    monitor.observe('accuracy', [0.7]);
    expect(monitor.launches().length).toBeGreaterThan(launched);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['drift']);
  });

  it('a stream that has fallen silent cannot show that it is still in drift', () => {
    const metric = accuracyBelow(0.9, { noDataAfterMs: 10 * minuteMs });
    const monitor = start([metric], cooled);
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.finished({ status: 'failed' });
    monitor.pass(10 * dayMs);
    expect(monitor.launches()).toHaveLength(1);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toHaveLength(2);
  });
});

describe('detectors that clear their window after an alarm', () => {
  const patience = detectorFor('patience', { below: 0.9, patience: 3 });

  it('stay in drift until a full window disproves it', () => {
    const monitor = start([metricOf('accuracy', { detectors: [patience] })], held);
    monitor.observe('accuracy', [0.8, 0.8, 0.8, 0.95, 0.95]);
    expect(monitor.state.series['accuracy/']?.slots[0]).toMatchObject({ level: 'warming-up', latched: true });
    monitor.observe('accuracy', [0.95]);
    expect(monitor.state.series['accuracy/']?.slots[0]).toMatchObject({ level: 'stable', latched: false });
  });

  it('alarm again and again over one drift, and ask and tell once', () => {
    const monitor = start([metricOf('accuracy', { detectors: [patience] })], cooled);
    for (let i = 0; i < 30; i++) monitor.observe('accuracy', [0.8, 0.8, 0.8]);
    expect(monitor.decisions()).toEqual(['launched']);
    expect(monitor.notices('drift')).toHaveLength(1);
    expect(monitor.state.triggers).toEqual([]);
    monitor.started();
    monitor.finished({ status: 'failed' });
    monitor.pass(hourMs);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['still-in-drift']);
  });

  it('renew what waits with their newest evidence', () => {
    const monitor = start([metricOf('accuracy', { detectors: [patience] })], held);
    monitor.observe('accuracy', [0.8, 0.8, 0.8]);
    monitor.pass(minuteMs);
    monitor.observe('accuracy', [0.8, 0.8, 0.7]);
    expect(monitor.state.triggers).toHaveLength(1);
    expect(monitor.state.triggers[0]?.reasons[0]).toMatchObject({ value: 0.7 });
    expect(monitor.decisions()).toEqual(['held(freeze)']);
  });
});

describe('drift that was held', () => {
  const frozen = { holds: holdsOf({ freezes: [{ from: 0, to: noon + hourMs, note: '' }] }) };

  it('goes with what its detector finds when the hold ends, and with the time it was found first', () => {
    const monitor = start([accuracyBelow(0.9)], frozen);
    monitor.observe('accuracy', [0.85]);
    const detectedAt = monitor.now;
    monitor.pass(minuteMs);
    monitor.observe('accuracy', [0.6]);
    monitor.pass(hourMs);
    expect(monitor.launches()[0]?.reasons).toMatchObject([{ value: 0.6, detectedAt }]);
    expect(monitor.launches()[0]?.evidence).toMatchObject([{ statistic: 0.6 }]);
  });

  it('keeps its first findings when its detector has started anew since', () => {
    const shift = metricOf('accuracy', {
      detectors: [detectorFor('page-hinkley', { minInstances: 1, delta: 0, threshold: 1, alpha: 1, mode: 'down' })],
    });
    const monitor = start([shift], frozen);
    monitor.observe('accuracy', [5, 5, 5, 5, -5, -5, -5]);
    const [before] = monitor.state.triggers;
    expect(before).toBeDefined();
    monitor.observe('accuracy', [0, 0, 0]);
    monitor.pass(2 * hourMs);
    expect(monitor.launches()[0]?.evidence).toEqual(before?.evidence);
  });
});

describe('a detector whose severity is none', () => {
  it('tells people and asks for nothing', () => {
    const metric = metricOf('accuracy', { detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] });
    const monitor = start([metric]);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.notices('drift')).toHaveLength(1);
    expect(monitor.state.triggers).toEqual([]);
    expect(monitor.pass(dayMs)).toEqual([]);
  });
});

describe('reasons', () => {
  it('stand in the order of the policy, whatever order the metrics arrived in', () => {
    const monitor = start([accuracyBelow(0.9), accuracyBelow(0.8, { name: 'recall' })]);
    const one = { t0: monitor.now, dt: 1, v: [0.5] };
    monitor.send([
      { metric: 'recall', ...one },
      { metric: 'accuracy', ...one },
    ]);
    expect(monitor.launches()[0]?.reasons.map((reason) => 'metric' in reason && reason.metric)).toEqual([
      'accuracy',
      'recall',
    ]);
  });
});
