import { describe, expect, it } from 'vitest';
import { hourMs, metricOf, minuteMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';

const lateness = { allowedMs: 10 * minuteMs, buffer: 3 };
const start = (): TestMonitor =>
  new TestMonitor(stateOf(policyOf([metricOf('accuracy', { lateness })])), noon + hourMs);
const late = ({ state }: TestMonitor) => state.series['accuracy/']?.late;

/** Observations of 0.95 at minutes after noon. */
function at(monitor: TestMonitor, ...minutes: number[]): void {
  const dt = minutes.map((minute, i) => (minute - (minutes[i - 1] ?? 0)) * minuteMs);
  monitor.send([{ metric: 'accuracy', t0: noon, dt, v: minutes.map(() => 0.95) }]);
}

describe('the window of late observations', () => {
  it('holds at most its buffer; the oldest are closed early, and counted', () => {
    const monitor = start();
    at(monitor, 0, 1, 2, 3, 4);
    expect(late(monitor)?.times).toHaveLength(3);
    expect(monitor.state.counts.closedEarly).toBe(2);
    at(monitor, 0.5);
    expect(monitor.state.counts.tooLate).toBe(1);
  });

  it('closes as many early however the values are cut into batches', () => {
    const [whole, cut] = [start(), start()];
    const minutes = [0, 1, 2, 3, 4, 30, 31];
    at(whole, ...minutes);
    for (const minute of minutes) at(cut, minute);
    expect(cut.state.counts.closedEarly).toBe(2);
    expect(whole.state.counts.closedEarly).toBe(2);
    expect(late(whole)).toEqual(late(cut));
  });
});
