import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { accuracyBelow, noon, policyOf, stateOf } from '../../support/policies.ts';
import { maxRanges } from '../../../src/core/ingestion/numbered-lists.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const start = (changes: Partial<MonitorState> = {}): TestMonitor =>
  new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), changes));

/** Entries of lists as one batch: of each segment those that are named, in that order. */
function handOver(monitor: TestMonitor, segments: readonly { of?: string; numbers: readonly number[] }[]): void {
  monitor.send(
    segments.map(({ of = 'file', numbers }, i) => {
      const steps = numbers.map((number, k) => (k === 0 ? 0 : number - numbers[k - 1]!));
      const l = { of, first: numbers[0] ?? 0, steps };
      return { metric: 'accuracy', segment: `s${i}`, t0: noon, dt: 1, v: numbers.map(() => 0.9), l };
    })
  );
}

const every = (step: number, from: number, until: number): number[] =>
  Array.from({ length: Math.ceil((until - from) / step) }, (_, i) => from + i * step);

const takenBy = ({ state }: TestMonitor): (readonly number[])[] => Object.values(state.lists).map(({ taken }) => taken);

describe('entries of a list that take turns between segments', () => {
  it('count all when they come in one batch, and the list is remembered as one range', () => {
    const monitor = start();
    const segments = [every(3, 0, 3_000), every(3, 1, 3_000), every(3, 2, 3_000)].map((numbers) => ({ numbers }));
    handOver(monitor, segments);
    expect(monitor.state.counts).toMatchObject({ observations: 3_000, repeated: 0 });
    expect(takenBy(monitor)).toEqual([[0, 2_999]]);
    handOver(monitor, segments);
    expect(monitor.state.counts).toMatchObject({ observations: 3_000, repeated: 3_000 });
  });

  it('count all in batch after batch, also beside the lists of others', () => {
    const monitor = start();
    for (let from = 0; from < 3_000; from += 300)
      handOver(monitor, [
        { numbers: every(2, from, from + 300) },
        { of: 'other', numbers: every(2, from, from + 300) },
        { numbers: every(2, from + 1, from + 300) },
        { of: 'other', numbers: every(2, from + 1, from + 300) },
      ]);
    expect(monitor.state.counts).toMatchObject({ observations: 6_000, repeated: 0 });
    expect(takenBy(monitor)).toEqual([
      [0, 2_999],
      [0, 2_999],
    ]);
  });

  it('are lost in runs that began before they were not, which go on as they went', () => {
    const monitor = start({ edition: 0 });
    handOver(monitor, [{ numbers: every(2, 0, 200) }, { numbers: every(2, 1, 200) }]);
    expect(monitor.state.counts).toMatchObject({ observations: 116, repeated: 84 });
  });
});

describe('entries of a list, in whichever order', () => {
  const batches = fc.array(
    fc.array(fc.array(fc.nat(300), { minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 4 }),
    { minLength: 1, maxLength: 4 }
  );

  it('count once and at once in the batch that brings a list first', () => {
    fc.assert(
      fc.property(batches, ([first = []]) => {
        const monitor = start();
        handOver(
          monitor,
          first.map((numbers) => ({ numbers }))
        );
        expect(monitor.state.counts.observations).toBe(new Set(first.flat()).size);
      })
    );
  });

  it('never count twice, and of a list no more ranges are kept than there is room for', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const monitor = start();
        for (const batch of [...all, ...all])
          handOver(
            monitor,
            batch.map((numbers) => ({ numbers }))
          );
        expect(monitor.state.counts.observations).toBeLessThanOrEqual(new Set(all.flat(2)).size);
        for (const taken of takenBy(monitor)) {
          expect(taken.length).toBeLessThanOrEqual(2 * maxRanges);
          expect(taken).toEqual(taken.toSorted((a, b) => a - b));
        }
      })
    );
  });

  it('what came in the newest batch is known when it comes again', () => {
    fc.assert(
      fc.property(batches, (all) => {
        const monitor = start();
        for (const batch of all) {
          const segments = batch.map((numbers) => ({ numbers }));
          handOver(monitor, segments);
          const { observations } = monitor.state.counts;
          handOver(monitor, segments);
          expect(monitor.state.counts.observations).toBe(observations);
        }
      })
    );
  });
});
