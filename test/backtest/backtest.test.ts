import { describe, expect, it } from 'vitest';
import { backtest, type Backtest } from '../../src/backtest/backtest.ts';
import { HistoryBuilder, sortedByTime, type History } from '../../src/backtest/history.ts';
import { historyOf, levels } from './histories.ts';
import {
  accuracyBelow,
  configOf,
  dayMs,
  holdsOf,
  hourMs,
  metricOf,
  minuteMs,
  noon,
  policyOf,
} from '../support/policies.ts';
import type { Policy } from '../../src/core/state/policy.ts';
import type { RetrainRule } from '../../src/backtest/simulation.ts';

function run(policy: Policy, history: History, rule: Partial<RetrainRule> = {}, cost?: number): Backtest {
  const retrains: RetrainRule = { takesMs: hourMs, outcome: 'promoted', ...rule };
  return backtest({ config: configOf(), policy, history, retrains, ...(cost === undefined ? {} : { cost }) });
}

describe('backtest', () => {
  it('launches at the observation that crosses the limit, with the words and the evidence of production', () => {
    const { retrains, ledger } = run(policyOf([accuracyBelow(0.9)]), historyOf('accuracy', [0.95, 0.95, 0.8, 0.95]));
    expect(retrains).toHaveLength(1);
    expect(retrains[0]).toMatchObject({
      generation: 1,
      at: noon + 2 * minuteMs,
      kind: 'soft',
      codes: ['drift'],
      reasons: [{ text: 'accuracy 0.8000 below threshold 0.9000' }],
      evidence: [{ statistic: 0.8, limit: 0.9, n: 1 }],
      held: [],
      status: null,
    });
    expect(ledger.map(({ decision }) => decision)).toEqual(['launched']);
  });

  it('tells what was held back, why and until when, and launches when the hold ends', () => {
    const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: 3 * hourMs }) });
    const values = [0.8, ...Array<number>(119).fill(0.95), ...Array<number>(200).fill(0.8)];
    const { retrains } = run(policy, historyOf('accuracy', values));
    expect(retrains.map(({ at }) => at - noon)).toEqual([0, 3 * hourMs]);
    expect(retrains[1]?.held).toEqual([{ at: noon + 2 * hourMs, by: [{ by: 'cooldown', until: noon + 3 * hourMs }] }]);
    expect(retrains[0]).toMatchObject({ status: 'promoted', finishedAt: noon + hourMs });
  });

  it('ends retrains by the stated rule: rejected ones open the circuit breaker after three', () => {
    const values = Array<number>(3_000).fill(0.8);
    const { retrains, end } = run(policyOf([accuracyBelow(0.9)]), historyOf('accuracy', values), {
      outcome: 'rejected',
    });
    expect(retrains.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(end.holds).toContainEqual({ by: 'circuit-breaker', until: null });
  });

  it('goes on by a schedule whose candidates are no better, as in production', () => {
    const schedules = [{ id: 'daily', everyMs: dayMs, severity: 'soft' as const }];
    const values = Array<number>(24 * 6).fill(0.95);
    const { retrains } = run(policyOf([accuracyBelow(0.9)], { schedules }), historyOf('accuracy', values, hourMs), {
      outcome: 'rejected',
    });
    expect(retrains.map(({ kind, status }) => `${kind}: ${status}`)).toEqual(Array<string>(5).fill('soft: rejected'));
  });

  it('adds up what the retrains cost', () => {
    const values = [0.8, ...Array<number>(200).fill(0.95), 0.8, ...Array<number>(200).fill(0.95)];
    const { cost } = run(policyOf([accuracyBelow(0.9)]), historyOf('accuracy', values), {}, 120);
    expect(cost).toEqual({ retrains: 2, soft: 2, full: 0, trainingMs: 2 * hourMs, total: 240 });
  });

  it('keeps every entry of the ledger, however long the history is', () => {
    const values = Array.from({ length: 1_000 }, (_, i) => (i % 2 === 0 ? 0.8 : 0.95));
    const { ledger, retrains } = run(
      policyOf([accuracyBelow(0.9)], { ledgerSize: 10 }),
      historyOf('accuracy', values, hourMs),
      {
        takesMs: minuteMs,
      }
    );
    expect(retrains).toHaveLength(500);
    expect(ledger.filter(({ decision }) => decision === 'launched')).toHaveLength(500);
    expect(ledger.every(({ evidence, decision }) => decision !== 'launched' || evidence.length === 1)).toBe(true);
  });

  it('starts detectors over where the history goes over to a newer version, and fences the old one', () => {
    const builder = new HistoryBuilder();
    const [old, young] = [builder.streamOf('accuracy', '', '1.0.0'), builder.streamOf('accuracy', '', '1.1.0')];
    for (let i = 0; i < 10; i++) builder.add(old, noon + i * minuteMs, 0.95);
    builder.add(young, noon + 10 * minuteMs, 0.95);
    builder.add(old, noon + 11 * minuteMs, 0.5);
    const { promotions, counts, retrains } = run(policyOf([accuracyBelow(0.9)]), builder.build());
    expect(promotions).toEqual([{ at: noon + 10 * minuteMs, version: '1.1.0' }]);
    expect(counts.fenced).toBe(1);
    expect(retrains).toEqual([]);
  });

  it.each([
    ['that has ended', 200, { outcome: 'rejected' } as const, 'rejected'],
    ['under way', 30, {}, 'promoted'],
  ])('leaves a retrain %s as it is where the history goes over to a newer version', (_, minutes, rule, status) => {
    const builder = new HistoryBuilder();
    const [old, young] = [builder.streamOf('accuracy', '', '1.0.0'), builder.streamOf('accuracy', '', '1.1.0')];
    builder.add(old, noon, 0.8);
    builder.add(old, noon + minuteMs, 0.95);
    builder.add(young, noon + minutes * minuteMs, 0.95);
    builder.add(young, noon + 300 * minuteMs, 0.95);
    const { promotions, retrains, cost } = run(policyOf([accuracyBelow(0.9)]), builder.build(), rule);
    expect(promotions).toHaveLength(1);
    expect(retrains).toMatchObject([{ at: noon, finishedAt: noon + hourMs, status }]);
    expect(cost.trainingMs).toBe(hourMs);
  });

  it('counts what is no measurement and what comes late, as a monitor does', () => {
    const builder = new HistoryBuilder();
    const place = builder.streamOf('accuracy');
    for (const [minute, x] of [
      [0, 0.95],
      [1, Number.NaN],
      [1, 1e308],
      [2, -1e308],
      [3, 0.95],
      [3, 0.96],
      [1, 0.97],
    ] as const)
      builder.add(place, noon + minute * minuteMs, x);
    const { counts } = run(policyOf([accuracyBelow(0.9)]), builder.build());
    expect(counts).toMatchObject({ observations: 4, invalid: 3, outOfOrder: 1 });
  });

  it.each([
    ['one point', [0.93]],
    ['a constant', Array<number>(500).fill(0.93)],
  ])('has nothing to say on %s', (_, values) => {
    const { retrains, ledger, end } = run(policyOf([accuracyBelow(0.9)]), historyOf('accuracy', values));
    expect({ retrains, ledger }).toEqual({ retrains: [], ledger: [] });
    expect(end.summary).toBe('Nothing asks for a retrain');
  });

  it('names the metrics that the history lacks', () => {
    const policy = policyOf([accuracyBelow(0.9), metricOf('f1')]);
    expect(run(policy, historyOf('accuracy', [0.93])).missing).toEqual(['f1']);
  });

  it('thins out long streams for the plots without losing their extremes', () => {
    const values = levels(3, 0.01, [0.93, 20_000]);
    values[12_345] = 0.2;
    const { traces } = run(policyOf([accuracyBelow(0.1)]), historyOf('accuracy', values));
    expect(traces).toHaveLength(1);
    expect(traces[0]!.at.length).toBeLessThanOrEqual(1_501);
    expect(Math.min(...(traces[0]!.min as number[]))).toBe(0.2);
    expect(traces[0]!.detectors[0]).toMatchObject({ id: 'limit' });
    expect(traces[0]!.at.at(-1)).toBe(noon + 19_999 * minuteMs);
  });
});

describe('sortedByTime', () => {
  it('orders by time, keeps the order within one time, and joins what was measured together', () => {
    const builder = new HistoryBuilder();
    const [a, b] = [builder.streamOf('a'), builder.streamOf('b')];
    builder.add(a, noon, 1);
    builder.add(a, noon + dayMs, 2);
    builder.add(b, noon, 3);
    builder.add(b, noon + dayMs, 4);
    expect(builder.build().backward).toBe(2 - 1);
    const sorted = sortedByTime(builder.build());
    expect([...sorted.value]).toEqual([1, 3, 2, 4]);
    expect([...sorted.arrivals]).toEqual([noon, noon + dayMs]);
    expect(sorted.backward).toBe(0);
  });
});
