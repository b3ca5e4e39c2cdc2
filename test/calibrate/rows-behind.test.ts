import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/calibrate/calibrate.ts';
import { createRng, type Rng } from '../../src/stats/rng.ts';
import { falseAlarms, lifeOf } from '../../src/calibrate/false-alarms.ts';
import { finish } from '../../src/backtest/steps.ts';
import { hourMs, noon } from '../support/policies.ts';
import { HistoryBuilder, type History } from '../../src/backtest/history.ts';
import { monitorOf, stepMs } from './calibrated.ts';
import { processOf } from './processes.ts';
import { sourcesOf } from '../../src/calibrate/sources-of.ts';
import { streamsHistory } from '../../src/calibrate/streams-history.ts';
import { rowsNotes } from '../../src/calibrate/noise/rows-behind.ts';
import type { Rows } from '../../src/terms/rows.ts';
import type { Source } from '../../src/calibrate/noise/resampler.ts';

const { config, policy } = monitorOf({ metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.5 }] } } });

/** How many of so many rows are right. */
function shareOf(rng: Rng, n: number): number {
  let right = 0;
  for (let row = 0; row < n; row++) right += Number(rng.uniform() < 0.8);
  return right / n;
}

function historyOf(count: number, rowsOf: (i: number, x: number) => Rows | undefined): History {
  const builder = new HistoryBuilder();
  const place = builder.streamOf('accuracy');
  const rng = createRng(21);
  for (let i = 0; i < count; i++) {
    const x = shareOf(rng, 40);
    builder.add(place, noon + i * stepMs, x, rowsOf(i, x));
  }
  return builder.build();
}

describe('a history whose values are means of rows', () => {
  it('leads to limits whose printed rate is near the counted one, on values that say as much', () => {
    const { sources } = sourcesOf(
      historyOf(4_000, () => ({ n: 40 })),
      policy,
      []
    );
    const perMs = 100 * stepMs;
    const world = { config, from: noon, takesMs: hourMs / 2, seed: 1 };
    const budget = { falseRetrains: 1, perMs, confidence: 0.5 };
    const { achieved, policy: turned } = calibrate({ ...world, ...budget, policy, sources, events: 60 });
    const truth: Source = {
      ...processOf(0),
      rows: sources[0]!.rows!,
      draw: (rng, count) => Float64Array.from({ length: count }, () => shareOf(rng, 40)),
    };
    const fresh = { ...world, sources: [truth], seed: 99, lifeMs: lifeOf(sources, perMs) };
    const { count, ms } = finish(falseAlarms(fresh, turned, 300 * perMs, 7));
    expect(achieved.rate).toBeGreaterThan(0.2);
    expect(achieved.rate / (count / (ms / perMs))).toBeGreaterThan(0.7);
    expect(achieved.rate / (count / (ms / perMs))).toBeLessThan(1.4);
  });

  it('is drawn with the usual number of rows, and with their variance where that was sent', () => {
    const squares = (x: number): number => 40 * x * x + 0.16 * 39;
    const drawn = [
      historyOf(400, (i, x) => ({ n: 39 + (i % 3), squares: squares(x) })),
      historyOf(400, () => undefined),
    ].map((history) => streamsHistory(sourcesOf(history, policy, []).sources, noon, 10 * stepMs, () => createRng(1)));
    const [{ rows, value }, plain] = drawn as [History, History];
    expect([...rows!.n]).toEqual(Array<number>(10).fill(40));
    expect((rows!.squares[0]! - 40 * value[0]! ** 2) / 39).toBeCloseTo(0.16, 1);
    expect(plain.rows).toBeUndefined();
  });

  it('is refused where they are of very different numbers of rows', () => {
    const uneven = historyOf(400, (i) => ({ n: i % 10 === 0 ? 3 : 40 }));
    expect(() => sourcesOf(uneven, policy, [])).toThrow(
      /^Expected the values of `accuracy` to be means of about as many rows each, got `n` from 3 to 40, 40 of 400 beyond half or twice the median of 40; .*: leave `n` out, or aggregate/
    );
  });

  it('is drawn from without the few that are of far fewer or more rows, as in an hour that is not over', () => {
    const last = sourcesOf(
      historyOf(400, (i) => ({ n: i === 399 ? 3 : 40 })),
      policy,
      []
    );
    expect(last.sources[0]).toMatchObject({ observations: 399, rows: { n: 40, least: 40, most: 40 } });
    expect(rowsNotes(last.sources[0]!.rows!, 'accuracy')).toEqual([
      'leaves out 1 value of accuracy, a mean of 3 rows where 40 are usual',
    ]);
    const some = sourcesOf(
      historyOf(400, (i) => (i < 4 ? undefined : { n: i < 14 ? 3 : i < 20 ? 90 : 40 })),
      policy,
      []
    );
    expect(some.sources[0]).toMatchObject({ observations: 384 });
    expect(rowsNotes(some.sources[0]!.rows!, 'accuracy')).toEqual([
      'leaves out 16 values of accuracy, means of 3 to 90 rows where 40 are usual',
      expect.stringMatching(/^the values of accuracy have `n` 40, and 4 without it/),
    ]);
  });

  it('leaves out the same values where the newest stand first in the file', () => {
    const builder = new HistoryBuilder();
    const place = builder.streamOf('accuracy');
    const rng = createRng(21);
    const row = (i: number, x: number): void => builder.add(place, noon - i * stepMs, x, { n: i === 0 ? 3 : 40 });
    row(0, 0.1);
    for (let i = 1; i < 400; i++) row(i, shareOf(rng, 40));
    const { sources } = sourcesOf(builder.build(), policy, []);
    expect(sources[0]!.observations).toBe(399);
    expect(sources[0]!.mean).toBeCloseTo(0.8, 1);
    // The one of three rows would be ten deviations off.
    expect(sources[0]!.sd).toBeLessThan(0.07);
  });

  it('is told of where they differ a little, or some do not say it', () => {
    const noteOf = (rowsOf: (i: number) => Rows | undefined): string[] => {
      const [source] = sourcesOf(historyOf(400, rowsOf), policy, []).sources;
      return rowsNotes(source!.rows!, 'accuracy');
    };
    expect(noteOf((i) => ({ n: 30 + (i % 21) }))).toEqual([
      expect.stringMatching(/^the values of accuracy have `n` from 30 to 50: .* of 40 rows/),
    ]);
    expect(noteOf((i) => (i < 4 ? undefined : { n: 40 }))).toEqual([
      expect.stringContaining('have `n` 40, and 4 without it'),
    ]);
    expect(noteOf(() => ({ n: 40 }))).toEqual([]);
  });
});
