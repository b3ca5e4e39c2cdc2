import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { HistoryBuilder, type History } from '../../src/backtest/history.ts';
import { playHistory } from '../../src/backtest/play-history.ts';
import { Simulation, type RetrainRule } from '../../src/backtest/simulation.ts';
import { configOf, detectorFor, hourMs, holdsOf, metricOf, minuteMs, noon, policyOf } from '../support/policies.ts';
import type { MetricPolicy, Policy } from '../../src/core/state/policy.ts';
import type { Rows } from '../../src/terms/rows.ts';

/** Irregular times, segments, versions, values that are none, and drifts that come and go. */
function randomHistory(seed: number, hasRows = false): History {
  const rng = createRng(seed);
  const builder = new HistoryBuilder();
  const places = [
    builder.streamOf('accuracy'),
    builder.streamOf('accuracy', 'north'),
    builder.streamOf('latencyMs'),
    builder.streamOf('accuracy', '', '1.0.1'),
  ];
  let at = noon;
  for (let i = 0; i < 1_500; i++) {
    at += Math.round(rng.uniform() < 0.01 ? 5 * hourMs * rng.uniform() : 2 * minuteMs * rng.uniform());
    const bad = Math.floor(i / 300) % 2 === 1 ? 0.04 : 0;
    const isLate = rng.uniform() < 0.02;
    const place = places[rng.int(0, i < 900 ? 2 : 3)]!;
    const x =
      rng.uniform() < 0.005
        ? Number.NaN
        : place === 2
          ? 100 + 500 * bad + rng.normal()
          : 0.93 - bad + 0.01 * rng.normal();
    const n = rng.int(1, 60);
    builder.add(place, isLate ? at - minuteMs : at, x, hasRows && n > 3 ? { n } : undefined);
  }
  return builder.build();
}

const accuracy = metricOf('accuracy', {
  detectors: [
    detectorFor('z-page-hinkley', { ...zPageHinkley() }),
    detectorFor('ewma-limit', { alpha: 0.2, below: 0.905 }, { severity: 'full' }),
  ],
});
const latency = metricOf('latencyMs', {
  direction: 'lower-is-better',
  detectors: [detectorFor('limit', { above: 119 })],
  noDataAfterMs: hourMs,
});
const quiet = { from: 22 * 60, to: 23 * 60, days: [], timeZone: 'UTC' };

const policies: Record<string, Policy> = {
  'no holds': policyOf([accuracy]),
  'a cool-down and a schedule': policyOf([accuracy], {
    holds: holdsOf({ cooldownMs: 3 * hourMs }),
    schedules: [{ id: 'often', everyMs: 7 * hourMs, severity: 'soft' }],
  }),
  'quiet hours and a budget': policyOf([accuracy], {
    holds: holdsOf({ quietHours: [quiet], budget: { max: 1, perMs: 12 * hourMs } }),
  }),
  'silence that is judged': policyOf([accuracy, latency], { holds: holdsOf({ cooldownMs: hourMs }) }),
  'a season and times that are excluded': policyOf([
    {
      ...accuracy,
      season: { by: 'hour-of-day', timeZone: 'UTC' },
      exclude: { spans: [{ from: noon + 4 * hourMs, to: noon + 5 * hourMs, note: 'repair' }], weekly: [quiet] },
    },
  ]),
  'windows of event time': policyOf([
    { ...accuracy, aggregate: { everyMs: hourMs / 4, allowedMs: hourMs / 2 } },
    { ...latency, aggregate: { everyMs: hourMs / 2, allowedMs: 0 } },
  ]),
  'late labels, and silence': policyOf([
    { ...accuracy, lateness: { allowedMs: hourMs, buffer: 100 } },
    { ...latency, lateness: { allowedMs: 2 * hourMs, buffer: 30 } },
  ]),
  'a late buffer that overflows': policyOf([{ ...accuracy, lateness: { allowedMs: 4 * hourMs, buffer: 12 } }, latency]),
  'a rule': policyOf([accuracy, latency], {
    rules: [
      {
        id: 'both',
        atLeast: 2,
        of: [
          { metric: 'accuracy', level: 'drift' },
          { metric: 'latencyMs', level: 'drift' },
        ],
        severity: 'full',
      },
    ],
  }),
};

function zPageHinkley(): Record<string, number | string> {
  return {
    minInstances: 1,
    delta: 0.5,
    threshold: 20,
    alpha: 1,
    mode: 'both',
    burnIn: 30,
    ddof: 1,
    autocorrelation: 'whiten',
    clip: 6,
  };
}

function play(policy: Policy, history: History, retrains: RetrainRule, every: number): Simulation {
  const simulation = new Simulation({ config: configOf(), policy, start: { at: noon, champion: '1.0.0' }, retrains });
  for (const taken of playHistory(simulation, history, every)) expect(taken).toBeLessThanOrEqual(history.size);
  return simulation;
}

describe('playHistory', () => {
  it.each([
    ...Object.keys(policies).map((name) => [name, false] as const),
    ['no holds', true] as const,
    ['a season and times that are excluded', true] as const,
  ])(
    'decides the same whether batches are taken one by one or many at a time, with %s, with rows: %s',
    (name, hasRows) => {
      let launches = 0;
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 1_000_000 }),
          fc.constantFrom('promoted', 'rejected', 'failed'),
          (seed, outcome) => {
            const history = randomHistory(seed, hasRows);
            const retrains: RetrainRule = { takesMs: 30 * minuteMs, outcome };
            const joined = play(policies[name]!, history, retrains, history.size);
            const single = play(policies[name]!, history, retrains, 1);
            expect(joined.entries).toEqual(single.entries);
            expect(joined.promotions).toEqual(single.promotions);
            expect(joined.now).toBe(single.now);
            const { evaluations, none: _none, batches: _batches, ...counts } = joined.state.counts;
            expect(single.state.counts).toMatchObject(counts);
            expect(evaluations).toBeLessThan(single.state.counts.evaluations);
            launches += joined.entries.filter(({ decision }) => decision === 'launched').length;
          }
        ),
        { numRuns: 8, seed: 7 }
      );
      // Else nothing was compared.
      expect(launches).toBeGreaterThan(5);
    }
  );

  it.each([
    ['rows', { n: 1_000_000 }, undefined],
    ['a season', undefined, { by: 'hour-of-day', timeZone: 'UTC' } as const],
  ])('steps about as often through values with %s as through those without', (_, rows, season) => {
    const detectors = [detectorFor('limit', { below: 0.9105 })];
    const stepsOf = (metric: Partial<MetricPolicy>, of?: Rows): number => {
      const builder = new HistoryBuilder();
      const place = builder.streamOf('accuracy');
      const rng = createRng(5);
      for (let i = 0; i < 20_000; i++) builder.add(place, noon + i * minuteMs, 0.93 + 0.01 * rng.normal(), of);
      const simulation = play(
        policyOf([metricOf('accuracy', { detectors, ...metric })]),
        builder.build(),
        { takesMs: minuteMs, outcome: 'promoted' },
        20_000
      );
      expect(simulation.entries.length).toBeGreaterThan(200);
      return simulation.state.counts.batches;
    };
    expect(stepsOf(season ? { season } : {}, rows) / stepsOf({})).toBeLessThan(1.5);
  });

  it('takes a batch that is larger than any signal', () => {
    const builder = new HistoryBuilder();
    const place = builder.streamOf('accuracy');
    for (let i = 0; i < 45_000; i++) builder.add(place, noon, 0.93);
    const { state } = play(policies['no holds']!, builder.build(), { takesMs: 1, outcome: 'failed' }, 50_000);
    expect(state.counts).toMatchObject({ observations: 45_000, batches: 3, refusedBatches: 0 });
  });
});
