import type { LiveTrial } from '../../../src/core/state/live-trial-state.ts';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { compareLive, newLiveMetric, observeLive } from '../../../src/core/live-trial/live-trial.ts';
import { metricOf, noon } from '../../support/policies.ts';
import type { LiveSpec } from '../../../src/core/state/retrain.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';

const spec: LiveSpec = { samples: 100, timeoutMs: 1, significance: 0.05, maxLoss: 0, metrics: null };
const policies = [metricOf('accuracy'), metricOf('latencyMs', { direction: 'lower-is-better' })];

function trial(names = ['accuracy']): LiveTrial {
  const metrics = Object.fromEntries(names.map((name) => [name, newLiveMetric()]));
  return {
    generation: 1,
    version: '1.1.0',
    against: '1.0.0',
    since: noon,
    until: noon,
    sinceEvent: null,
    spec,
    metrics,
    decided: false,
  };
}

/** Baseline of 50 values, then the candidate's by batches of 10: how it ends, and after how many. */
function run(shift: number, seed: number, names = ['accuracy'], of: MetricPolicy[] = policies): [string, number] {
  const rng = createRng(seed);
  const one = trial(names);
  const values = (n: number, mean: number): number[] => Array.from({ length: n }, () => mean + 0.05 * rng.normal());
  for (const name of names) observeLive(one.metrics[name]!, 'baseline', values(50, 0.9));
  for (let n = 10; ; n += 10) {
    for (const name of names) observeLive(one.metrics[name]!, 'candidate', values(10, 0.9 + shift));
    const { verdict } = compareLive(one, of, { edition: 3 });
    if (verdict !== 'open') return [verdict, n];
  }
}

const share = (verdict: string, shift: number, names?: string[]): number => {
  const runs = 400;
  return (
    Array.from({ length: runs }, (_, seed) => run(shift, seed, names)[0]).filter((v) => v === verdict).length / runs
  );
};

describe('compareLive', () => {
  it('condemns a version that is no worse at most at the level, over all looks and metrics', () => {
    expect(share('worse', 0)).toBeLessThanOrEqual(0.05);
    expect(share('worse', 0, ['accuracy', 'latencyMs'])).toBeLessThanOrEqual(0.05);
  });

  it('finds a version that is one standard deviation worse nearly always', () => {
    expect(share('worse', -0.05)).toBeGreaterThanOrEqual(0.95);
  });

  it('ends a disaster at the first look', () => {
    expect(run(-0.5, 1)).toEqual(['worse', 30]);
  });

  it('a better version is fine, whichever direction is better', () => {
    expect(run(0.5, 1)).toEqual(['fine', 100]);
    const latency = [metricOf('accuracy', { direction: 'lower-is-better' })];
    expect(run(0.5, 1, ['accuracy'], latency)[0]).toBe('worse');
    expect(run(-0.5, 1, ['accuracy'], latency)[0]).toBe('fine');
    const either = [metricOf('accuracy', { direction: 'two-sided' })];
    expect(run(0.5, 1, ['accuracy'], either)[0]).toBe('worse');
    expect(run(-0.5, 1, ['accuracy'], either)[0]).toBe('worse');
  });

  it('a loss within the tolerance is none', () => {
    const one = trial();
    observeLive(one.metrics['accuracy']!, 'baseline', Array<number>(50).fill(0.9));
    observeLive(one.metrics['accuracy']!, 'candidate', Array<number>(100).fill(0.895));
    expect(compareLive({ ...one, spec: { ...spec, maxLoss: 0.01 } }, policies, { edition: 3 }).verdict).toBe('fine');
    one.metrics['accuracy']!.looks = 0;
    expect(compareLive(one, policies, { edition: 3 }).verdict).toBe('worse');
  });

  it('says how little a matter of chance it is, as the run did whose history it is', () => {
    const findingOf = (edition: number): string => {
      const one = trial();
      observeLive(one.metrics['accuracy']!, 'baseline', Array<number>(50).fill(0.9));
      observeLive(one.metrics['accuracy']!, 'candidate', Array<number>(100).fill(0.895));
      return compareLive(one, policies, { edition }).findings.join('; ');
    };
    expect(findingOf(3)).toMatch(/, worse \(p < 0\.0001\)$/);
    expect(findingOf(2)).toMatch(/, worse \(p = < 0\.0001\)$/);
  });

  it('waits for every metric and for both sides, and says how far it is', () => {
    const one = trial(['accuracy', 'latencyMs']);
    observeLive(one.metrics['accuracy']!, 'candidate', Array<number>(100).fill(0.9));
    expect(compareLive(one, policies, { edition: 3 })).toEqual({
      verdict: 'open',
      findings: [
        'accuracy 0.9000 against nothing yet over 100 of 100 observations',
        'latency nothing yet against nothing yet over 0 of 100 observations',
      ],
    });
  });

  it('values that are no measurements are left out', () => {
    const metric = newLiveMetric();
    expect(observeLive(metric, 'candidate', [null, Number.NaN, 1e300, 'x', 1, undefined])).toBe(1);
    expect(metric.candidate).toEqual({ n: 1, mean: 1, m2: 0 });
  });
});
