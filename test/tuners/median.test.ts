import { describe, expect, it } from 'vitest';
import { medianPruner } from '../../src/tuners/median.ts';
import type { Trial } from '../../src/tuners/tuner.ts';

function trial(number: number, losses: number[], state: Trial['state'] = 'complete', every = 1): Trial {
  const intermediate = losses.map((loss, i): [number, number] => [(i + 1) * every, loss]);
  return { number, params: {}, state, value: losses.at(-1) ?? null, intermediate };
}

const five = [1, 2, 3, 4, 5].map((end, number) => trial(number, [end + 2, end + 1, end]));

describe('medianPruner', () => {
  const prune = medianPruner();

  it('a trial worse than the median at its step is stopped, a better or equal one is not', () => {
    expect(prune(trial(9, [6, 4.1], 'running'), five, 'minimize')).toBe(true);
    expect(prune(trial(9, [6, 4], 'running'), five, 'minimize')).toBe(false);
    expect(prune(trial(9, [6, 3], 'running'), five, 'minimize')).toBe(false);
  });

  it('the best result so far counts, not the last one', () => {
    expect(prune(trial(9, [3, 8], 'running'), five, 'minimize')).toBe(false);
  });

  it('under maximize less is worse', () => {
    expect(prune(trial(9, [6, 3.9], 'running'), five, 'maximize')).toBe(false);
    expect(prune(trial(9, [2, 3.9], 'running'), five, 'maximize')).toBe(true);
  });

  it('nothing is stopped before five trials are complete', () => {
    const bad = trial(9, [99], 'running');
    expect(prune(bad, five.slice(1), 'minimize')).toBe(false);
    expect(prune(bad, [...five.slice(1), trial(7, [1, 1, 1], 'failed')], 'minimize')).toBe(false);
    expect(medianPruner({ startupTrials: 4 })(bad, five.slice(1), 'minimize')).toBe(true);
  });

  it('nothing is stopped during the warm-up', () => {
    const patient = medianPruner({ warmupSteps: 3 });
    expect(patient(trial(9, [99, 99], 'running'), five, 'minimize')).toBe(false);
    expect(patient(trial(9, [99, 99, 99], 'running'), five, 'minimize')).toBe(true);
  });

  it('reports at other steps are compared with the latest one before', () => {
    const sparse = [1, 2, 3, 4, 5].map((end, number) => trial(number, [end + 1, end], 'complete', 10));
    expect(
      prune(
        trial(
          9,
          Array.from({ length: 15 }, () => 4.5),
          'running'
        ),
        sparse,
        'minimize'
      )
    ).toBe(true);
    expect(
      prune(
        trial(
          9,
          Array.from({ length: 9 }, () => 99),
          'running'
        ),
        sparse,
        'minimize'
      )
    ).toBe(false);
  });

  it('a trial without reports goes on, one that reports no number is stopped', () => {
    expect(prune(trial(9, [], 'running'), five, 'minimize')).toBe(false);
    expect(prune({ ...trial(9, [], 'running'), intermediate: undefined }, five, 'minimize')).toBe(false);
    expect(prune(trial(9, [Number.NaN], 'running'), [], 'minimize')).toBe(true);
  });

  it('the trial itself among the trials changes nothing', () => {
    const own = trial(2, [99], 'running');
    expect(prune(own, five, 'minimize')).toBe(false);
  });
});
