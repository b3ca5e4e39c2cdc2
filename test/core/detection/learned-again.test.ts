import { knowledgeTexts, seasonHint } from '../../../src/core/view/knowledge-texts.ts';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { detectorFor, hourMs, metricOf, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { detectors } from '../../../src/detectors/index.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MetricPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const detectorOptions = (name: string, given: Record<string, unknown> = {}): never => {
  const resolved = resolveOptions(detectors.get(name)!, given, 'higher-is-better');
  return ('options' in resolved ? resolved.options : undefined) as never;
};
const start = (changes: Partial<MonitorState> = {}): TestMonitor =>
  new TestMonitor({
    ...stateOf(
      policyOf([metricOf('accuracy', { detectors: [detectorFor('level-shift', detectorOptions('level-shift'))] })])
    ),
    ...changes,
  });

/** Values about a level, an hour apart. */
function observe(monitor: TestMonitor, level: number, count: number, seed: number, season = 0): void {
  const rng = createRng(seed);
  const v = Array.from(
    { length: count },
    (_, i) => level + 0.01 * rng.normal() + season * Math.sin((2 * Math.PI * i) / 24)
  );
  monitor.now += count * hourMs;
  monitor.send([{ metric: 'accuracy', t0: monitor.now - (count - 1) * hourMs, dt: hourMs, v }]);
}
const told = ({ state }: TestMonitor): string[] =>
  state.ledger.flatMap(({ reasonCodes, note }) => (reasonCodes.includes('learnt-again') ? [note ?? ''] : []));
const explained = ({ state, now }: TestMonitor): string => explain(state, now).distances[0]!.text;

describe('a version that is promoted while an incident goes on', () => {
  const monitor = start();
  observe(monitor, 0.93, 500, 1);
  monitor.apply({ type: 'promoted', generation: 0, version: '2.0.0', previous: '1.0.0' });
  observe(monitor, 0.8, 60, 2);
  observe(monitor, 0.93, 60, 3);

  it('is learned again once the incident is over, and that is told in the ledger, to people, and by explain', () => {
    expect(told(monitor)).toHaveLength(1);
    expect(told(monitor)[0]).toMatch(
      /^accuracy by level-shift: the first level after a start, about 0\.80?\d*, did not hold; learned again, it compares with 0\.93?\d* now$/
    );
    expect(monitor.notices('learnt-again').map(({ text }) => text)).toEqual(told(monitor));
    expect(explained(monitor)).toContain('did not hold; learned again');
  });

  it('is told of once, and found when it comes again', () => {
    observe(monitor, 0.93, 40, 4);
    expect(told(monitor)).toHaveLength(1);
    observe(monitor, 0.8, 30, 5);
    expect(monitor.state.series['accuracy/']!.slots[0]!.latched).toBe(true);
  });
});

describe('a chart whose burn-in fell into an incident', () => {
  const options = detectorOptions('z-cusum', { mode: 'down' });
  const monitor = new TestMonitor(
    stateOf(policyOf([metricOf('accuracy', { detectors: [detectorFor('z-cusum', options)] })]))
  );

  it('of its own length tells of the level, once', () => {
    observe(monitor, 0.8, 200, 1);
    observe(monitor, 0.93, 200, 2);
    expect(told(monitor)).toHaveLength(1);
    expect(told(monitor)[0]).toMatch(
      /^accuracy by z-cusum: the first level after a start, about 0\.80?\d*, did not hold; learned again, it compares with 0\.93?\d* now$/
    );
    expect(monitor.notices('learnt-again')).toHaveLength(1);
  });

  it('tells of it again where a promotion falls into the same', () => {
    monitor.apply({ type: 'promoted', generation: 0, version: '2.0.0', previous: '1.0.0' });
    observe(monitor, 0.8, 200, 1);
    observe(monitor, 0.93, 200, 2);
    expect(told(monitor)).toHaveLength(2);
  });

  it('that ended within it tells of the spread', () => {
    monitor.apply({ type: 'promoted', generation: 0, version: '3.0.0', previous: '2.0.0' });
    observe(monitor, 0.8, 20, 1);
    observe(monitor, 0.93, 200, 2);
    expect(told(monitor)[2]).toMatch(
      /the first spread after a start, a deviation of about 0\.05?\d*, did not hold; learned again, it is 0\.0\d+ now$/
    );
    expect(explained(monitor)).toContain('the first spread after a start');
  });
});

it('an improvement after a long time is no fault of what was learned first', () => {
  const monitor = start();
  observe(monitor, 0.8, 900, 1);
  observe(monitor, 0.93, 60, 2);
  expect(told(monitor)).toEqual([]);
});

it('a run that began before people were told of it has it in the ledger alone', () => {
  const monitor = start({ tellsLearning: false });
  observe(monitor, 0.8, 200, 1);
  observe(monitor, 0.93, 60, 2);
  expect(told(monitor)).toHaveLength(1);
  expect(monitor.notices('learnt-again')).toEqual([]);
});

it('explain names the season that was found, and the correlation', () => {
  const monitor = start();
  observe(monitor, 0.9, 480, 6, 0.03);
  expect(explained(monitor)).toMatch(/; takes out a cycle of a day/);
});

/** Hourly values of a wave, where it is there. */
function waved(isThere: (hour: number) => boolean, hours: number, period = 24): string {
  const detectors = ['level-shift', 'z-cusum'].map((name) => detectorFor(name, detectorOptions(name)));
  const monitor = start({ policy: policyOf([metricOf('accuracy', { detectors })]) });
  const rng = createRng(6);
  for (let hour = 0; hour < hours; hour++) {
    monitor.now += hourMs;
    const x = 0.9 + 0.03 * Math.sin((2 * Math.PI * hour) / period) + 0.005 * rng.normal();
    if (isThere(hour)) monitor.send([{ metric: 'accuracy', t0: monitor.now, dt: hourMs, v: [x] }]);
  }
  return explain(monitor.state, monitor.now)
    .distances.map(({ text }) => text)
    .join();
}

describe('a cycle of a stream that is not always there', () => {
  it('is named for what it is beside a gap, with what to add', () => {
    const text = waved((hour) => hour < 480 || hour >= 1_200, 1_680);
    expect(text).toContain('takes out a cycle of a day');
    expect(text).toContain('add `seasonality: hour-of-day`');
    expect(waved((hour) => hour < 480 || hour >= 960, 1_440, 12)).toContain('takes out a cycle of 12 hours');
  });

  it('is named in values where it is no time of the clock', () => {
    const isWork = (hour: number): boolean => Math.floor(hour / 24) % 7 < 5 && hour % 24 >= 8 && hour % 24 < 20;
    expect(waved(isWork, 13 * 168)).toContain('takes out a cycle of 12 values');
  });

  it('of twelve hours each day is a day', () => {
    expect(waved((hour) => hour % 24 >= 8 && hour % 24 < 20, 60 * 24)).toContain('takes out a cycle of a day');
  });
});

it.each([
  [24, 'a day'],
  [25, 'a day'],
  [27, '27 hours'],
  [22, '22 hours'],
  [160, 'a week'],
  [168, 'a week'],
  [190, '190 hours'],
])('calls a cycle of %d hours %s', (hours, name) =>
  expect(knowledgeTexts({ cycles: [hours], correlation: null }, { ms: hourMs, isEven: true })).toEqual([
    `takes out a cycle of ${name}`,
  ])
);

it('explain says what to add for a detector beside it that takes no season out', () => {
  const detectorsOf = ['level-shift', 'z-cusum'].map((name) => detectorFor(name, detectorOptions(name)));
  const limit = detectorFor('limit', { below: 0.5 });
  const hintsOf = (season: number, policy: Partial<MetricPolicy> = {}): (string[] | undefined)[] => {
    const metric = metricOf('accuracy', { detectors: [...detectorsOf, limit], ...policy });
    const monitor = start({ policy: policyOf([metric]) });
    observe(monitor, 0.9, 480, 6, season);
    const { distances } = explain(monitor.state, monitor.now);
    return distances.map(({ knows = [] }) => knows.filter((text) => text.includes('seasonality')));
  };
  const hint = 'does not take out the cycle of a day that the metric has: add `seasonality: hour-of-day`';
  expect(hintsOf(0.03)).toEqual([[], [hint], []]);
  expect(hintsOf(0)).toEqual([[], [], []]);
  expect(hintsOf(0.03, { season: { by: 'hour-of-day', timeZone: 'UTC' } })).toEqual([[], [], []]);
});

it.each([
  [24, 1, 'hour-of-day'],
  [168, 1, 'hour-of-week'],
  [14, 12, 'hour-of-week'],
  [7, 24, 'day-of-week'],
])('names for a cycle of %d values, one in %d hours, the seasonality %s', (values, hours, by) => {
  expect(seasonHint([values], { ms: hours * hourMs, isEven: true })).toContain(`add \`seasonality: ${by}\``);
});

it('says of a correlation what is done about it, and nothing of one that chance makes', () => {
  const textsOf = (correlation: number | null): string[] =>
    knowledgeTexts({ cycles: [24], correlation }, { ms: hourMs, isEven: true }).slice(1);
  expect(textsOf(0.58)).toEqual(['allows for neighbours that correlate by 0.58, which is no drift by itself']);
  expect(textsOf(0.85)).toEqual([
    'allows for neighbours that correlate by 0.85, which is no drift by itself, and finds small shifts late',
  ]);
  expect(textsOf(-0.4)).toEqual(['allows for neighbours that correlate by -0.4, which is no drift by itself']);
  expect([...textsOf(0.1), ...textsOf(null)]).toEqual([]);
});

it('tells anew of a detector that a policy has made anew', () => {
  const policy = (h: number) =>
    policyOf([
      metricOf('accuracy', { detectors: [detectorFor('cusum', detectorOptions('cusum', { mode: 'down', h }))] }),
    ]);
  const monitor = new TestMonitor(stateOf(policy(5)));
  const lived = (): void => {
    observe(monitor, 0.8, 60, 1);
    observe(monitor, 0.93, 200, 2);
  };
  lived();
  expect(told(monitor)).toHaveLength(1);
  monitor.command({ name: 'policy', policy: policy(6), config: monitor.state.config });
  lived();
  expect(told(monitor)).toHaveLength(2);
});
