import { describe, expect, it } from 'vitest';
import { asksAlone, asksFor, detectorsInNoRule } from '../../../src/core/view/asks-for.ts';
import { accuracyBelow, detectorFor, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';

const slow = detectorFor('limit', { below: 0.9 }, { id: 'slow' });
const fast = detectorFor('limit', { below: 0.8 }, { id: 'fast' });
const accuracy = metricOf('accuracy', { direction: 'higher-is-better', detectors: [slow, fast] });
const ruled = policyOf([accuracy], {
  rules: [{ id: 'r', atLeast: 1, of: [{ metric: 'accuracy', detector: 'slow', level: 'drift' }], severity: 'full' }],
});

describe('what a detector asks for', () => {
  it('is its own severity while the policy has no rules', () => {
    expect(asksFor(policyOf([accuracy]), 'accuracy', slow)).toEqual({ severity: slow.severity, rules: [] });
    expect(detectorsInNoRule(policyOf([accuracy]))).toEqual([]);
  });

  it('is that of the rules that name it, and nothing without such a rule', () => {
    expect(asksFor(ruled, 'accuracy', slow)).toEqual({ severity: 'full', rules: ['r'] });
    expect(asksFor(ruled, 'accuracy', fast)).toEqual({ severity: 'none', rules: [] });
    expect(detectorsInNoRule(ruled)).toEqual(['accuracy:fast']);
  });

  it('may be asked by one metric alone, unless it only observes or counts beside others', () => {
    const silent = { ...accuracy, detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] };
    expect(asksAlone(policyOf([accuracy]), accuracy)).toBe(true);
    expect(asksAlone(policyOf([silent]), silent)).toBe(false);
    const term = { metric: 'accuracy', level: 'drift' } as const;
    const ruling = (atLeast: number, severity: 'none' | 'full', ...metrics: string[]) =>
      policyOf([silent], {
        rules: [{ id: 'r', atLeast, severity, of: metrics.map((metric) => ({ ...term, metric })) }],
      });
    expect(asksAlone(ruling(1, 'full', 'accuracy', 'f1'), silent)).toBe(true);
    expect(asksAlone(ruling(2, 'full', 'accuracy', 'f1'), silent)).toBe(false);
    expect(asksAlone(ruling(2, 'full', 'accuracy', 'accuracy'), silent)).toBe(true);
    expect(asksAlone(ruling(1, 'none', 'accuracy'), silent)).toBe(false);
    expect(asksAlone(ruling(1, 'full', 'f1'), silent)).toBe(false);
  });

  it('is told by explain beside a detector that fires in vain', () => {
    const monitor = new TestMonitor(stateOf(ruled));
    monitor.observe('accuracy', [0.7]);
    const texts = explain(monitor.state, noon).distances.map(({ text }) => text);
    expect(texts.find((text) => text.includes('by fast'))).toMatch(/beyond its limit, asks for no retrain$/);
    expect(texts.find((text) => text.includes('by slow'))).toMatch(/beyond its limit$/);
  });

  it('is something for every detector of a policy without rules', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    expect(explain(monitor.state, noon).distances.map(({ asksForNothing }) => asksForNothing)).toEqual([undefined]);
  });
});
