import { expect, test } from 'vitest';
import { diffMonitors, formatDiff } from '../../src/config/diff-monitors.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

const model = 'shop:ranker';

test('two ways to write the same monitor do not differ', () => {
  expect(diffMonitors(parseMonitor({ model, cooldown: '24h' }), parseMonitor({ model, cooldown: '1440m' }))).toEqual(
    []
  );
});

test('differences name what has an id by it, and print durations as people write them', () => {
  const before = parseMonitor({
    model,
    metrics: { accuracy: { below: 0.9, noDataAfter: '2h' }, latencyMs: { above: 200 } },
    schedules: [{ id: 'nightly', every: '24h' }],
    retrain: { trainer: { options: { epochMs: 5 } } },
  });
  const after = parseMonitor({
    model,
    tenant: 'eu',
    metrics: { accuracy: { below: 0.85, noDataAfter: '90m' }, f1: { below: 0.8 } },
    schedules: [{ id: 'nightly', every: '12h' }],
    cooldown: '1h',
    quietHours: [{ from: '22:00', to: '06:00' }],
    retrain: { trainer: { options: { epochMs: 6 } } },
  });
  expect(formatDiff(diffMonitors(before, after))).toMatchInlineSnapshot(`
    "~ tenant: null → eu
    ~ retrain.trainer.options.epochMs: 5 → 6
    ~ metrics.accuracy.noDataAfter: 2h → 1h30m
    ~ metrics.accuracy.detectors.limit.below: 0.9 → 0.85
    - metrics.latencyMs.direction: lower-is-better
    - metrics.latencyMs.drift: conceptDrift
    - metrics.latencyMs.window: 50
    - metrics.latencyMs.alpha: 0.2
    - metrics.latencyMs.maxSegments: 50
    - metrics.latencyMs.detectors.limit.type: limit
    - metrics.latencyMs.detectors.limit.severity: soft
    - metrics.latencyMs.detectors.limit.above: 200
    + metrics.f1.direction: higher-is-better
    + metrics.f1.drift: conceptDrift
    + metrics.f1.window: 50
    + metrics.f1.alpha: 0.2
    + metrics.f1.maxSegments: 50
    + metrics.f1.detectors.limit.type: limit
    + metrics.f1.detectors.limit.severity: soft
    + metrics.f1.detectors.limit.below: 0.8
    ~ schedules.nightly.every: 1d → 12h
    ~ cooldown: 1d → 1h
    ~ quietHours: [] → [{"from":"22:00","to":"06:00","timeZone":"UTC"}]"
  `);
});

test('an order that matters is a difference of the whole list', () => {
  const metrics = { learn: { direction: 'two-sided' as const } };
  const monitorWith = (values: number[]) =>
    parseMonitor({
      model,
      metrics,
      retrain: { tuning: { goal: 'maximize', space: { a: { type: 'choice', values } } }, gate: { gains: [] } },
    });
  expect(diffMonitors(monitorWith([1, 2]), monitorWith([2, 1]))).toEqual([
    {
      field: 'retrain.tuning.space.a.values',
      before: [1, 2],
      after: [2, 1],
      text: '~ retrain.tuning.space.a.values: [1,2] → [2,1]',
    },
  ]);
});

test('a part that is gone or new is told field by field, and each value whole', () => {
  const features = Array.from({ length: 30 }, (_, index) => `feature-${index}`);
  const before = parseMonitor({ model, metrics: { accuracy: { below: 0.9 } } });
  const after = parseMonitor({
    model,
    metrics: {
      accuracy: {
        detectors: [
          { type: 'limit', below: 0.9 },
          { type: 'ewma-limit', below: 0.85 },
        ],
      },
    },
    rules: [{ id: 'both', all: ['accuracy:limit', 'accuracy:ewma-limit'], severity: 'full' }],
    retrain: { trainer: { options: { features } } },
  });
  const lines = formatDiff(diffMonitors(before, after)).split('\n');
  expect(lines).toContain(`+ retrain.trainer.options.features: ${JSON.stringify(features)}`);
  expect(lines).toContain('+ metrics.accuracy.detectors.ewma-limit.below: 0.85');
  expect(lines).toContain('+ rules.both.all: ["accuracy:limit","accuracy:ewma-limit"]');
  expect(lines.filter((line) => line.includes('…') || /\.(?:id|name): /.test(line))).toEqual([]);
  const gone = formatDiff(diffMonitors(after, before)).split('\n');
  expect(gone).toEqual(lines.map((line) => line.replace(/^\+/, '-')));
});

test('a detector that is new or of another type is told without its defaults', () => {
  const monitorWith = (...detectors: object[]) => parseMonitor({ model, metrics: { accuracy: { detectors } } });
  const [old, other] = [monitorWith({ id: 'x', type: 'page-hinkley', delta: 0.01 }), { id: 'x', type: 'level-shift' }];
  expect(formatDiff(diffMonitors(old, monitorWith({ ...other, burnIn: 99 }))).split('\n')).toEqual([
    '~ metrics.accuracy.detectors.x.type: page-hinkley → level-shift',
    '- metrics.accuracy.detectors.x.delta: 0.01',
    '~ metrics.accuracy.detectors.x.mode: both → down',
    '+ metrics.accuracy.detectors.x.burnIn: 99',
  ]);
  expect(formatDiff(diffMonitors(old, monitorWith({ type: 'adwin', clock: 16 }))).split('\n')).toEqual([
    '- metrics.accuracy.detectors.x.type: page-hinkley',
    '- metrics.accuracy.detectors.x.severity: soft',
    '- metrics.accuracy.detectors.x.delta: 0.01',
    '+ metrics.accuracy.detectors.adwin.type: adwin',
    '+ metrics.accuracy.detectors.adwin.severity: soft',
    '+ metrics.accuracy.detectors.adwin.clock: 16',
  ]);
});

test('a shadow that watches every metric has no line for them, as its file has none', () => {
  const before = parseMonitor({ model, metrics: { accuracy: {} } });
  const after = parseMonitor({ model, metrics: { accuracy: {} }, retrain: { promotion: 'shadow' } });
  const lines = formatDiff(diffMonitors(before, after)).split('\n');
  expect(lines).toContain('+ retrain.shadow.samples: 200');
  expect(lines.filter((line) => line.includes('nothing') || line.includes('shadow.metrics'))).toEqual([]);
});

const weekly = [{ from: '01:00', to: '02:00' }];
const written = (file: MonitorFile) => ({ ...parseMonitor(file), written: file });

test.each([['one metric', { accuracy: {} }] as const, ['two metrics', { accuracy: {}, f1: {} }] as const])(
  'what a file of %s excludes for all of them is told once, in the field of the file',
  (_, metrics) => {
    const [before, after] = [written({ model, metrics }), written({ model, metrics, exclude: { weekly } })];
    expect(diffMonitors(before, after).map(({ field }) => field)).toEqual(['exclude']);
    expect(formatDiff(diffMonitors(before, after))).toBe(
      '+ exclude.spans: []\n+ exclude.weekly: [{"from":"01:00","to":"02:00","timeZone":"UTC"}]'
    );
    expect(diffMonitors(after, written({ model, metrics, exclude: { weekly: [] } })).map(({ field }) => field)).toEqual(
      ['exclude']
    );
    const later = written({ model, metrics, exclude: { weekly: [{ from: '01:00', to: '03:00' }] } });
    expect(diffMonitors(after, later).map(({ field }) => field)).toEqual(['exclude.weekly']);
  }
);

test('what one metric excludes by itself is told of that metric', () => {
  const before = written({ model, metrics: { accuracy: {}, f1: {} } });
  const after = written({ model, metrics: { accuracy: { exclude: { weekly } }, f1: {} } });
  expect(diffMonitors(before, after).map(({ field }) => field)).toEqual(['metrics.accuracy.exclude']);
  const alone = written({ model, metrics: { accuracy: { exclude: { weekly } } } });
  expect(diffMonitors(written({ model, metrics: { accuracy: {} } }), alone)[0]?.field).toBe('metrics.accuracy.exclude');
});

test('a season in its short form is told in its short form', () => {
  const monitorWith = (seasonality: 'hour-of-day' | 'hour-of-week') =>
    parseMonitor({ model, metrics: { accuracy: { seasonality } } });
  expect(formatDiff(diffMonitors(monitorWith('hour-of-day'), monitorWith('hour-of-week')))).toBe(
    '~ metrics.accuracy.seasonality: hour-of-day → hour-of-week'
  );
});

test('the text of a difference has both values whole, however long: whoever draws it cuts it', () => {
  const filesOf = (last: string) => [...Array.from({ length: 30 }, (_, index) => `column-${index}`), last];
  const monitorWith = (last: string) =>
    parseMonitor({ model, retrain: { trainer: { options: { columns: filesOf(last) } } } });
  const [difference] = diffMonitors(monitorWith('age'), monitorWith('city'));
  expect(difference?.text).toBe(
    `~ retrain.trainer.options.columns: ${JSON.stringify(filesOf('age'))} → ${JSON.stringify(filesOf('city'))}`
  );
});
