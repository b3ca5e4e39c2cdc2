import { describe, expect, it } from 'vitest';
import { trialsAtOnce } from '../../workflows/study.ts';

describe('a study', () => {
  it.each([
    [{ parallel: 1, trials: 500 }, 1],
    [{ parallel: 8, trials: 500 }, 8],
    [{ parallel: 8, trials: 3 }, 3],
    [{ parallel: 1_000, trials: 1e6 }, 1_000],
    [{ parallel: 1e9, trials: 1e9 }, 1_000],
    [{ parallel: Number.MAX_VALUE, trials: Number.MAX_VALUE }, 1_000],
    // By hand anything may be asked for; a study that runs none at a time would never end.
    [{ parallel: 0, trials: 9 }, 1],
    [{ parallel: -5, trials: 9 }, 1],
    [{ parallel: Number.NaN, trials: 9 }, 1],
    [{ parallel: 2.5, trials: 9 }, 2],
  ])('of %j runs %i at a time', (tuning, expected) => {
    expect(trialsAtOnce(tuning)).toBe(expected);
  });
});
