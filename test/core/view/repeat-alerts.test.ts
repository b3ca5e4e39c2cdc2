import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  dayMs,
  hourMs,
  metricOf,
  minuteMs,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { nextDeadline } from '../../../src/core/view/deadline.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorEvent, Notice } from '../../../src/core/state/events.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { RegistryReading } from '../../../src/core/state-parts/registry-state.ts';
import type { Policy } from '../../../src/core/state/policy.ts';

const frozen = { freezes: [{ from: 0, to: noon + 90 * dayMs, note: '' }] };
const holds = { cooldownMs: 0, quietHours: [], budget: null, breakerAfter: 1, ...frozen };
const watching = (changes: Partial<Policy> = {}): Policy =>
  policyOf([accuracyBelow(0.9)], { holds, repeatAlertsMs: 15 * minuteMs, ...changes });
const repeats = (monitor: TestMonitor): Notice[] => monitor.notices().filter(({ repeated }) => repeated);
const started = (policy = watching()): TestMonitor => new TestMonitor(stateOf(policy, { champion: '1.0.0' }));
const readingOf = (changes: Partial<RegistryReading>): MonitorEvent => ({
  type: 'registry-read',
  reading: { id: 'a', champion: '1.0.0', found: true, ...changes },
});

/** A challenger that waits for a person, without an end. */
const awaited: NonNullable<MonitorState['approval']> = {
  generation: 1,
  version: '1.1.0',
  against: '1.0.0',
  since: noon,
  timeoutAt: null,
  onTimeout: 'reject',
  remindAt: null,
  decided: null,
  tries: 0,
};

describe('what is on', () => {
  it('is told again every quarter of an hour while it lasts, with the subjects of its beginning', () => {
    const monitor = started();
    monitor.observe('accuracy', [0.8]);
    monitor.observe('accuracy', [0.7], { segment: 'DE' });
    const [began] = monitor.notices('drift');
    expect(nextDeadline(monitor.state, monitor.now)).toEqual({
      at: noon + 15 * minuteMs,
      what: 'it tells again of drift',
    });
    monitor.pass(hourMs);
    expect(repeats(monitor).map(({ at, event, subjects }) => [at - noon, event, subjects])).toEqual(
      [15, 30, 45, 60].map((minutes) => [minutes * minuteMs, 'drift', ['accuracy//limit', 'accuracy/DE/limit']])
    );
    expect(began?.subjects).toEqual(['accuracy//limit']);
    expect(repeats(monitor)[0]?.text).toBe('still in drift: accuracy by limit, accuracy of DE by limit');
  });

  it('is no longer told when it has ended, and a monitor with nothing on arms nothing', () => {
    const monitor = started();
    expect(nextDeadline(monitor.state, monitor.now)).toBeUndefined();
    monitor.observe('accuracy', [0.8]);
    monitor.pass(20 * minuteMs);
    monitor.observe('accuracy', [0.95]);
    expect(monitor.state.repeatAt).toBeNull();
    monitor.pass(dayMs);
    expect(repeats(monitor)).toHaveLength(1);
  });

  it('begins to be counted anew when something is on again', () => {
    const monitor = started();
    monitor.observe('accuracy', [0.8]);
    monitor.pass(10 * minuteMs);
    monitor.observe('accuracy', [0.95]);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.state.repeatAt).toBe(noon + 25 * minuteMs);
  });

  it.each([
    ['by an older policy', undefined],
    ['where the policy says never', null],
  ])('is not told again %s', (_, repeatAlertsMs) => {
    const { repeatAlertsMs: __, ...older } = watching();
    const monitor = started(repeatAlertsMs === undefined ? older : { ...older, repeatAlertsMs });
    monitor.observe('accuracy', [0.8]);
    monitor.pass(dayMs);
    expect(repeats(monitor)).toEqual([]);
    expect(monitor.state.repeatAt).toBeNull();
  });

  it('is silence too, of streams and of metrics that were never reported', () => {
    const metrics = [metricOf('accuracy', { noDataAfterMs: hourMs }), metricOf('recall', { noDataAfterMs: hourMs })];
    const monitor = started(watching({ metrics }));
    monitor.observe('accuracy', [0.95]);
    monitor.pass(hourMs + 15 * minuteMs);
    expect(repeats(monitor).map(({ event, text, subjects }) => [event, text, subjects])).toEqual([
      ['no-data', 'still no data for recall, accuracy', ['recall/', 'accuracy/']],
    ]);
  });

  it('is an approval that is needed and a breaker that is open', () => {
    const monitor = started();
    monitor.state = {
      ...monitor.state,
      incident: { failures: 1, escalated: true, breakerOpenedAt: noon },
      approval: awaited,
    };
    monitor.apply({ type: 'tick' });
    expect(nextDeadline(monitor.state, monitor.now)?.what).toBe(
      'it tells again of the open circuit breaker, version 1.1.0, which waits for approval'
    );
    monitor.pass(15 * minuteMs);
    expect(repeats(monitor).map(({ event }) => event)).toEqual(['approval-needed', 'breaker-opened']);
    monitor.command({ name: 'reject' });
    monitor.command({ name: 'release' });
    expect(monitor.state.repeatAt).toBeNull();
  });

  it.each([
    ['that cannot be asked', { type: 'registry-failed', message: 'no route' }, /cannot be asked: no route/],
    ['that has lost the champion', readingOf({ found: false }), /champion 1\.0\.0 is no longer in the registry/],
    ['that is another one', readingOf({ id: 'b' }), /another one than before/],
    ['whose champion is another', readingOf({ champion: '2.0.0' }), /champion is 2\.0\.0, the monitor's is 1\.0\.0/],
  ] as const)('is a registry %s, until it is well', (_, event, text) => {
    const monitor = started();
    monitor.apply(readingOf({}));
    expect(monitor.state.repeatAt).toBeNull();
    monitor.apply(event);
    monitor.pass(30 * minuteMs);
    const told = repeats(monitor);
    expect(told.map(({ at, event: what }) => [at - noon, what])).toEqual(
      [15, 30].map((minutes) => [minutes * minuteMs, 'registry-trouble'])
    );
    expect(told[0]?.text).toMatch(text);
    monitor.apply(readingOf({}));
    expect(monitor.state.repeatAt).toBeNull();
  });

  it('is told again at once when another version is adopted than the one that waits for approval', () => {
    const monitor = started();
    monitor.state = { ...monitor.state, approval: awaited };
    monitor.apply({ type: 'tick' });
    monitor.now += minuteMs;
    monitor.apply({ type: 'adopted', version: '0.9.0', previous: '1.0.0', registry: 'a' });
    expect(monitor.notices().map(({ event, repeated = false }) => [event, repeated])).toEqual([
      ['adopted', false],
      ['approval-needed', true],
    ]);
  });

  it('goes on being told by a paused monitor', () => {
    const monitor = started();
    monitor.command({ name: 'pause' });
    monitor.observe('accuracy', [0.8]);
    monitor.pass(15 * minuteMs);
    expect(repeats(monitor)).toHaveLength(1);
  });

  it('is named whole, fifty subjects a notice', () => {
    const monitor = started(watching({ metrics: [accuracyBelow(0.9, { maxSegments: 200 })] }));
    for (let k = 0; k < 119; k++) monitor.observe('accuracy', [0.8], { segment: `s${k}` });
    monitor.pass(15 * minuteMs);
    const told = repeats(monitor).flatMap(({ subjects = [] }) => subjects);
    expect(repeats(monitor).map(({ subjects }) => subjects?.length)).toEqual([50, 50, 19]);
    expect(new Set(told).size).toBe(119);
  });

  it('is told once a day where nobody listens', () => {
    const monitor = started();
    monitor.observe('accuracy', [0.8]);
    monitor.pass(15 * minuteMs);
    monitor.apply({ type: 'repeats-unheard' });
    monitor.pass(dayMs);
    expect(repeats(monitor).map(({ at }) => at - noon)).toEqual([15 * minuteMs, 15 * minuteMs + dayMs]);
  });

  it('is counted by the pause of a new policy', () => {
    const monitor = started();
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'policy', policy: watching({ repeatAlertsMs: minuteMs }), config: configOf() });
    expect(monitor.state.repeatAt).toBe(noon + minuteMs);
  });

  it('ends with the monitor: what was in drift or silent is named when it is stopped', () => {
    const metrics = [accuracyBelow(0.9, { maxSegments: 200 }), metricOf('recall', { noDataAfterMs: hourMs })];
    const monitor = started(watching({ metrics }));
    for (let k = 0; k < 60; k++) monitor.observe('accuracy', [0.8], { segment: `s${k}` });
    monitor.pass(hourMs);
    monitor.command({ name: 'stop' });
    const ended = [...monitor.notices('stopped'), ...monitor.notices('recovered')].flatMap(
      ({ subjects = [] }) => subjects
    );
    expect(new Set(ended).size).toBe(61);
    expect(ended).toContain('recall/');
    expect(nextDeadline(monitor.state, monitor.now)).toBeUndefined();
  });
});

describe('a metric that was never reported', () => {
  it('is named when a new policy watches it no longer', () => {
    const monitor = started(watching({ metrics: [metricOf('recall', { noDataAfterMs: hourMs }), accuracyBelow(0.9)] }));
    monitor.pass(hourMs);
    monitor.command({ name: 'policy', policy: watching(), config: configOf() });
    expect(monitor.notices('policy-changed')[0]?.subjects).toEqual(['recall/']);
  });
});
