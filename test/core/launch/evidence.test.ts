import { describe, expect, it } from 'vitest';
import { configured } from '../../contracts/detector.ts';
import { createRng } from '../../../src/stats/rng.ts';
import { levelShift } from '../../../src/detectors/level-shift.ts';
import { normals } from '../../../bench/detectors/draws.ts';
import type { Detector } from '../../../src/detectors/detector.ts';
import type { JsonObject } from '../../../src/terms/json.ts';
import {
  accuracyBelow,
  detectorFor,
  holdsOf,
  hourMs,
  metricOf,
  minuteMs,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { reasonOf } from '../../../src/core/launch/raise.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Evidence } from '../../../src/core/state/decision.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { Place } from '../../../src/core/state/series.ts';

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

  it('of a spread that grows is the spread, and its sentence says so', () => {
    const metric = metricOf('loss', {
      detectors: [
        detectorFor('level-shift', configured(levelShift as unknown as Detector, { mode: 'both' }) as JsonObject),
      ],
    });
    const monitor = new TestMonitor(stateOf(policyOf([metric])));
    const noise = normals(createRng(4, 71), 1_000, 0, 1);
    monitor.observe(
      'loss',
      noise.map((x, t) => 1 + (t < 800 ? 0.1 : 0.5) * x)
    );
    const [{ reasons, evidence } = { reasons: [], evidence: [] }] = monitor.state.ledger;
    expect(reasons[0]?.text).toMatch(
      /^loss varies more, found by level-shift: [\d.]+ times the usual variance, above limit 4/
    );
    expect(evidence[0]).toMatchObject({ detector: 'level-shift', limit: 4 });
    expect(evidence[0]!.statistic).toBeGreaterThan(4);
  });

  it('that is told once the statistic is back says what it is now, and not that it is beyond its limit', () => {
    const place = {
      metric: metricOf('loss'),
      series: { segment: '', last: 1 },
      slot: { state: {} },
      policy: detectorFor('page-hinkley', {}),
      detector: { name: 'page-hinkley', read: () => ({ statistic: 1.3, limit: 4.7, fires: 'above', n: 9 }) },
    } as unknown as Place;
    const told = (edition: number): string => reasonOf(place, noon, { edition }).text;
    expect(told(2)).toBe('loss changed, found by page-hinkley: statistic now 1.3000, limit 4.7000');
    expect(told(1)).toBe('loss changed, found by page-hinkley: statistic 1.3000 above limit 4.7000');
  });

  describe('says from when to when its values are', () => {
    /** Values at minutes after noon, one batch each. */
    function windowOf(metric: MetricPolicy, minutes: readonly [at: number, v: number][], changes = {}): unknown {
      const monitor = new TestMonitor(stateOf(policyOf([metric]), changes));
      monitor.now += hourMs;
      for (const [minute, v] of minutes)
        monitor.send([{ metric: 'accuracy', t0: noon + minute * minuteMs, dt: 0, v: [v] }]);
      expect(monitor.state.ledger).toMatchObject([{ decision: 'launched' }]);
      const [{ windowFrom, windowTo, n }] = monitor.state.ledger[0]!.evidence as [Evidence];
      return [(windowFrom! - noon) / minuteMs, (windowTo! - noon) / minuteMs, n];
    }
    const average = metricOf('accuracy', {
      detectors: [detectorFor('ewma-limit', { alpha: 0.2, below: 0.8, minSamples: 1 })],
    });
    const disordered = [5, 2, 9, 4].map((minute): [number, number] => [minute, 0.9]);

    it('also of those that came out of order: from the earliest to the latest', () => {
      const fall: [number, number][] = [[7, 0]];
      expect(windowOf(average, [...disordered, ...fall])).toEqual([2, 9, 5]);
      const slow = { ...average, exclude: { spans: [], weekly: [] } };
      expect(windowOf(slow, [...disordered, ...fall])).toEqual([2, 9, 5]);
    });

    it('of one alone its own time, whatever came before it', () => {
      expect(windowOf(accuracyBelow(0.7), [...disordered, [10, 0.5]])).toEqual([10, 10, 1]);
      expect(windowOf(accuracyBelow(0.7), [...disordered, [7, 0.5]])).toEqual([7, 7, 1]);
    });

    it('as before in runs that go on: from the first that came', () => {
      expect(windowOf(average, [...disordered, [7, 0]], { edition: 1 })).toEqual([5, 9, 5]);
      expect(windowOf(accuracyBelow(0.7), [...disordered, [7, 0.5]], { edition: 1 })).toEqual([5, 9, 1]);
    });
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
