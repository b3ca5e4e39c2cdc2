import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { accuracyBelow, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { keysAGeneration } from '../../../src/core/ingestion/repeats.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { windowsOf } from '../../../src/core/view/view.ts';

const policy = policyOf([accuracyBelow(0.7, { window: 50 }), metricOf('f1', { window: 50 })]);
const start = (): TestMonitor => new TestMonitor(stateOf(policy));
let batches = 0;

/** Handed over by whomever: every batch has a source of its own. */
function handOver(monitor: TestMonitor, v: number[], k: (string | number | null)[], more: object = {}): void {
  batches += 1;
  monitor.send([{ metric: 'accuracy', t0: noon, dt: 1_000, v, k, ...more }], { source: `consumer-${batches}`, seq: 1 });
}

const values = (monitor: TestMonitor): number[] | undefined => windowsOf(monitor.state)['accuracy'];

describe('observations with a key', () => {
  it('count once, whoever hands them over again and in whatever company', () => {
    const monitor = start();
    handOver(monitor, [0.95, 0.96], ['a', 'b']);
    handOver(monitor, [0.95, 0.97, 0.96, 0.98], ['a', 'c', 'b', 'd']);
    expect(values(monitor)).toEqual([0.95, 0.96, 0.97, 0.98]);
    expect(monitor.state.counts).toMatchObject({ observations: 4, repeated: 2, batches: 2, duplicates: 0 });
  });

  it('one bad value that is delivered twice is not a patience of two', () => {
    const patient = policyOf([
      metricOf('accuracy', {
        detectors: [{ id: 'p', type: 'patience', severity: 'soft', options: { below: 0.7, patience: 2 } } as never],
      }),
    ]);
    const monitor = new TestMonitor(stateOf(patient));
    for (let i = 0; i < 2; i++) handOver(monitor, [0.95, 0.95, 0.65], ['o/1', 'o/2', 'o/3']);
    expect(monitor.state.counts).toMatchObject({ observations: 3, repeated: 3 });
    expect(monitor.launches()).toEqual([]);
  });

  it('count once within a batch too, and keep their own times', () => {
    const monitor = start();
    handOver(monitor, [0.9, 0.91, 0.92, 0.93], ['a', 'a', 'b', null]);
    expect(values(monitor)).toEqual([0.9, 0.92, 0.93]);
    expect(monitor.state.series['accuracy/']?.lastAt).toBe(noon + 3_000);
  });

  it('are another of each metric, segment and version', () => {
    const monitor = start();
    handOver(monitor, [0.9], ['a']);
    handOver(monitor, [0.9], ['a'], { metric: 'f1' });
    handOver(monitor, [0.9], ['a'], { segment: 'DE' });
    handOver(monitor, [0.9], ['a'], { version: '1.0.0' });
    expect(monitor.state.counts).toMatchObject({ observations: 4, repeated: 0 });
  });

  it('without one count as often as they come, and nothing is kept of them', () => {
    const monitor = start();
    for (let i = 0; i < 2; i++) handOver(monitor, [0.9, 0.9], [null, -1]);
    expect(monitor.state.counts).toMatchObject({ observations: 4, repeated: 0 });
    expect(monitor.state.keys).toEqual({ young: [], old: [] });
  });

  it('that no detector saw are known all the same: fenced once, repeated the second time', () => {
    const monitor = new TestMonitor(stateOf(policy, { champion: '2.0.0' }));
    for (let i = 0; i < 2; i++) handOver(monitor, [0.9], ['a'], { version: '1.0.0' });
    expect(monitor.state.counts).toMatchObject({ fenced: 1, repeated: 1 });
  });

  it('are remembered through JSON, the newest 5,000 at least and 10,000 at most', () => {
    let monitor = start();
    const round = (from: number, count: number): void => {
      const ids = Array.from({ length: count }, (_, i) => `order-${from + i}`);
      handOver(
        monitor,
        ids.map(() => 0.9),
        ids
      );
    };
    for (let i = 0; i < 40; i++) {
      round(i * 700, 700);
      monitor = new TestMonitor(JSON.parse(JSON.stringify(monitor.state)) as typeof monitor.state, monitor.now);
    }
    const { young, old } = monitor.state.keys;
    expect(young.length + old.length).toBeLessThanOrEqual(2 * keysAGeneration);
    expect(JSON.stringify(monitor.state.keys).length).toBeLessThan(180_000);
    const before = monitor.state.counts.repeated;
    round(28_000 - keysAGeneration, keysAGeneration);
    expect(monitor.state.counts.repeated - before).toBe(keysAGeneration);
    round(0, 100);
    expect(monitor.state.counts.repeated - before).toBe(keysAGeneration);
  });

  it('of one batch may be more than are remembered', () => {
    const monitor = start();
    const ids = Array.from({ length: 20_000 }, (_, i) => i);
    handOver(
      monitor,
      ids.map(() => 0.9),
      ids
    );
    expect(monitor.state.counts).toMatchObject({ observations: 20_000, repeated: 0 });
    expect(monitor.state.keys.old).toHaveLength(keysAGeneration);
    expect(monitor.state.keys.young.length).toBeLessThan(keysAGeneration);
  });

  it('lead to the values of their first delivery, however batches are cut and repeated', () => {
    const delivery = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 12 }), (deliveries) => {
        const monitor = start();
        for (const ids of deliveries)
          handOver(
            monitor,
            ids.map((id) => 0.8 + id / 1_000),
            ids
          );
        const first = [...new Set(deliveries.flat())].map((id) => 0.8 + id / 1_000);
        expect(values(monitor) ?? []).toEqual(first);
      })
    );
  });
});

describe('a source that keeps its name', () => {
  const send = (monitor: TestMonitor, incarnation: string | undefined, seq: number): void => {
    monitor.send([{ metric: 'accuracy', t0: noon, dt: 1, v: [0.9] }], {
      source: 'billing',
      seq,
      ...(incarnation === undefined ? {} : { incarnation }),
    });
  };

  it('and starts anew counts anew, and what its earlier lives resend still counts once', () => {
    const monitor = start();
    for (const life of [undefined, 'first', 'second']) for (const seq of [1, 2]) send(monitor, life, seq);
    expect(monitor.state.counts).toMatchObject({ batches: 6, duplicates: 0 });
    send(monitor, 'first', 2);
    send(monitor, undefined, 1);
    send(monitor, 'second', 2);
    expect(monitor.state.counts).toMatchObject({ batches: 6, duplicates: 3 });
  });

  it('may run twice at the same time: each of the two counts on its own', () => {
    const monitor = start();
    for (const seq of [1, 2, 3]) for (const life of ['blue', 'green']) send(monitor, life, seq);
    expect(monitor.state.counts).toMatchObject({ batches: 6, duplicates: 0 });
  });
});
