import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  dayMs,
  hourMs,
  holdsOf,
  metricOf,
  detectorFor,
  minuteMs,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Policy, RulePolicy } from '../../../src/core/state/policy.ts';

const names = ['accuracy', 'recall', 'precision'];
const drift = (metric: string, more: Partial<RulePolicy['of'][number]> = {}) => ({
  metric,
  level: 'drift' as const,
  ...more,
});

function withRule(rule: Partial<RulePolicy>, changes: Partial<Policy> = {}): TestMonitor {
  const metrics = names.map((name) => accuracyBelow(0.9, { name }));
  const rules = [{ id: 'r', atLeast: 1, of: names.map((name) => drift(name)), severity: 'full' as const, ...rule }];
  return new TestMonitor(stateOf(policyOf(metrics, { rules, ...changes })));
}

describe('rules', () => {
  it('fire exactly when enough of their terms hold, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(0.5, 0.95)), { maxLength: 12 }),
        (atLeast, sent) => {
          const monitor = withRule({ atLeast });
          const level = new Map<string, boolean>();
          for (const [metric, value] of sent) {
            monitor.observe(metric, [value]);
            level.set(metric, value < 0.9);
            const holding = [...level.values()].filter(Boolean).length;
            expect(monitor.state.rules.r?.active ?? false).toBe(holding >= atLeast);
          }
        }
      )
    );
  });

  it('any: one term is enough, and the launch is as severe as the rule', () => {
    const monitor = withRule({ atLeast: 1 });
    monitor.observe('recall', [0.5]);
    expect(monitor.launches()[0]).toMatchObject({ kind: 'full' });
  });

  it('all: two of three ask for nothing', () => {
    const monitor = withRule({ atLeast: 3 });
    monitor.observe('recall', [0.5]);
    monitor.observe('accuracy', [0.5]);
    expect(monitor.launches()).toEqual([]);
    monitor.observe('precision', [0.5]);
    expect(monitor.launches()[0]?.reasons).toHaveLength(3);
  });

  it('a one-shot detector holds its term after it has cleared its window', () => {
    const patience = detectorFor('patience', { below: 0.9, patience: 2 });
    const metrics = [metricOf('accuracy', { detectors: [patience] }), accuracyBelow(0.9, { name: 'recall' })];
    const rules = [{ id: 'both', atLeast: 2, of: [drift('accuracy'), drift('recall')], severity: 'soft' as const }];
    const monitor = new TestMonitor(stateOf(policyOf(metrics, { rules })));
    monitor.observe('accuracy', [0.5, 0.5, 0.5]);
    monitor.observe('recall', [0.5]);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('a term may name the detector and the segment', () => {
    const monitor = withRule({ of: [drift('accuracy', { segment: 'DE', detector: 'limit' })] });
    monitor.observe('accuracy', [0.5]);
    monitor.observe('accuracy', [0.5], { segment: 'FR' });
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', [0.5], { segment: 'DE' });
    expect(monitor.launches()).toHaveLength(1);
  });

  it('what waits goes with the findings of the day it is launched, each once', () => {
    const freezes = [{ from: 0, to: stateOf(policyOf([])).startedAt + hourMs, note: '' }];
    const of = [drift('accuracy'), drift('accuracy', { detector: 'limit' }), drift('recall')];
    const monitor = withRule({ of }, { holds: holdsOf({ freezes }) });
    monitor.observe('accuracy', [0.5]);
    monitor.pass(minuteMs);
    monitor.observe('recall', [0.6]);
    monitor.pass(hourMs);
    expect(monitor.launches()[0]?.reasons.map(({ text }) => text)).toEqual([
      'accuracy 0.5000 below threshold 0.9000',
      'recall 0.6000 below threshold 0.9000',
    ]);
  });

  it('still true asks again after the cool-down', () => {
    const monitor = withRule({}, { holds: holdsOf({ cooldownMs: hourMs }) });
    monitor.observe('accuracy', [0.5]);
    monitor.started();
    monitor.finished({ status: 'rejected' });
    monitor.pass(hourMs);
    expect(monitor.launches()).toHaveLength(2);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['still-in-drift']);
  });

  it('no rule becomes true by a silent stream, and none becomes false by silence', () => {
    const metrics = names.map((name) => accuracyBelow(0.9, { name, noDataAfterMs: hourMs }));
    const rules = [{ id: 'two', atLeast: 2, of: names.map((name) => drift(name)), severity: 'soft' as const }];
    const monitor = new TestMonitor(stateOf(policyOf(metrics, { rules })));
    monitor.observe('accuracy', [0.5]);
    monitor.pass(2 * hourMs);
    monitor.observe('recall', [0.5]);
    expect(monitor.state.rules.two?.active ?? false).toBe(false);
    monitor.observe('accuracy', [0.5]);
    expect(monitor.state.rules.two?.active).toBe(true);
    monitor.pass(dayMs);
    expect(monitor.state.rules.two?.active).toBe(true);
    expect(monitor.launches()).toHaveLength(1);
  });
});
