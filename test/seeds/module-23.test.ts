import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSemVer } from '../../src/terms/semver.ts';
import { compareSeverity, moreSevere, type Severity } from '../../src/terms/level.ts';
import { detectorFor, holdsOf, metricOf, minuteMs, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';

const metrics = [
  metricOf('pValue', { drift: 'dataDrift', detectors: [detectorFor('limit', { below: 0.05 }, { severity: 'full' })] }),
  metricOf('klDivergence', {
    direction: 'lower-is-better',
    detectors: [detectorFor('limit', { above: 0.1 }, { severity: 'soft' })],
  }),
  metricOf('mapChange', {
    drift: 'performanceDrop',
    detectors: [detectorFor('limit', { below: -0.05 }, { severity: 'soft' })],
  }),
];
const start = (cooldownMs = 0): TestMonitor =>
  new TestMonitor(stateOf(policyOf(metrics, { holds: holdsOf({ cooldownMs }) })));

describe('drift events', { tags: ['m23.1'] }, () => {
  it.each([
    ['pValue', 0.01, 'dataDrift', 'p-value 0.0100 below threshold 0.0500'],
    ['klDivergence', 0.4, 'conceptDrift', 'KL divergence 0.4000 above threshold 0.1000'],
    ['mapChange', -0.1, 'performanceDrop', 'mAP change -0.1000 below threshold -0.0500'],
  ])('%s %d is a %s', (metric, value, type, text) => {
    const monitor = start();
    monitor.observe(metric, [value]);
    expect(monitor.launches()[0]?.reasons).toMatchObject([{ type, metric, value, text }]);
  });
});

describe('actions are ordered', { tags: ['m23.2'] }, () => {
  it('none < soft < full', () => {
    expect(['full', 'none', 'soft'].toSorted((a, b) => compareSeverity(a as Severity, b as Severity))).toEqual([
      'none',
      'soft',
      'full',
    ]);
  });

  it('of several the most severe is taken, in whatever order they come', () => {
    const severity = fc.constantFrom<Severity[]>('none', 'soft', 'full');
    fc.assert(
      fc.property(fc.array(severity), (all) => {
        const most = all.reduce<Severity>(moreSevere, 'none');
        expect(all.every((one) => compareSeverity(one, most) <= 0)).toBe(true);
        expect(most === 'none' || all.includes(most)).toBe(true);
      })
    );
  });

  it('a soft and a full event at once are one full retrain for both reasons', () => {
    for (const order of [
      ['pValue', 'klDivergence'],
      ['klDivergence', 'pValue'],
    ]) {
      const monitor = start();
      monitor.send(order.map((metric) => ({ metric, t0: monitor.now, dt: 0, v: [metric === 'pValue' ? 0.01 : 0.4] })));
      expect(monitor.launches()).toHaveLength(1);
      expect(monitor.launches()[0]?.kind).toBe('full');
      expect(monitor.launches()[0]?.reasons.map(({ type }) => type)).toEqual(['dataDrift', 'conceptDrift']);
    }
  });
});

describe('which event asks for what', { tags: ['m23.3'] }, () => {
  it.each([
    ['pValue', 0.01, 'full'],
    ['klDivergence', 0.4, 'soft'],
    ['mapChange', -0.1, 'soft'],
  ])('%s %d asks for a retrain that is %s', (metric, value, kind) => {
    const monitor = start();
    monitor.observe(metric, [value]);
    expect(monitor.launches()[0]?.kind).toBe(kind);
  });
});

describe('cool-down per model', { tags: ['m23.4'] }, () => {
  const cooldownMs = 30 * minuteMs;

  it('the cool-down is the model’s, whichever version serves: the sketch cooled only the new one', () => {
    const monitor = start(cooldownMs);
    monitor.observe('klDivergence', [0.4], { version: '1.0.0' });
    monitor.promoted('1.0.1');
    expect(compareSemVer(monitor.state.champion ?? '', '1.0.0')).toBeGreaterThan(0);
    monitor.observe('klDivergence', [0.4], { version: '1.0.0' });
    monitor.observe('klDivergence', [0.4], { version: '1.0.1' });
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.decisions().at(-1)).toBe('held(cooldown)');
    monitor.pass(cooldownMs);
    expect(monitor.launches()).toHaveLength(2);
  });

  it('two models do not cool each other', () => {
    const [one, other] = [start(cooldownMs), start(cooldownMs)];
    one.observe('klDivergence', [0.4]);
    other.observe('klDivergence', [0.4]);
    expect([one.launches().length, other.launches().length]).toEqual([1, 1]);
  });
});

describe('trainer', { tags: ['m23.7'] }, () => {
  it('is asked for different work: to continue from a base, or to build anew', () => {
    const asked = (metric: string, value: number): string[] => {
      const monitor = start();
      monitor.observe(metric, [value]);
      return monitor.launches().map(({ kind }) => kind);
    };
    expect(asked('klDivergence', 0.5)).toEqual(['soft']);
    expect(asked('pValue', 0.01)).toEqual(['full']);
  });
});
