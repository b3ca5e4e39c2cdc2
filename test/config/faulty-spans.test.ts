import { expect, it } from 'vitest';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import type { ConfigurationError } from '../../src/terms/errors.ts';

const turned = { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' };
const noClock = { from: '25:00', to: '02:00' };
const metrics = { accuracy: { below: 0.9 } };

function fieldsOf(monitor: object): string[] {
  try {
    parseMonitor({ model: 'shop:ranker', metrics, ...monitor });
  } catch (error) {
    return (error as ConfigurationError).issues.map(({ field }) => field).toSorted();
  }
  return [];
}

it.each([
  [{ exclude: { spans: [turned], weekly: [noClock] } }, ['exclude.spans[0].to', 'exclude.weekly[0].from']],
  [
    { exclude: { spans: [{ from: 'x', to: 'y' }, turned] } },
    ['exclude.spans[0].from', 'exclude.spans[0].to', 'exclude.spans[1].to'],
  ],
  [{ freezes: [{ from: 'x', to: '2026-03-01' }, turned] }, ['freezes[0].from', 'freezes[1].to']],
  [{ quietHours: [noClock, { from: '02:00', to: '02:00' }] }, ['quietHours[0].from', 'quietHours[1].to']],
  [
    { metrics: { accuracy: { below: 0.9, exclude: { spans: [turned], weekly: [noClock] } } } },
    ['metrics.accuracy.exclude.spans[0].to', 'metrics.accuracy.exclude.weekly[0].from'],
  ],
])('a span of wrong form hides no other that is wrong: %j', (monitor, fields) => {
  expect(fieldsOf(monitor)).toEqual(fields);
});
