import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { accuracyBelow, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { maxLists, maxRanges } from '../../../src/core/ingestion/numbered-lists.ts';
import { TestMonitor } from '../../support/monitor.ts';

const start = (): TestMonitor => new TestMonitor(stateOf(policyOf([accuracyBelow(0.7), metricOf('f1')])));
let batches = 0;

/** Entries of a list, handed over by whomever. */
function handOver(monitor: TestMonitor, of: string, numbers: readonly number[], more: object = {}): void {
  batches += 1;
  const steps = numbers.map((number, i) => (i === 0 ? 0 : number - numbers[i - 1]!));
  const l = { of, first: numbers[0] ?? 0, steps };
  const v = numbers.map((number) => 0.8 + (number % 100) / 1_000);
  monitor.send([{ metric: 'accuracy', t0: noon, dt: 1, v, l, ...more }], { source: `sender-${batches}`, seq: 1 });
}

const range = (from: number, count: number, step = 1): number[] =>
  Array.from({ length: count }, (_, i) => from + i * step);

describe('entries of a list', () => {
  it('count once when the whole list comes again, however long it is, in a few bytes of the state', () => {
    const monitor = start();
    for (let round = 0; round < 2; round++)
      for (let from = 1; from < 200_000; from += 1_000) handOver(monitor, 'file', range(from, 1_000));
    expect(monitor.state.counts).toMatchObject({ observations: 200_000, repeated: 200_000 });
    expect(JSON.stringify(monitor.state.lists).length).toBeLessThan(80);
  });

  it('count once when a sending that was cut off begins anew, in other batches', () => {
    const monitor = start();
    handOver(monitor, 'file', range(1, 1_500));
    for (let from = 1; from < 3_000; from += 1_000) handOver(monitor, 'file', range(from, 1_000));
    expect(monitor.state.counts).toMatchObject({ observations: 3_000, repeated: 1_500 });
  });

  it('that were left out the first time count the second', () => {
    const monitor = start();
    handOver(monitor, 'file', [1, 2, 4, 5, 7]);
    handOver(monitor, 'file', range(1, 8));
    expect(monitor.state.counts).toMatchObject({ observations: 8, repeated: 5 });
  });

  it('count once when the list has grown, and the longer one alone remembers all of it', () => {
    const monitor = start();
    handOver(monitor, 'short', [1, 2, 4]);
    const grown = (numbers: number[], of: string, was: string): void => {
      const l = {
        of,
        was,
        first: numbers[0],
        steps: numbers.map((number, i) => (i === 0 ? 0 : number - numbers[i - 1]!)),
      };
      handOver(monitor, of, numbers, { l });
    };
    grown(range(1, 5), 'long', 'short');
    // The third was refused when the list was short.
    expect(monitor.state.counts).toMatchObject({ observations: 5, repeated: 3 });
    const { lists } = monitor.state;
    const forgetful = new TestMonitor({
      ...monitor.state,
      lists: Object.fromEntries(Object.entries(lists).filter(([, { taken }]) => taken.length === 2)),
    });
    handOver(forgetful, 'long', range(1, 5));
    expect(forgetful.state.counts).toMatchObject({ observations: 5, repeated: 8 });
    grown([1], 'other', 'never sent');
    expect(monitor.state.counts).toMatchObject({ observations: 6, repeated: 3 });
  });

  it('are refused where the list that it was is no list', () => {
    const monitor = start();
    handOver(monitor, 'a', [1], { l: { of: 'a', was: -1, first: 1, steps: [0] } });
    expect(monitor.state.counts.observations).toBe(0);
    expect(monitor.state.refused).toHaveLength(1);
  });

  it('are others of another list, and of another metric', () => {
    const monitor = start();
    handOver(monitor, 'a', [1, 2]);
    handOver(monitor, 'b', [1, 2]);
    handOver(monitor, 'a', [1, 2], { metric: 'f1' });
    expect(monitor.state.counts).toMatchObject({ observations: 6, repeated: 0 });
  });

  it('count once in any order, as long as few are missing in between', () => {
    const deliveries = fc.array(fc.array(fc.nat(2 * maxRanges - 1), { minLength: 1, maxLength: 12 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(deliveries, (all) => {
        const monitor = start();
        for (const numbers of all) handOver(monitor, 'list', numbers);
        expect(monitor.state.counts.observations).toBe(new Set(all.flat()).size);
      })
    );
  });

  it('never count twice, however far apart they are', () => {
    const monitor = start();
    for (let round = 0; round < 2; round++) handOver(monitor, 'list', range(0, 5_000, 3));
    expect(monitor.state.counts).toMatchObject({ observations: 5_000, repeated: 5_000 });
    expect(Object.values(monitor.state.lists)[0]?.taken).toHaveLength(2 * maxRanges);
  });

  it('of many lists are remembered for those heard of last', () => {
    const monitor = start();
    for (let i = 0; i < maxLists + 10; i++) {
      monitor.now += 1;
      handOver(monitor, `list-${i}`, [1, 3]);
    }
    expect(Object.keys(monitor.state.lists)).toHaveLength(maxLists);
    handOver(monitor, `list-10`, [1, 3]);
    expect(monitor.state.counts.repeated).toBe(2);
  });

  it.each([
    [{ of: '', first: 1, steps: 1 }],
    [{ of: 'x', first: -1, steps: 1 }],
    [{ of: 'x', first: 1, steps: [1, 2, 3] }],
    [{ of: 'x', first: 1, steps: [0, 0.5] }],
    [{ of: 'x', first: 2 ** 53, steps: 1 }],
    [{ of: 'x', first: 5, steps: -9 }],
    ['x'],
    [7],
  ])('that are none refuse their batch: %j', (l) => {
    const monitor = start();
    handOver(monitor, 'x', [1, 2], { l });
    expect(monitor.state.counts).toMatchObject({ observations: 0, refusedBatches: 1 });
  });
});
