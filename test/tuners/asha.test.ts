import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { ashaPruner } from '../../src/tuners/asha.ts';
import type { Trial } from '../../src/tuners/tuner.ts';

function at(number: number, reports: [number, number][], state: Trial['state'] = 'running'): Trial {
  return { number, params: {}, state, value: null, intermediate: reports };
}

const rivals = [1, 2, 3, 4, 5, 6, 7].map((loss, number) => at(number, [[1, loss]], 'pruned'));

describe('ashaPruner', () => {
  const prune = ashaPruner();

  it('only the best quarter passes a rung', () => {
    expect(prune(at(9, [[1, 1.5]]), rivals, 'minimize')).toBe(false);
    expect(prune(at(9, [[1, 2.5]]), rivals, 'minimize')).toBe(true);
    expect(prune(at(9, [[1, 6.5]]), rivals, 'maximize')).toBe(false);
    expect(prune(at(9, [[1, 5.5]]), rivals, 'maximize')).toBe(true);
  });

  it('before there are four trials only the best so far passes', () => {
    expect(prune(at(9, [[1, 5]]), [], 'minimize')).toBe(false);
    expect(prune(at(9, [[1, 5]]), rivals.slice(5), 'minimize')).toBe(false);
    expect(prune(at(9, [[1, 6.5]]), rivals.slice(5), 'minimize')).toBe(true);
  });

  it('a trial is judged once at a rung, by the report that reaches it', () => {
    expect(
      prune(
        at(9, [
          [1, 0.5],
          [2, 99],
        ]),
        rivals,
        'minimize'
      )
    ).toBe(false);
    expect(
      prune(
        at(9, [
          [1, 0.5],
          [4, 99],
        ]),
        [...rivals, at(8, [[4, 1]])],
        'minimize'
      )
    ).toBe(true);
  });

  it('a report that jumps over rungs is judged at each of them', () => {
    const far = [at(10, [[16, 1]]), at(11, [[16, 2]])];
    expect(prune(at(9, [[16, 0.5]]), [...rivals, ...far], 'minimize')).toBe(false);
    expect(prune(at(9, [[16, 1.5]]), far, 'minimize')).toBe(true);
  });

  it('nothing is stopped below the first rung', () => {
    expect(ashaPruner({ minResource: 5 })(at(9, [[4, 99]]), rivals, 'minimize')).toBe(false);
  });

  it('a trial without reports goes on, one that reports no number is stopped', () => {
    expect(prune(at(9, []), rivals, 'minimize')).toBe(false);
    expect(prune(at(9, [[1, Number.POSITIVE_INFINITY]]), [], 'minimize')).toBe(true);
  });

  it('settings that would never reach a rung are refused', () => {
    expect(() => ashaPruner({ reduction: 1 })).toThrow('`reduction` above 1, got 1 and 1');
    expect(() => ashaPruner({ minResource: 0 })).toThrow('Expected `minResource` to be above 0');
  });

  it('on noisy curves it spends less than half the steps and keeps a trial among the best', () => {
    const rng = createRng(11);
    const trials: Trial[] = [];
    let steps = 0;
    const ends = Array.from({ length: 64 }, () => rng.uniform());
    for (const [number, end] of ends.entries()) {
      const trial = at(number, []);
      trials.push(trial);
      for (let step = 1; step <= 64 && trial.state === 'running'; step++, steps++) {
        trial.intermediate!.push([step, end + 1 / step + 0.02 * rng.normal()]);
        if (prune(trial, trials, 'minimize')) trial.state = 'pruned';
      }
      if (trial.state === 'running') trial.state = 'complete';
    }
    expect(steps).toBeLessThan((64 * 64) / 2);
    const kept = trials.filter((trial) => trial.state === 'complete').map((trial) => ends[trial.number]!);
    const rank = ends.filter((end) => end < Math.min(...kept)).length;
    expect(rank).toBeLessThan(3);
  });
});
