import { expect, it } from 'vitest';
import { adviceOn } from '../../src/config/advice.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

const adviceFor = (metrics: object): string[] =>
  adviceOn(parseMonitor({ model: 'shop:ranker', metrics, retrain: { trainer: { name: 'ours' } } })).filter(
    (line) => !line.startsWith('The gate')
  );

it.each([
  [
    { accuracy: { below: 0 } },
    '`accuracy` is never below 0, so that its `limit` with `below: 0` never fires; set it above 0',
  ],
  [
    { f1: { below: -0.1 } },
    '`f1` is never below 0, so that its `limit` with `below: -0.1` never fires; set it above 0',
  ],
  [
    { errorRate: { above: 1 } },
    '`errorRate` is never above 1, so that its `limit` with `above: 1` never fires; set it below 1',
  ],
  [
    { latencyMs: { above: -3 } },
    '`latencyMs` is never below 0, so that its `limit` with `above: -3` fires at every value; set it to at least 0',
  ],
  [
    { errorRate: { detectors: [{ type: 'ewma-limit', id: 'slow', above: -0.5 }] } },
    '`errorRate` is never below 0, so that its `slow` with `above: -0.5` fires at every value; set it to at least 0',
  ],
])('a limit that decides nothing is told: %j', (metrics, advice) => {
  expect(adviceFor(metrics)).toEqual([advice]);
});

it.each([
  { accuracy: { below: 0.01 }, errorRate: { above: 0 }, rmse: { above: 0 } },
  { mapChange: { below: -0.05 }, driftScore: { above: -3 } },
  { lift: { direction: 'higher-is-better', below: -1 }, bias: { direction: 'two-sided', below: -1, above: 1 } },
  // A residual may be negative.
  { accuracy: { seasonality: 'hour-of-day', detectors: [{ type: 'limit', below: -0.1, seasonal: true }] } },
])('one that can fire, and need not, is not: %j', (metrics) => {
  expect(adviceFor(metrics)).toEqual([]);
});

it('a metric that nothing watches is told, unless its silence is', () => {
  expect(adviceFor({ accuracy: { detectors: [] }, f1: { below: 0.8 } })).toEqual([
    'Nothing watches `accuracy`, as its `detectors` are an empty list: its values are only shown and compared; name a detector, or leave `detectors` out for `level-shift`',
  ]);
  expect(adviceFor({ accuracy: { detectors: [], noDataAfter: '1h' } })).toEqual([]);
});
