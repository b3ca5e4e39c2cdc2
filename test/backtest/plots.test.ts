import { describe, expect, it } from 'vitest';
import { backtest, type Backtest } from '../../src/backtest/backtest.ts';
import { backtestPage } from '../../src/backtest/report/report-page.ts';
import { historyOf, levels } from './histories.ts';
import { plotsOf } from '../../src/backtest/report/plots.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { hourMs } from '../support/policies.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

type Metrics = MonitorFile['metrics'];

function run(metrics: Metrics, values: readonly number[], metric = 'accuracy'): Backtest {
  const { config, policy } = parseMonitor({ model: 'shop:ranker', metrics, cooldown: '1h' });
  const retrains = { takesMs: hourMs / 2, outcome: 'promoted' } as const;
  return backtest({ config, policy, history: historyOf(metric, [...values]), retrains });
}

/** Five hours, a value every minute, below the limit for the last four. */
const falling = levels(3, 0.002, [0.95, 60], [0.85, 240]);
const below = (limit: number): Metrics => ({ accuracy: { below: limit } });

describe('the plots of a backtest', () => {
  it('draw limits in the plot of their metric where they are in its unit', () => {
    const [plot] = plotsOf([
      [
        'a.yaml',
        run({ accuracy: { detectors: ['limit', 'ewma-limit'].map((type) => ({ type, below: 0.9 })) } }, falling),
      ],
    ]);
    expect(plot!.limits.map(({ label }) => label)).toEqual([
      'limit of accuracy',
      'average of ewma-limit',
      'limit of ewma-limit',
    ]);
    expect(new Set(plot!.limits[0]!.values)).toEqual(new Set([0.9]));
    expect(plot!.limits[0]!.values).toHaveLength(plot!.at.length);
    expect([plot!.votes, plot!.shares]).toEqual([[], []]);
  });

  it('show votes as votes, in no unit of the metric', async () => {
    const latency = { latencyMs: { detectors: [{ type: 'z-vote' }] } } as Metrics;
    const result = run(latency, levels(5, 2, [100, 300], [140, 100]), 'latencyMs');
    const [plot] = plotsOf([['a.yaml', result]]);
    expect(plot!.votes.map(({ label }) => label)).toEqual(['votes of z-vote, 2 fire']);
    expect(plot!.votes[0]!.values.every((x) => x === null || [0, 1, 2, 3].includes(x))).toBe(true);
    expect([plot!.limits, plot!.shares]).toEqual([[], []]);
    expect(result.retrains.length).toBeGreaterThan(0);
    const page = await backtestPage([['a.yaml', result]]);
    expect(page).toMatch(/latencyMs by z-vote: [23] votes of 2 needed/);
  });

  it('show other statistics as shares of their limits, also where they fire below', () => {
    const metrics = { accuracy: { detectors: [{ type: 'kswin' }, { type: 'z-cusum' }] } } as Metrics;
    const result = run(metrics, falling);
    const [plot] = plotsOf([['a.yaml', result]]);
    expect(plot!.shares.map(({ label }) => label)).toEqual(['kswin / limit', 'z-cusum / limit']);
    const [{ at, detectors }] = result.traces as [Backtest['traces'][number]];
    const { statistic, limit, fires } = detectors[0]!;
    const i = statistic.findIndex((x) => x !== null && x > 0);
    expect({ fires, i: i >= 0 && i < at.length }).toEqual({ fires: 'below', i: true });
    expect(plot!.shares[0]!.values[i]).toBeCloseTo(Math.min(100, limit[i]! / statistic[i]!));
  });

  it('lay compared policies over each other', () => {
    const [strict, lax] = [run(below(0.9), falling), run(below(0.5), falling)];
    const plots = plotsOf([
      ['strict.yaml', strict],
      ['lax.yaml', lax],
    ]);
    expect(plots).toHaveLength(1);
    expect(plots[0]!.limits.map(({ policy, label, values }) => [policy, label, values[0]])).toEqual([
      [0, 'strict.yaml: limit of accuracy', 0.9],
      [1, 'lax.yaml: limit of accuracy', 0.5],
    ]);
    expect(plots[0]!.marks.map(({ policy, retrains }) => [policy, retrains.length > 0])).toEqual([
      [0, true],
      [1, false],
    ]);
  });

  it('have a plot of a stream that only one of two policies watches', () => {
    const plots = plotsOf([
      ['f1.yaml', run({ f1: { below: 0.9 } }, falling)],
      ['accuracy.yaml', run(below(0.9), falling)],
    ]);
    expect(
      plots.map(({ marks, limits }) => [marks.map(({ policy }) => policy), limits.map(({ policy }) => policy)])
    ).toEqual([[[1], [1]]]);
  });
});

describe('the page of a backtest', () => {
  it('has one row for the retrains of one drift, with the first reason, and a line from top to bottom for the first', async () => {
    const result = run(below(0.9), falling);
    expect(result.retrains.length).toBeGreaterThan(2);
    expect(result.incidents).toHaveLength(1);
    const page = await backtestPage([['a.yaml', result]]);
    const incidents = /<table class="cards incidents">.*?<\/table>/s.exec(page)![0];
    expect(incidents.match(/<tr>/g)).toHaveLength(2);
    expect(incidents).toContain(`${result.retrains.length} (#1 to #${result.retrains.length})`);
    expect(incidents).toContain(result.retrains[0]!.reasons[0]!.text);
    const retrains = /<table class="cards retrains">.*?<\/table>/s.exec(page)![0];
    expect(retrains.match(/<tr>/g)).toHaveLength(1 + result.retrains.length);
    const isFirst = plotsOf([['a.yaml', result]])[0]!.marks[0]!.retrains.map((one) => one.isFirst);
    expect(isFirst).toEqual(result.retrains.map((_, i) => i === 0));
  });

  it('names both policies beside their colour and dash', async () => {
    const page = await backtestPage([
      ['a<b.yaml', run(below(0.9), falling)],
      ['c.yaml', run(below(0.5), falling)],
    ]);
    expect(page).toContain('<span class="key first"></span>a&#60;b.yaml (solid)');
    expect(page).toContain('<span class="key second"></span>c.yaml (dashed)');
    expect(page).toContain('No retrain would have been launched.');
  });
});
