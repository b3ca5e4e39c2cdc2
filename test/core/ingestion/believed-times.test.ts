import { describe, expect, it } from 'vitest';
import { accuracyBelow, dayMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const policy = policyOf([accuracyBelow(0.9)]);
const start = (metrics = policy): TestMonitor => new TestMonitor(stateOf(metrics));
const accuracy = (monitor: TestMonitor) => monitor.state.series['accuracy/'];
const send = (monitor: TestMonitor, times: number[], v = times.map(() => 0.5)) =>
  monitor.send([{ metric: 'accuracy', t0: 0, dt: times.map((at, i) => at - (times[i - 1] ?? 0)), v }]);

const wrong: [string, number][] = [
  ['in seconds', noon / 1_000],
  ['in microseconds', noon * 1_000],
  ['in microseconds of 2030', Date.UTC(2030, 0, 1) * 1_000],
  ['a date as a number', 20_260_301],
  ['a date and a time as a number', 20_260_101_000_000],
  ['a year ahead', noon + 365 * dayMs],
];

describe.each(wrong)('an event time %s', (_, at) => {
  it('counts its value, and sets no data window', () => {
    const monitor = start();
    send(monitor, [at]);
    expect(monitor.state.counts).toMatchObject({ observations: 1, doubted: 1 });
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.launches()[0]?.dataUntil).toBeNull();
    expect(viewOf(monitor.state, monitor.now).series[0]).toMatchObject({ last: 0.5, undated: true });
  });

  it('is told by `explain`, with the time as it was given', () => {
    const monitor = start();
    send(monitor, [at]);
    expect(explain(monitor.state, monitor.now).warnings).toEqual([expect.stringContaining(`Time ${at} reads as`)]);
  });

  it('changes nothing of when a stream was measured, and puts nothing out of order', () => {
    const monitor = start();
    send(monitor, [noon - 5_000, at, noon - 3_000], [1, 1, 1]);
    expect(monitor.state.counts).toMatchObject({ observations: 3, doubted: 1, outOfOrder: 0 });
    expect(accuracy(monitor)?.lastAt).toBe(noon - 3_000);
    expect(monitor.state.newestEventAt).toBe(noon - 3_000);
  });

  it('gives way to the first that is believed', () => {
    const monitor = start();
    send(monitor, [at, at], [1, 1]);
    send(monitor, [noon - dayMs], [1]);
    expect(monitor.state.counts).toMatchObject({ doubted: 2, outOfOrder: 0 });
    expect(accuracy(monitor)).toMatchObject({ lastAt: noon - dayMs });
    expect(accuracy(monitor)?.undated).toBeUndefined();
    expect(monitor.state.newestEventAt).toBe(noon - dayMs);
  });

  it('holds for metrics with late labels and seasons too', () => {
    const careful = policyOf([accuracyBelow(0.9, { lateness: { allowedMs: dayMs, buffer: 10 } })]);
    const monitor = start(careful);
    send(monitor, [noon - 5_000, at, noon - 3_000], [1, 1, 1]);
    expect(monitor.state.counts).toMatchObject({ observations: 3, doubted: 1, tooLate: 0 });
    expect(accuracy(monitor)?.lastAt).toBe(noon - 3_000);
  });
});

describe('a history of long ago', () => {
  it('is believed as it passes through early 1970, day by day', () => {
    const monitor = start();
    const days = Array.from({ length: 400 }, (_, day) => Date.UTC(1969, 5, 1) + day * dayMs);
    for (const day of days) send(monitor, [day], [1]);
    expect(monitor.state.counts).toMatchObject({ observations: 400, doubted: 0, outOfOrder: 0 });
    expect(monitor.state.newestEventAt).toBe(days.at(-1));
  });

  it('in one batch as well', () => {
    const monitor = start();
    send(
      monitor,
      Array.from({ length: 400 }, (_, day) => Date.UTC(1969, 5, 1) + day * dayMs)
    );
    expect(monitor.state.counts.doubted).toBe(0);
  });
});

it.each([
  ['a year ahead', noon + 365 * dayMs],
  ['in microseconds', noon * 1_000],
  ['as a date as a number', 20_260_101_000_000],
])('a stream whose newest time was once set %s is put right', (_, lastAt) => {
  const monitor = start();
  send(monitor, [noon - 1_000], [1]);
  const series = accuracy(monitor);
  if (series) monitor.state = { ...monitor.state, series: { 'accuracy/': { ...series, lastAt } } };
  send(monitor, [noon], [1]);
  expect(accuracy(monitor)?.lastAt).toBe(noon);
  expect(monitor.state.counts.outOfOrder).toBe(0);
});

it('a run that began before times were doubted goes on as it went', () => {
  const monitor = new TestMonitor({ ...stateOf(policy), doubtsTimes: false });
  send(monitor, [noon / 1_000]);
  expect(monitor.state.counts.doubted).toBe(0);
  expect(monitor.state.newestEventAt).toBe(noon / 1_000);
});
