import { expect, it } from 'vitest';
import { newestTimesOf, screenSample, versionsHeardOf } from '../../src/samples/sample-screen.ts';
import { seriesKey } from '../../src/core/state/series.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';

const words = { ignoreUnknown: '', force: '', timeUnit: '', sayUnit: String, unit: String };

it('a version that another is on probation against was heard of, and may still come', () => {
  const view = { champion: '1.9.0', probation: { version: '1.9.0', against: '2.0.0' } } as MonitorView;
  const versions = versionsHeardOf(view);
  expect(versions).toEqual(['1.9.0', '1.9.0', '2.0.0']);
  const sample = { values: { accuracy: 0.9 }, options: { version: '2.0.0' } };
  expect(screenSample(sample, { versions, words })).not.toHaveProperty('fault');
});

it('a stream that has no time which is believed says of no row that it is years before', () => {
  const now = Date.now();
  const series = [
    { metric: 'accuracy', segment: '', lastAt: now },
    { metric: 'accuracy', segment: 'eu', lastAt: now, undated: true },
  ] as MonitorView['series'];
  const newest = newestTimesOf({ series });
  expect([...newest]).toEqual([[seriesKey('accuracy', ''), now]]);
  const rowOf = (segment: string) =>
    screenSample({ values: { accuracy: 0.9 }, options: { at: Date.UTC(1990, 0, 1), segment } }, { newest, words });
  expect(rowOf('eu')).not.toHaveProperty('fault');
  expect(rowOf('')).toMatchObject({ fault: expect.stringContaining('years before the newest') as string });
});
