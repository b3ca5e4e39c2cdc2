import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, detectorFor, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf, windowsOf } from '../../../src/core/view/view.ts';

const policy = policyOf([accuracyBelow(0.9, { window: 4 })]);
const start = (changes = {}): TestMonitor => new TestMonitor(stateOf(policy, changes));
const minuteMs = 60_000;
const accuracy = (monitor: TestMonitor) => monitor.state.series['accuracy/'];

describe('observations', () => {
  it('the window keeps the newest values, oldest first, however they came', () => {
    const monitor = start();
    monitor.observe('accuracy', [0.91, 0.92, 0.93]);
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [0.91, 0.92, 0.93] });
    monitor.observe('accuracy', [0.94, null, 0.95]);
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [0.92, 0.93, 0.94, 0.95] });
    monitor.observe('accuracy', [1, 0.96, 0.97, 0.98, 0.99]);
    expect(windowsOf(monitor.state)).toEqual({ accuracy: [0.96, 0.97, 0.98, 0.99] });
  });

  it('the moving average is seeded by the first value', () => {
    const monitor = start();
    monitor.observe('accuracy', [1, 0.9]);
    expect(accuracy(monitor)?.ewma).toBeCloseTo(0.98, 12);
  });

  it('a value that is no number is counted and skipped, and time goes on', () => {
    const monitor = start();
    monitor.observe('accuracy', [0.95, null, 0.96]);
    expect(monitor.state.counts).toMatchObject({ observations: 2, invalid: 1, batches: 1 });
    expect(accuracy(monitor)?.lastAt).toBe(noon + 2_000);
  });

  it.each([1e101, -1e300, Number.MAX_VALUE])('%d is no measurement', (x) => {
    const monitor = start();
    monitor.observe('accuracy', [x]);
    expect(monitor.state.counts).toMatchObject({ observations: 0, invalid: 1 });
  });

  it('minus zero becomes zero, the only one that JSON knows', () => {
    const monitor = start();
    monitor.observe('accuracy', [-0, -0]);
    expect(Object.is(accuracy(monitor)?.last, 0)).toBe(true);
    expect(Object.is(accuracy(monitor)?.window[0], 0)).toBe(true);
  });

  it('a series without any measurement leaves only its counts', () => {
    const monitor = start();
    monitor.observe('accuracy', [null, null]);
    expect(monitor.state.newestEventAt).toBeNull();
    expect(monitor.state.counts.invalid).toBe(2);
  });

  it('an event time before one already seen is counted', () => {
    const monitor = start();
    monitor.send([{ metric: 'accuracy', t0: noon, dt: [0, 10, -5], v: [1, 1, 1] }]);
    expect(monitor.state.counts.outOfOrder).toBe(1);
    expect(accuracy(monitor)?.lastAt).toBe(noon + 10);
  });

  it('a metric that the policy does not name is counted, and the rest of the batch is taken', () => {
    const monitor = start();
    const one = { t0: noon, dt: 1, v: [0.95] };
    monitor.send([
      { metric: 'colour', ...one },
      { metric: 'accuracy', ...one },
    ]);
    expect(monitor.state.counts).toMatchObject({ unknownMetric: 1, observations: 1, refusedBatches: 0 });
    expect(monitor.state.refused[0]?.reason).toContain('`colour`');
  });

  it('evidence rests on the values since the present version, not on older ones', () => {
    const monitor = start();
    monitor.observe('accuracy', [0.8]);
    monitor.promoted('1.0.1');
    monitor.pass(dayMs);
    const since = monitor.now;
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()[1]?.evidence[0]?.windowFrom).toBe(since);
  });

  it.each([
    ['in one column', (v: number) => ({ v: [v] })],
    ['with their rows', (v: number) => ({ v: [v], n: [500] })],
  ])('evidence begins at the first time that can be meant, not at an arrival after it, %s', (_, column) => {
    const average = detectorFor('ewma-limit', { alpha: 0.2, below: 0.85, minSamples: 2 });
    const monitor = start({ policy: policyOf([metricOf('accuracy', { detectors: [average] })]) });
    const at = (t0: number, v: number): void => {
      monitor.send([{ metric: 'accuracy', t0, dt: 1, ...column(v) }]);
    };
    // In seconds.
    at(noon / 1_000, 0.95);
    at(noon - 60 * minuteMs, 0.95);
    at(noon - 30 * minuteMs, 0.1);
    const [evidence] = monitor.launches()[0]!.evidence;
    expect(evidence).toMatchObject({ windowFrom: noon - 60 * minuteMs, windowTo: noon - 30 * minuteMs });
  });
});

describe('sources', () => {
  const batch = (source: string, seq: number): unknown => ({
    source,
    seq,
    series: [{ metric: 'accuracy', t0: noon, dt: 1, v: [0.95] }],
  });
  const send = (monitor: TestMonitor, source: string, seq: number): void => {
    monitor.apply({ type: 'batch', batch: batch(source, seq) });
  };

  it('a batch that comes again changes nothing but the count of repetitions', () => {
    const monitor = start();
    send(monitor, 'a', 1);
    send(monitor, 'a', 2);
    const { counts, ...before } = monitor.state;
    send(monitor, 'a', 1);
    send(monitor, 'a', 2);
    const { counts: after, ...state } = monitor.state;
    expect(state).toEqual(before);
    expect(after).toEqual({ ...counts, duplicates: 2, evaluations: 4, none: 4 });
  });

  it('every source counts on its own', () => {
    const monitor = start();
    for (const source of ['a', 'b', '__proto__', 'constructor', '7']) send(monitor, source, 1);
    expect(monitor.state.counts).toMatchObject({ batches: 5, duplicates: 0 });
    for (const source of ['__proto__', 'constructor', '7']) send(monitor, source, 1);
    expect(monitor.state.counts.duplicates).toBe(3);
  });

  it('a refused batch does not use up its number', () => {
    const monitor = start();
    monitor.apply({ type: 'batch', batch: { source: 'a', seq: 1, series: [{}] } });
    send(monitor, 'a', 1);
    expect(monitor.state.counts).toMatchObject({ refusedBatches: 1, batches: 1, duplicates: 0 });
  });
});

describe('version fencing', () => {
  const on = (monitor: TestMonitor, version: string | null): boolean => {
    const before = monitor.state.counts.fenced;
    monitor.observe('accuracy', [0.95], version === null ? {} : { version });
    return monitor.state.counts.fenced === before;
  };

  it('observations of a retired version never count against the one that serves', () => {
    const monitor = start();
    monitor.observe('accuracy', [0.8], { version: '1.0.0' });
    monitor.promoted('1.0.1');
    monitor.observe('accuracy', [0.1, 0.1], { version: '1.0.0' });
    expect(monitor.state.counts.fenced).toBe(2);
    expect(accuracy(monitor)?.n).toBe(0);
    expect(on(monitor, '1.0.1')).toBe(true);
  });

  it('versions before the champion are fenced though the monitor never saw them serve', () => {
    const monitor = start();
    expect(on(monitor, '0.9.9')).toBe(false);
    expect(on(monitor, '1.0.0')).toBe(true);
  });

  it('observations without a version, or of one that is not numbered, count', () => {
    const monitor = start();
    expect(on(monitor, null)).toBe(true);
    expect(on(monitor, 'nightly')).toBe(true);
  });

  it('after a rollback the old version counts again, and the one rolled back from is fenced', () => {
    const monitor = start({ champion: '1.1.0', retired: ['1.0.0'] });
    expect(on(monitor, '1.0.0')).toBe(false);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(on(monitor, '1.0.0')).toBe(true);
    expect(on(monitor, '1.1.0')).toBe(false);
    expect(monitor.state.retired).toEqual(['1.1.0']);
  });

  it.each([null, '1.0.0'])(
    'a rollback that reports %s as what served before still fences the bad version',
    (previous) => {
      const monitor = start({ champion: '1.1.0', retired: ['1.0.0'] });
      monitor.apply({ type: 'rolled-back', version: '1.0.0', previous });
      expect(monitor.state.retired).toEqual(['1.1.0']);
      expect(on(monitor, '1.1.0')).toBe(false);
    }
  );

  it('versions without an order are fenced by having served', () => {
    const monitor = start({ champion: 'red' });
    monitor.apply({ type: 'promoted', generation: 1, version: 'green', previous: 'red' });
    expect([on(monitor, 'red'), on(monitor, 'green'), on(monitor, 'blue')]).toEqual([false, true, true]);
  });

  it('at most 20 retired versions are remembered', () => {
    const monitor = start();
    for (let i = 1; i <= 30; i++)
      monitor.apply({ type: 'promoted', generation: i, version: `1.0.${i}`, previous: `1.0.${i - 1}` });
    expect(monitor.state.retired).toHaveLength(20);
    expect(monitor.state.retired.at(-1)).toBe('1.0.29');
  });
});

describe('segments', () => {
  const capped = policyOf([accuracyBelow(0.9, { maxSegments: 2 }), metricOf('recall', { maxSegments: 1 })]);

  it('each has a state of its own, and its drift says where', () => {
    const monitor = new TestMonitor(stateOf(capped));
    monitor.observe('accuracy', [0.95]);
    monitor.observe('accuracy', [0.7], { segment: 'DE' });
    expect(monitor.launches()[0]?.reasons[0]).toMatchObject({ segment: 'DE' });
    expect(monitor.launches()[0]?.reasons[0]?.text).toBe('accuracy 0.7000 below threshold 0.9000 in segment DE');
    expect(viewOf(monitor.state, monitor.now).series.map(({ level }) => level)).toEqual(['stable', 'drift']);
  });

  it('beyond the cap observations are counted, not kept, and the whole model has its own place', () => {
    const monitor = new TestMonitor(stateOf(capped));
    for (const segment of ['a', 'b', 'c', 'd']) monitor.observe('accuracy', [0.95], { segment });
    monitor.observe('accuracy', [0.95]);
    monitor.observe('recall', [0.95], { segment: 'c' });
    expect(Object.keys(monitor.state.series)).toEqual(['accuracy/a', 'accuracy/b', 'accuracy/', 'recall/c']);
    expect(monitor.state.counts).toMatchObject({ overCap: 2, observations: 4 });
    expect(monitor.state.refused.at(-1)?.reason).toContain('beyond the cap of 2');
  });

  it('the cap holds within one batch', () => {
    const monitor = new TestMonitor(stateOf(capped));
    const one = { metric: 'accuracy', t0: noon, dt: 1, v: [0.95] };
    monitor.send(['a', 'b', 'c', 'a', 'd'].map((segment) => ({ ...one, segment })));
    expect(monitor.state.counts).toMatchObject({ observations: 3, overCap: 2 });
  });

  it('a name that every object has is a segment like any other', () => {
    const monitor = new TestMonitor(stateOf(capped));
    monitor.observe('accuracy', [0.95], { segment: '__proto__' });
    monitor.observe('accuracy', [0.95], { segment: 'constructor' });
    expect(monitor.state.counts.observations).toBe(2);
    expect(windowsOf(monitor.state)).toEqual({ 'accuracy/__proto__': [0.95], 'accuracy/constructor': [0.95] });
  });
});

describe('a batch of nothing but changes', () => {
  it('one batch of 20,000 values that flap across every limit costs one launch and one notice of drift', () => {
    const detectors = [0.9, 0.8, 0.7].map((below, i) => detectorFor('limit', { below }, { id: `l${i}` }));
    const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy', { detectors })])));
    monitor.observe(
      'accuracy',
      Array.from({ length: 20_000 }, (_, i) => (i % 2 ? 0.95 : 0.5))
    );
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.notices('drift')).toHaveLength(1);
    expect(monitor.launches()[0]?.reasons).toHaveLength(3);
  });
});
