import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { accuracyBelow, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { maxCharsInAll, maxGaps, maxLists, maxRanges } from '../../../src/core/ingestion/numbered-lists.ts';
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

  it.each([
    ['every fourth was refused', (number: number) => number % 4 === 0],
    ['many were', (number: number) => (number * 2_654_435_761) % 7 < 3],
    ['bodies of five rows each have room for millions', (number: number) => number % 10 > 4],
  ])('that were left out count the second time, though %s, and the others once', (_, isLeftOut) => {
    const monitor = start();
    const scale = isLeftOut(5) && !isLeftOut(4) ? 1_000_000 : 1;
    const all = range(1, 5_000).map((number) => Math.floor(number / 10) * 10 * scale + (number % 10));
    const first = all.filter((_number, i) => !isLeftOut(i + 1));
    handOver(monitor, 'file', first);
    handOver(monitor, 'file', all);
    handOver(monitor, 'file', all);
    const counts = { observations: 5_000, repeated: first.length + 5_000, indistinct: 0 };
    expect(monitor.state.counts).toMatchObject(counts);
  });

  it('between others of a series that came out of order count', () => {
    const monitor = start();
    for (let i = 0; i < 300; i++) handOver(monitor, 'series', [noon + 30_000 * i]);
    expect(JSON.stringify(monitor.state.lists).length).toBeLessThan(700);
    for (let i = 298; i >= 0; i--) handOver(monitor, 'series', [noon + 30_000 * i + 15_000]);
    expect(monitor.state.counts).toMatchObject({ observations: 599, repeated: 0, indistinct: 0 });
  });

  it('never count twice, however far apart they are, and are told as what they are where there is no room', () => {
    const monitor = start();
    const gappy = 2 * (maxRanges + maxGaps);
    for (let round = 0; round < 2; round++) handOver(monitor, 'list', range(0, gappy, 3));
    const indistinct = gappy - (maxRanges + maxGaps) + 1;
    expect(monitor.state.counts).toMatchObject({ observations: gappy, repeated: gappy - indistinct, indistinct });
    const [list] = Object.values(monitor.state.lists);
    expect(list?.taken).toHaveLength(2 * maxRanges);
    // One that was never sent, where gaps were closed, and where none was.
    handOver(monitor, 'list', [1, 3 * gappy - 5]);
    expect(monitor.state.counts).toMatchObject({ observations: gappy + 1, indistinct: indistinct + 1 });
  });

  it('of many lists with many gaps lose the oldest gaps of each, so that the state stays small', () => {
    const monitor = start();
    for (let i = 0; i < maxLists; i++) {
      const numbers = range(0, 400).map((k) => k * 1_000_000_000 + ((k * 7_919 + i) % 1_000_003) * 31);
      handOver(monitor, `list-${i}`, numbers);
    }
    const texts = Object.values(monitor.state.lists).map(({ gaps = '' }) => gaps.length);
    expect(texts.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(maxCharsInAll);
    expect(Math.min(...texts)).toBeGreaterThan(0);
    expect(monitor.state.counts).toMatchObject({ repeated: 0, indistinct: 0 });
  });

  it('of a run that kept sixteen ranges are told as what they are when it goes on', () => {
    const before = new TestMonitor(stateOf(policyOf([accuracyBelow(0.7)]), { edition: 2 }));
    handOver(before, 'list', range(0, 20, 2));
    handOver(before, 'list', [1]);
    expect(before.state.counts).toMatchObject({ observations: 20, repeated: 1, indistinct: 0 });
    const now = new TestMonitor({ ...before.state, edition: 3 });
    handOver(now, 'list', [1, 2, 10, 38, 60]);
    expect(now.state.counts).toMatchObject({ observations: 21, repeated: 3, indistinct: 2 });
  });

  it('are known to workers of before, who close the gaps that they have no words for', () => {
    const monitor = start();
    handOver(monitor, 'list', range(0, 20, 2));
    const before = new TestMonitor({ ...monitor.state, edition: 2 });
    handOver(before, 'list', range(0, 40));
    expect(before.state.counts).toMatchObject({ observations: 36, repeated: 24, indistinct: 0 });
    expect(Object.values(before.state.lists)[0]).not.toHaveProperty('gaps');
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
