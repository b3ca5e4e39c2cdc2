import type { Rng } from '../../src/stats/rng.ts';

/** As many normal values about `mean`. */
export function normals(rng: Rng, n: number, mean: number, sd: number): number[] {
  return Array.from({ length: n }, () => mean + sd * rng.normal());
}

/** Student's t with whole degrees of freedom, scaled and moved. */
export function studentT(rng: Rng, n: number, freedom: number, mean: number, scale: number): number[] {
  return Array.from({ length: n }, () => {
    let squares = 0;
    for (let i = 0; i < freedom; i++) squares += rng.normal() ** 2;
    return mean + (scale * rng.normal()) / Math.sqrt(squares / freedom);
  });
}

/** Shares of hits in batches of `batch` tries: an accuracy, with many ties. */
export function shares(rng: Rng, n: number, p: number, batch: number): number[] {
  return Array.from({ length: n }, () => {
    let hits = 0;
    for (let i = 0; i < batch; i++) if (rng.uniform() < p) hits += 1;
    return hits / batch;
  });
}

/** AR(1) about `mean`: every value keeps `phi` of the deviation before. `sd` is that of the innovations. */
export function autoregressive(rng: Rng, n: number, mean: number, phi: number, sd: number): number[] {
  let deviation = (sd * rng.normal()) / Math.sqrt(1 - phi * phi);
  return Array.from({ length: n }, (_, i) => {
    if (i > 0) deviation = phi * deviation + sd * rng.normal();
    return mean + deviation;
  });
}

/** A sine of that period and amplitude, in noise. */
export function seasonal(rng: Rng, n: number, period: number, mean: number, amplitude: number, sd: number): number[] {
  return Array.from(
    { length: n },
    (_, t) => mean + amplitude * Math.sin((2 * Math.PI * t) / period) + sd * rng.normal()
  );
}

/** A waiting time, 1 on average. */
export function exponential(rng: Rng): number {
  return -Math.log(1 - rng.uniform());
}

/** A count: how many come in a time in which `mean` come on average. */
export function poisson(rng: Rng, mean: number): number {
  let count = -1;
  for (let time = 0; time < mean; count++) time += exponential(rng);
  return count;
}

/** 1 with a probability that depends on the place. */
export function bits(rng: Rng, n: number, p: (i: number) => number): number[] {
  return Array.from({ length: n }, (_, i) => (rng.uniform() < p(i) ? 1 : 0));
}

/** The values with `step` added from `at` on. */
export function shifted(values: readonly number[], at: number, step: number): number[] {
  return values.map((x, i) => (i < at ? x : x + step));
}

/** Six digits, so that what is written as JSON is what was seen. */
export function rounded(values: readonly number[]): number[] {
  return values.map((x) => Math.round(x * 1e6) / 1e6);
}
