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
