import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { configOf, dayMs, detectorFor, holdsOf, hourMs, metricOf, minuteMs, policyOf } from '../support/policies.ts';
import { createStyle } from '../../src/cli/terminal/style.ts';
import { formatComparison } from '../../src/cli/print/study/comparison.ts';
import { historyOf, levels } from './histories.ts';
import { incidentsOf } from '../../src/backtest/incidents.ts';
import type { BacktestRetrain } from '../../src/backtest/retrains.ts';
import type { Backtest } from '../../src/backtest/backtest.ts';

/** 40 values of a drift, with a cool-down of an hour; 20 calm days, and it comes again. */
function drifted(stepMs: number, takesMs: number): Backtest {
  const calm = Math.ceil((20 * dayMs) / stepMs);
  return backtest({
    config: configOf(),
    policy: policyOf([metricOf('accuracy', { detectors: [detectorFor('limit', { below: 0.9 })] })], {
      holds: holdsOf({ cooldownMs: hourMs }),
    }),
    history: historyOf('accuracy', levels(3, 0.001, [0.95, 20], [0.8, 40], [0.95, calm], [0.8, 40]), stepMs),
    retrains: { takesMs, outcome: 'promoted' },
  });
}

describe('retrains of one drift are one incident', () => {
  it.each([
    ['daily values', dayMs, hourMs],
    ['6-hourly values', 6 * hourMs, hourMs],
    ['hourly values and retrains of 6 hours', hourMs, 6 * hourMs],
    ['minutely values and retrains of an hour', minuteMs, hourMs],
  ])('with %s, and another drift is another', (_, stepMs, takesMs) => {
    const { retrains, incidents } = drifted(stepMs, takesMs);
    expect(retrains.length).toBeGreaterThan(1);
    expect(incidents).toHaveLength(2);
    expect(incidents.reduce((sum, one) => sum + one.retrains, 0)).toBe(retrains.length);
  });

  it.each([
    [2.9, 1],
    [3.1, 2],
    [4.4, 2],
  ])('within three times the cool-down: after %d of them there are %d', (cooldowns, count) => {
    const retrain = (generation: number, at: number): BacktestRetrain =>
      ({
        generation,
        at,
        finishedAt: at + minuteMs,
        reasons: [{ type: 'concept-drift', metric: 'accuracy' }],
      }) as unknown as BacktestRetrain;
    const history = historyOf('accuracy', [1, 1, 1]);
    const retrains = [retrain(1, 0), retrain(2, cooldowns * 2 * hourMs)];
    expect(incidentsOf(retrains, { cooldownMs: 2 * hourMs, takesMs: hourMs, history })).toHaveLength(count);
  });

  it('in a comparison too, which names those of each policy', () => {
    const result = drifted(6 * hourMs, hourMs);
    const noted = { ...result, findings: ['accuracy looks odd'] };
    const text = formatComparison(['a.yaml', 'b.yaml'], [result, noted], {
      style: createStyle(false),
      width: 400,
      shown: 3,
    });
    const last = text.split('\n').slice(-5);
    expect(last).toEqual([
      expect.stringMatching(/^a\.yaml: 80 retrains /),
      expect.stringMatching(/^ {2}In 2 incidents: 40 for accuracy, from .* \(#1 to #40\); 40 for accuracy/),
      expect.stringMatching(/^b\.yaml: 80 retrains /),
      expect.stringMatching(/^ {2}In 2 incidents: 40 for accuracy/),
      '  Note: accuracy looks odd.',
    ]);
  });
});
