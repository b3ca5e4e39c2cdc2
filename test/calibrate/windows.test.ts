import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate, type Calibration } from '../../src/calibrate/calibrate.ts';
import { createRng } from '../../src/stats/rng.ts';
import { dayMs, hourMs, minuteMs, noon } from '../support/policies.ts';
import { delaysOf } from '../../src/calibrate/delays.ts';
import { finish } from '../../src/backtest/steps.ts';
import { HistoryBuilder, type History } from '../../src/backtest/history.ts';
import { monitorOf } from './calibrated.ts';
import { sourcesOf, type Range } from '../../src/calibrate/sources-of.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';
import type { Monitor } from '../../src/config/parse-monitor.ts';
import type { Resampler } from '../../src/calibrate/noise/resampler.ts';

const perHour = 12;
const start = noon - (noon % hourMs);

/** 90 days of rows of five minutes, with a wave of a day, or the means of their hours. */
function historyOf(of: 'rows' | 'hours', changed: (rows: number[]) => number[] = (rows) => rows): History {
  const rng = createRng(5);
  const rows = changed(
    Array.from({ length: 90 * 24 * perHour }, (_, i) => 20 + 3 * Math.sin((2 * Math.PI * i) / 288) + rng.normal())
  );
  const builder = new HistoryBuilder();
  const place = builder.streamOf('mae');
  if (of === 'rows') rows.forEach((x, i) => builder.add(place, start + i * 5 * minuteMs, x));
  else
    for (let i = 0; i < rows.length; i += perHour) {
      const mean = rows.slice(i, i + perHour).reduce((sum, x) => sum + x / perHour, 0);
      builder.add(place, start + (i / perHour) * hourMs, mean);
    }
  return builder.build();
}

const common: NonNullable<MonitorFile['metrics']>[string] = {
  direction: 'lower-is-better',
  seasonality: 'hour-of-day',
  detectors: ['z-cusum'],
};
const onHours = monitorOf({ metrics: { mae: common } });
const onRows = monitorOf({ metrics: { mae: { ...common, aggregate: '1h' } } });
const late = monitorOf({ metrics: { mae: { ...common, aggregate: '1h', allowedLateness: '30m' } } });

function rowSources({ policy }: Monitor): Resampler[] {
  return sourcesOf(historyOf('rows'), policy, []).sources;
}

function calibration({ config, policy }: Monitor, history: History): Calibration {
  const { sources } = sourcesOf(history, policy, []);
  const world = { config, sources, from: start, takesMs: hourMs, seed: 1 };
  return calibrate({ ...world, policy, falseRetrains: 1, perMs: 10 * dayMs, events: 60 });
}

describe('calibrate on a metric with `aggregate`', () => {
  let rows: Calibration;
  let hours: Calibration;
  beforeAll(() => {
    rows = calibration(onRows, historyOf('rows'));
    hours = calibration(onHours, historyOf('hours'));
  });

  it('finds the limits, rates and delays that the means of its windows have', () => {
    const h = ({ changes }: Calibration): number => changes[0]!.after['h'] as number;
    expect(h(rows) / h(hours)).toBeCloseTo(1, 1);
    for (const part of ['rate', 'low', 'high', 'ms'] as const)
      expect(rows.achieved[part] / hours.achieved[part]).toBeCloseTo(1, 1);
    expect([rows.isKept, rows.isAtEnd, rows.blind]).toEqual([hours.isKept, hours.isAtEnd, hours.blind]);
    expect(rows.delays.map(({ observations }) => observations)).toEqual(
      hours.delays.map(({ observations }) => observations)
    );
    expect(rows.delays[2]).toMatchObject({ found: 1, streams: hours.delays[2]!.streams });
    expect(rows.delays[2]!.ms).toBe(rows.delays[2]!.observations! * hourMs);
  });

  it('leaves the windows in the policy', () => {
    expect(rows.policy.metrics[0]!.aggregate).toEqual({ everyMs: hourMs, allowedMs: 0 });
  });

  it('counts from where the season is learned', () => {
    expect(rows.achieved.learningMs).toBe(2 * dayMs);
  });

  it('says how long a window waits for what is late', () => {
    const world = { config: late.config, sources: rowSources(late), from: start, takesMs: hourMs, seed: 1 };
    const [inTime, waiting] = [onRows, late].map(({ policy }) => finish(delaysOf(world, policy))[2]!);
    expect(inTime!.observations).toBeGreaterThan(0);
    expect(waiting).toEqual({ ...inTime, ms: inTime!.ms! + 30 * minuteMs });
  });

  it('takes windows for its values, and none that a drift reaches into', () => {
    const all = rowSources(onRows)[0]!;
    expect(all).toMatchObject({ observations: 90 * 24, stepMs: hourMs, periods: ['day'], rows: { n: perHour } });
    const drift: Range = { from: start + 10.5 * hourMs, to: start + 12.5 * hourMs };
    expect(sourcesOf(historyOf('rows'), onRows.policy, [drift]).sources[0]!.observations).toBe(90 * 24 - 3);
  });

  it('says of windows what to do where there are too few, or their rows are too uneven', () => {
    const few = historyOf('rows', (all) => all.slice(0, 199 * perHour));
    expect(() => sourcesOf(few, onRows.policy, [])).toThrow('at least 200 windows of 1h of `mae` without drift');
    const uneven = historyOf('rows', (all) => all.map((x, i) => (i % (10 * perHour) > 2 * perHour ? x : Number.NaN)));
    expect(sourcesOf(uneven, onRows.policy, []).sources[0]!.rows).toMatchObject({ n: perHour });
    const sparse = historyOf('rows', (all) => all.map((x, i) => (i % 120 < 60 || i % 12 < 2 ? x : Number.NaN)));
    expect(() => sourcesOf(sparse, onRows.policy, [])).toThrow(/aggregate over more than 1h, such as whole days, so/);
  });
});
