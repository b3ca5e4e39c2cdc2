import { describe, expect, it } from 'vitest';
import { accuracyBelow, detectorFor, holdsOf, hourMs, metricOf, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Evidence } from '../../../src/core/state/decision.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const good = Array.from({ length: 1_000 }, () => 0.95);

/** The evidence of the launch that a few bad values after a thousand good ones lead to. */
function evidenceOf(metric: MetricPolicy, bad: number[], changes: Partial<MonitorState> = {}): Evidence[] {
  const monitor = new TestMonitor(stateOf(policyOf([metric]), changes));
  monitor.observe('accuracy', [...good, ...bad]);
  expect(monitor.state.ledger).toMatchObject([{ decision: 'launched' }]);
  return monitor.state.ledger[0]!.evidence;
}

describe('the evidence of an alarm', () => {
  it('rests on the newest value where a fixed limit has judged that alone, and not on all before', () => {
    expect(evidenceOf(accuracyBelow(0.9), [0.8])).toMatchObject([{ detector: 'limit', statistic: 0.8, n: 1 }]);
  });

  it('rests on what patience looks back on', () => {
    const detector = detectorFor('limit', { below: 0.9 }, { patience: { of: 5, atLeast: 3 } });
    const metric = metricOf('accuracy', { detectors: [detector] });
    expect(evidenceOf(metric, [0.8, 0.8, 0.8])).toMatchObject([{ n: 5 }]);
  });

  it('counts every value there was in runs that began before, whose ledgers have room by the length of that', () => {
    expect(evidenceOf(accuracyBelow(0.9), [0.8], { edition: 0 })).toMatchObject([{ n: 1_001 }]);
  });

  it('is that of the launch, also where it has waited', () => {
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) }))
    );
    monitor.state = { ...monitor.state, cooldownUntil: monitor.now + hourMs };
    monitor.observe('accuracy', [...good, 0.8, 0.7]);
    monitor.pass(hourMs);
    expect(monitor.launches()).toMatchObject([{ evidence: [{ statistic: 0.7, n: 1 }] }]);
  });
});
