import { describe, expect, it } from 'vitest';
import { metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { step } from '../../../src/core/step.ts';
import { TestMonitor } from '../../support/monitor.ts';

describe('names of segments', () => {
  const letters = (i: number, letter: string, size: number): string => `${i}`.padEnd(size, letter);
  const watching = (maxSegments: number): TestMonitor =>
    new TestMonitor(stateOf(policyOf([metricOf('accuracy', { maxSegments, window: 1 })])));
  const send = (monitor: TestMonitor, names: string[]): void => {
    for (const segment of names) monitor.send([{ metric: 'accuracy', segment, t0: monitor.now, dt: 1, v: [0.9] }]);
  };

  it('that are long share a room of their own, and what finds none is counted and said', () => {
    const monitor = watching(2_500);
    send(
      monitor,
      Array.from({ length: 2_500 }, (_, i) => letters(i, '漢', 85))
    );
    const { counts, series, refused } = monitor.state;
    expect(counts.overCap).toBeGreaterThan(1_000);
    expect(counts.overCap + Object.keys(series).length).toBe(2_500);
    expect(refused.at(-1)?.reason).toMatch(/long names take up their room; use shorter ones$/);
    expect(Buffer.byteLength(JSON.stringify(monitor.state))).toBeLessThan(1024 * 1024);
    // Short ones go on being watched, and known ones too.
    send(monitor, ['de', letters(0, '漢', 85)]);
    expect(monitor.state.counts.overCap).toBe(counts.overCap);
  });

  it('cost what they are: the names that are there are measured once a batch, however many find no room', () => {
    const monitor = watching(5_000);
    const full = Array.from({ length: 1_000 }, (_, i) => letters(i, '漢', 85));
    send(monitor, full);
    expect(monitor.state.counts.overCap).toBeGreaterThan(0);
    const readsOf = (names: number): number => {
      let reads = 0;
      const series = Object.fromEntries(
        Object.entries(monitor.state.series).map(([key, { segment, ...rest }]) => [
          key,
          {
            ...rest,
            get segment() {
              reads += 1;
              return segment;
            },
          },
        ])
      );
      const one = { metric: 'accuracy', t0: noon, dt: 1, v: [0.9] };
      const refused = Array.from({ length: names }, (_, i) => ({ ...one, segment: letters(i, '語', 85) }));
      const event = { type: 'batch', batch: { source: 'long', seq: 1, series: refused } } as const;
      const { state } = step({ ...monitor.state, series }, event, noon);
      expect(state.counts.overCap - monitor.state.counts.overCap).toBe(names);
      return reads;
    };
    const reads = readsOf(1);
    expect(reads).toBeGreaterThanOrEqual(Object.keys(monitor.state.series).length);
    expect(readsOf(100)).toBe(reads);
  });

  it('that come in one batch share the room too', () => {
    const monitor = watching(2_500);
    const names = Array.from({ length: 1_000 }, (_, i) => letters(i, '漢', 85));
    const one = { metric: 'accuracy', t0: noon, dt: 1, v: [0.9] };
    monitor.send(names.map((segment) => ({ ...one, segment })));
    const apart = watching(2_500);
    send(apart, names);
    expect(monitor.state.counts.overCap).toBeGreaterThan(0);
    expect(monitor.state.counts.overCap).toBe(apart.state.counts.overCap);
  });

  it('of usual length are watched as many as the policy allows', () => {
    const monitor = watching(500);
    send(
      monitor,
      Array.from({ length: 500 }, (_, i) => letters(i, 'x', 36))
    );
    expect(monitor.state.counts.overCap).toBe(0);
  });
});
