import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { pausesOf, timesOf } from '../processes.ts';
import { resamplerOf } from '../../../src/calibrate/noise/resampler.ts';
import { noon } from '../../support/policies.ts';

const size = 5_000;

/** Of so many values: those beyond a limit, and runs of them. */
function beyond(values: Float64Array, limit: number): { values: number; runs: number } {
  let [count, runs] = [0, 0];
  values.forEach((x, i) => {
    if (!(x > limit)) return;
    count += 1;
    if (!(values[i - 1]! > limit)) runs += 1;
  });
  return { values: (size * count) / values.length, runs: (size * runs) / values.length };
}

function historyAndDrawn(length: number, seed: number): [Float64Array, Float64Array] {
  const history = pausesOf(length).draw(createRng(seed), size, noon);
  const source = resamplerOf({ metric: 'latencyMs', segment: '' }, timesOf(size), history);
  return [history, source.draw(createRng(7), 40 * size, noon)];
}

describe('bursts', () => {
  it.each([1, 3, 8].flatMap((length) => [11, 14, 15, 16].map((seed) => [length, seed] as const)))(
    'are drawn as often and as long as in the history: %s values in a row, history %s',
    (length, seed) => {
      const [history, drawn] = historyAndDrawn(length, seed);
      for (const limit of [300, 500, 700]) {
        const [own, again] = [beyond(history, limit), beyond(drawn, limit)];
        for (const key of ['values', 'runs'] as const)
          // The rarer, the more the history itself is chance.
          expect(Math.abs(again[key] / own[key] - 1), `${key} beyond ${limit}`).toBeLessThan(
            Math.max(0.25, 1.5 / Math.sqrt(own[key]))
          );
      }
    }
  );
});
