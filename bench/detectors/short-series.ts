import { createRng, type Rng } from '../../src/stats/rng.ts';
import type { AnnotatedSeries } from './annotated.ts';
import { autoregressive, exponential, normals, poisson, rounded, studentT } from './draws.ts';

/**
 * Short series such as people annotate: what a business, an economy or nature writes down each day, month or year. The
 * mixture was settled before any detector saw a series of it, and by these thoughts:
 *
 * - Length: 80 to 600, even on the log scale. Ten to thirty years of months are 120 to 360 values, a year of days 365.
 * - Changes: none .15, one .35, two .25, three .15, four .1, but at most one in 30 values, and never two within 15 or a
 *   fifteenth of the length. People who look at a plot mark few changes, and none at its very ends.
 * - Kinds: a step .6, a bend of the trend .2, a step with a bend .1, another spread .1. Steps are what is published
 *   most (a law, a crisis, another instrument), bends come next in economies, a spread alone is seldom marked.
 * - Sizes: a step of 1 to 5 deviations, three in ten of which go back to the level before; a bend takes the line 3 to
 *   15 deviations off by the next change; a spread becomes 2 to 4 times as large, or as small.
 * - Beside them: a trend over the whole series .35, of 2 to 30 deviations; a season of 7, 12 or 24 values .25, of .5 to 3
 *   deviations, half of them a sine, half any profile; outliers of 5 to 12 deviations .2, one to three of them.
 * - Noise: independent .35, AR(1) of .2 to .8 .45, a random walk that strays some 2 deviations in the series, in noise,
 *   .2. Innovations are Gaussian .7, Student's t with 3 degrees of freedom .2, skewed as an exponential .1.
 * - Scale: as it is .35, rounded to between a quarter of a deviation and one .15, counts of 4 to 100 on average .2,
 *   percentages with one digit .15, growth on the log scale .15.
 */
export function drawShort(seed: number): AnnotatedSeries {
  const rng = createRng(seed, stream);
  const n = Math.round(80 * Math.exp(rng.uniform() * Math.log(600 / 80)));
  const changes = drawPlaces(rng, n);
  const { line, spread } = structureOf(rng, n, changes);
  if (rng.uniform() < 0.25) addSeason(rng, line);
  const noise = noiseOf(rng, n).map((x, i) => x * (spread[i] as number));
  if (rng.uniform() < 0.2) addOutliers(rng, noise);
  return { name: `short ${seed}`, values: rounded(scaled(rng, line, noise)), annotations: { drawn: changes } };
}

/**
 * What such series are watched with: the middle of the best plateau on the seeds 1 to 600, by the online reading
 * (`annotated-series.ts`). bench/short-series.ts shows the plateau, and what other detectors come to.
 */
export const chosenForShort = { type: 'change', params: { atLeast: 1, scanLeast: 8, lineUntil: 200 } } as const;

// --- internal ---

/** Apart from the streams that the other families draw from a seed. */
const stream = 4711;

function drawPlaces(rng: Rng, n: number): number[] {
  const wanted = Math.min(Math.floor(n / 30), pick(rng, [0.15, 0.35, 0.25, 0.15, 0.1]));
  const apart = Math.max(15, Math.floor(n / 15));
  // What is left when every part has its least, shared out at random.
  const free = n - (wanted + 1) * apart;
  const marks = Array.from({ length: wanted }, () => rng.int(0, free)).sort((a, b) => a - b);
  return marks.map((mark, k) => mark + (k + 1) * apart);
}

/** The line that the values lie about, in deviations, and how many times the usual they deviate from it. */
function structureOf(rng: Rng, n: number, changes: readonly number[]): { line: number[]; spread: number[] } {
  const trend = rng.uniform() < 0.35 ? (sign(rng) * between(rng, 2, 30)) / n : 0;
  const line = Array.from({ length: n }, (_, i) => trend * i);
  const spread = line.map(() => 1);
  let step = 0;
  changes.forEach((at, k) => {
    const end = changes[k + 1] ?? n;
    const kind = pick(rng, [0.6, 0.2, 0.1, 0.1]);
    if (kind === 0 || kind === 2) {
      step = step !== 0 && rng.uniform() < 0.3 ? -step : sign(rng) * (1 + 4 * rng.uniform());
      for (let i = at; i < n; i++) line[i] = (line[i] as number) + step;
    }
    if (kind === 1 || kind === 2) {
      const slope = (sign(rng) * between(rng, 3, 15)) / (end - at);
      // A bend lasts until the next change; from there the line runs as before, at its new level.
      for (let i = at; i < n; i++) line[i] = (line[i] as number) + slope * (Math.min(i, end) - at);
    }
    if (kind === 3) {
      const times = between(rng, 2, 4) ** sign(rng);
      for (let i = at; i < n; i++) spread[i] = (spread[i] as number) * times;
    }
  });
  return { line, spread };
}

function addSeason(rng: Rng, line: number[]): void {
  const period = [7, 12, 24][pick(rng, [0.3, 0.5, 0.2])] as number;
  const amplitude = between(rng, 0.5, 3);
  const from = rng.int(0, period - 1);
  const isSine = rng.uniform() < 0.5;
  const profile = Array.from({ length: period }, (_, i) =>
    isSine ? Math.sin((2 * Math.PI * i) / period) : rng.normal() / Math.SQRT2
  );
  for (let i = 0; i < line.length; i++)
    line[i] = (line[i] as number) + amplitude * (profile[(i + from) % period] as number);
}

/** About 0, of deviation 1. */
function noiseOf(rng: Rng, n: number): number[] {
  const shape = pick(rng, [0.7, 0.2, 0.1]);
  const draw = (count: number): number[] =>
    shape === 0
      ? normals(rng, count, 0, 1)
      : shape === 1
        ? studentT(rng, count, 3, 0, 1 / Math.sqrt(3))
        : Array.from({ length: count }, () => exponential(rng) - 1);
  const kind = pick(rng, [0.35, 0.45, 0.2]);
  if (kind === 0) return draw(n);
  if (kind === 1) {
    const phi = 0.2 + 0.6 * rng.uniform();
    let x = 0;
    return draw(n + 50)
      .map((e) => (x = phi * x + Math.sqrt(1 - phi * phi) * e))
      .slice(50);
  }
  const walk = autoregressive(rng, n, 0, 0.999, 2 / Math.sqrt(n));
  const first = walk[0] as number;
  return draw(n).map((e, i) => 0.5 * e + (walk[i] as number) - first);
}

function addOutliers(rng: Rng, noise: number[]): void {
  for (let left = rng.int(1, 3); left > 0; left--) {
    const at = rng.int(0, noise.length - 1);
    noise[at] = (noise[at] as number) + sign(rng) * (5 + 7 * rng.uniform());
  }
}

function scaled(rng: Rng, line: readonly number[], noise: readonly number[]): number[] {
  const values = line.map((x, i) => x + (noise[i] as number));
  const kind = pick(rng, [0.35, 0.15, 0.2, 0.15, 0.15]);
  if (kind === 0) return values;
  if (kind === 1) {
    const unit = between(rng, 0.25, 1);
    return values.map((x) => unit * Math.round(x / unit));
  }
  if (kind === 2) {
    // A count has a spread of its own, so less of the noise is left beside it.
    const mean = between(rng, 4, 100);
    const lowest = Math.min(0, ...line);
    const at = (i: number): number =>
      mean + Math.sqrt(mean) * ((line[i] as number) - lowest + 0.6 * (noise[i] as number));
    return values.map((_, i) => poisson(rng, Math.max(0.1, at(i))));
  }
  if (kind === 3) {
    const center = 2 * (rng.uniform() - 0.5);
    return values.map((x) => Math.round(1000 / (1 + Math.exp(-center - 0.15 * x))) / 10);
  }
  return values.map((x) => 100 * Math.exp(0.1 * x));
}

/** A place in the list of shares, which make 1. */
function pick(rng: Rng, shares: readonly number[]): number {
  let left = rng.uniform();
  const at = shares.findIndex((share) => (left -= share) < 0);
  return at < 0 ? shares.length - 1 : at;
}

/** Even on the log scale. */
function between(rng: Rng, low: number, high: number): number {
  return low * Math.exp(rng.uniform() * Math.log(high / low));
}

function sign(rng: Rng): 1 | -1 {
  return rng.uniform() < 0.5 ? -1 : 1;
}
