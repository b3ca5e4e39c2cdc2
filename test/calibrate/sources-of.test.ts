import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { detectorFor, metricOf, minuteMs, noon, policyOf } from '../support/policies.ts';
import { HistoryBuilder, type History } from '../../src/backtest/history.ts';
import { processOf } from './processes.ts';
import { sourcesOf } from '../../src/calibrate/sources-of.ts';

const detectors = [detectorFor('z-cusum', {})];
const policy = policyOf([metricOf('accuracy', { detectors, maxSegments: 30 }), metricOf('f1', { detectors })]);

/** Streams of so many values each, one value a minute. */
function historyOf(streams: [metric: string, segment: string, count: number][]): History {
  const builder = new HistoryBuilder();
  streams.forEach(([metric, segment, count], k) => {
    const place = builder.streamOf(metric, segment);
    processOf(0)
      .draw(createRng(k), count, noon)
      .forEach((x, i) => builder.add(place, noon + i * minuteMs, x));
  });
  return builder.build();
}

/** One seasonal stream of five-minute values, its rows in the order that is given. */
function seasonal(order: (rows: { at: number; x: number }[]) => { at: number; x: number }[]): History {
  const builder = new HistoryBuilder();
  const place = builder.streamOf('accuracy');
  const values = processOf(0, 1).draw(createRng(3), 2_000, noon);
  for (const { at, x } of order([...values].map((x, i) => ({ at: noon + i * 5 * minuteMs, x }))))
    builder.add(place, at, x);
  return builder.build();
}

describe('sourcesOf', () => {
  it('takes every segment that a monitor would, and every metric, however long the others are', () => {
    const segments = Array.from({ length: 40 }, (_, k): [string, string, number] => ['accuracy', `s${k}`, 400]);
    const { sources } = sourcesOf(historyOf([...segments, ['accuracy', '', 300], ['f1', '', 250]]), policy, []);
    expect(sources.filter(({ segment }) => segment !== '').map(({ segment }) => segment)).toEqual(
      segments.slice(0, 30).map(([, segment]) => segment)
    );
    expect(sources.filter(({ segment }) => segment === '').map(({ metric }) => metric)).toEqual(['accuracy', 'f1']);
  });

  it('names what the history does not say: metrics without values, streams with few', () => {
    const { sources, missing, leftOut } = sourcesOf(
      historyOf([
        ['accuracy', 'a', 400],
        ['accuracy', 'b', 199],
      ]),
      policy,
      []
    );
    expect(sources.map(({ segment }) => segment)).toEqual(['a']);
    expect(missing).toEqual(['f1']);
    expect(leftOut).toEqual([{ metric: 'accuracy', streams: 1, of: 2 }]);
  });

  it('leaves out the spans of drift, both ends included', () => {
    const history = historyOf([['accuracy', '', 1_000]]);
    const drifts = [
      { from: noon + 100 * minuteMs, to: noon + 199 * minuteMs },
      { from: noon + 900 * minuteMs, to: noon + 2_000 * minuteMs },
    ];
    expect(sourcesOf(history, policy, drifts).sources).toMatchObject([{ observations: 800 }]);
  });

  it('finds the season of rows in any order', () => {
    const straight = sourcesOf(
      seasonal((rows) => rows),
      policy,
      []
    ).sources[0]!;
    expect(straight.periods).toEqual(['day']);
    const drawn = straight.draw(createRng(1), 500, noon);
    for (const history of [
      seasonal((rows) => rows.toReversed()),
      seasonal(([first, second, ...rest]) => [first!, ...rest, second!]),
    ]) {
      const source = sourcesOf(history, policy, []).sources[0]!;
      expect(source.periods).toEqual(['day']);
      expect(source.draw(createRng(1), 500, noon)).toEqual(drawn);
    }
  });
});
