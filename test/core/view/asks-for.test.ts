import { describe, expect, it } from 'vitest';
import { asksAlone, asksFor, asksInSegments, detectorsInNoRule } from '../../../src/core/view/asks-for.ts';
import { accuracyBelow, detectorFor, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { RuleTerm } from '../../../src/core/state/policy.ts';

const slow = detectorFor('limit', { below: 0.9 }, { id: 'slow' });
const fast = detectorFor('limit', { below: 0.8 }, { id: 'fast' });
const accuracy = metricOf('accuracy', { direction: 'higher-is-better', detectors: [slow, fast] });
const ruled = policyOf([accuracy], {
  rules: [{ id: 'r', atLeast: 1, of: [{ metric: 'accuracy', detector: 'slow', level: 'drift' }], severity: 'full' }],
});

describe('what a detector asks for', () => {
  it('is its own severity while the policy has no rules', () => {
    expect(asksFor(policyOf([accuracy]), 'accuracy', slow, '')).toEqual({ severity: slow.severity, rules: [] });
    expect(detectorsInNoRule(policyOf([accuracy]))).toEqual([]);
  });

  it('is that of the rules that name it, and nothing without such a rule', () => {
    expect(asksFor(ruled, 'accuracy', slow, '')).toEqual({ severity: 'full', rules: ['r'] });
    expect(asksFor(ruled, 'accuracy', fast, '')).toEqual({ severity: 'none', rules: [] });
    expect(detectorsInNoRule(ruled)).toEqual(['accuracy:fast']);
  });

  it('may be asked by one metric alone, unless it only observes or counts beside others', () => {
    const whole = [''];
    const silent = { ...accuracy, detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] };
    expect(asksAlone(policyOf([accuracy]), accuracy, whole)).toBe(true);
    expect(asksAlone(policyOf([silent]), silent, whole)).toBe(false);
    const term = { metric: 'accuracy', level: 'drift' } as const;
    const ruling = (atLeast: number, severity: 'none' | 'full', ...metrics: string[]) =>
      policyOf([silent], {
        rules: [{ id: 'r', atLeast, severity, of: metrics.map((metric) => ({ ...term, metric })) }],
      });
    expect(asksAlone(ruling(1, 'full', 'accuracy', 'f1'), silent, whole)).toBe(true);
    expect(asksAlone(ruling(2, 'full', 'accuracy', 'f1'), silent, whole)).toBe(false);
    expect(asksAlone(ruling(2, 'full', 'accuracy', 'accuracy'), silent, whole)).toBe(true);
    expect(asksAlone(ruling(1, 'none', 'accuracy'), silent, whole)).toBe(false);
    expect(asksAlone(ruling(1, 'full', 'f1'), silent, whole)).toBe(false);
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

describe('what a detector asks for by rules that name a segment', () => {
  const term = { metric: 'accuracy', level: 'drift' } as const;
  const inSegment = (segment: string, ...more: object[]) => ({
    id: `in-${segment}`,
    atLeast: 1,
    of: [{ ...term, segment }, ...more] as RuleTerm[],
    severity: 'full' as const,
  });
  const anywhere = { id: 'anywhere', atLeast: 1, of: [term], severity: 'soft' as const };

  it('is something in that segment alone', () => {
    const policy = policyOf([accuracy], { rules: [inSegment('DE')] });
    const inVain = { severity: 'none', rules: [] };
    expect(asksFor(policy, 'accuracy', slow, 'DE')).toEqual({ severity: 'full', rules: ['in-DE'] });
    for (const segment of ['', 'FR', 'de']) expect(asksFor(policy, 'accuracy', slow, segment)).toEqual(inVain);
    expect(asksInSegments(policy, accuracy, slow)).toEqual([{ severity: 'full', rules: ['in-DE'], segments: ['DE'] }]);
    expect(detectorsInNoRule(policy)).toEqual([]);
  });

  it('is something everywhere where a rule has a term without a segment, too', () => {
    const policy = policyOf([accuracy], { rules: [inSegment('DE', term)] });
    expect(asksFor(policy, 'accuracy', slow, 'FR').rules).toEqual(['in-DE']);
    expect(asksInSegments(policy, accuracy, slow)).toEqual([{ severity: 'full', rules: ['in-DE'], segments: null }]);
  });

  it('is listed by where it is asked for, everywhere first', () => {
    const rules = [inSegment('DE'), anywhere, { ...inSegment('DE'), id: 'again' }, inSegment('FR')];
    expect(asksInSegments(policyOf([accuracy], { rules }), accuracy, slow)).toEqual([
      { severity: 'soft', rules: ['anywhere'], segments: null },
      { severity: 'full', rules: ['in-DE', 'again'], segments: ['DE'] },
      { severity: 'full', rules: ['in-FR'], segments: ['FR'] },
    ]);
  });

  it('is nothing where no segment is watched, but for the model as a whole', () => {
    const unsegmented = { ...accuracy, maxSegments: 0 };
    const of = (segment: string) =>
      asksInSegments(policyOf([unsegmented], { rules: [inSegment(segment)] }), unsegmented, slow);
    expect(of('DE')).toEqual([]);
    expect(of('')).toHaveLength(1);
  });

  it('is told by explain of each stream', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracy], { rules: [inSegment('DE')] })));
    monitor.observe('accuracy', [0.7]);
    for (const segment of ['FR', 'de', 'DE']) monitor.observe('accuracy', [0.7], { segment });
    const idle = explain(monitor.state, noon).distances.filter(({ asksForNothing }) => asksForNothing);
    expect(new Set(idle.map(({ segment }) => segment))).toEqual(new Set(['', 'FR', 'de']));
    const unheard = explain(stateOf(policyOf([accuracy], { rules: [inSegment('DE')] })), noon).distances;
    expect(unheard.map(({ asksForNothing }) => asksForNothing)).toEqual([true, true]);
  });

  it('may be asked alone by a metric that has such a stream', () => {
    const policy = policyOf([accuracy], { rules: [inSegment('DE')] });
    expect(asksAlone(policy, accuracy, ['', 'DE'])).toBe(true);
    expect(asksAlone(policy, accuracy, ['', 'FR'])).toBe(false);
  });
});
