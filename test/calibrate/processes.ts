import type { Rng } from '../../src/stats/rng.ts';
import type { Source } from '../../src/calibrate/noise/resampler.ts';
import { dayMs, noon } from '../support/policies.ts';

/** An accuracy around 0.93 whose noise has correlation rho, with a daily course of so many deviations. */
export function processOf(rho: number, season = 0, stepMs = 300_000): Source {
  const sd = 0.01;
  return {
    metric: 'accuracy',
    segment: '',
    stepMs,
    sd,
    mean: 0.93,
    draw(rng: Rng, count: number, from: number): Float64Array {
      const scale = Math.sqrt(1 - rho * rho);
      let noise = rng.normal();
      return Float64Array.from({ length: count }, (_, i) => {
        const course = season * Math.sin((2 * Math.PI * ((from + i * stepMs) % dayMs)) / dayMs);
        const x = 0.93 + sd * (noise + course);
        noise = rho * noise + scale * rng.normal();
        return x;
      });
    },
  };
}

export function timesOf(count: number, stepMs = 300_000): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => noon + i * stepMs);
}

/** Latencies that are six times as high for `length` values in a row, once in 200 values. */
export function pausesOf(length = 3): Source {
  const draw = (rng: Rng, count: number): Float64Array => {
    let left = 0;
    return Float64Array.from({ length: count }, () => {
      if (left === 0 && rng.uniform() < 1 / 200) left = length;
      const x = 100 * Math.exp(0.3 * rng.normal()) * (left > 0 ? 6 : 1);
      if (left > 0) left -= 1;
      return x;
    });
  };
  return { metric: 'latencyMs', segment: '', stepMs: 300_000, sd: 66, mean: 112, draw };
}
