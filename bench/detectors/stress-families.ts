import type { Rng } from '../../src/stats/rng.ts';
import { autoregressive, exponential, normals, poisson, seasonal, shares, studentT } from './draws.ts';

/** A kind of stream without a change, and what is asked of a default on it. */
export interface StressFamily {
  name: string;
  /** Not held to the budget of false alarms, and why. */
  spared?: string;
  /** Values in a round of its longest season: what comes before the fourth is told apart. */
  round?: number;
  /** Neighbours resemble each other: a shift of two deviations may take 60 values, not 15. */
  isCorrelated?: true;
  draw(rng: Rng, n: number): number[];
}

const regime = 'regimes that switch are changes';
const steep = 'a trend of a deviation in 1,000 values is a change';

/** Kinds of calm streams that real metrics resemble: the level never changes, whatever else does. */
export const stressFamilies: readonly StressFamily[] = [
  plain('gauss', (rng, n) => normals(rng, n, 0.93, 0.01)),
  plain('uniform', (rng, n) => each(n, () => rng.uniform())),
  plain('t5', (rng, n) => studentT(rng, n, 5, 0, 1)),
  plain('t3', (rng, n) => studentT(rng, n, 3, 0, 1)),
  plain('t2', (rng, n) => studentT(rng, n, 2, 0, 1)),
  plain('laplace', (rng, n) => each(n, () => exponential(rng) * (rng.uniform() < 0.5 ? 1 : -1))),
  plain('exponential', (rng, n) => each(n, () => exponential(rng))),
  plain('lognormal .5', (rng, n) => each(n, () => Math.exp(0.5 * rng.normal()))),
  plain('lognormal 1', (rng, n) => each(n, () => Math.exp(rng.normal()))),
  plain('bimodal', (rng, n) => each(n, () => (rng.uniform() < 0.5 ? -2 : 2) + 0.5 * rng.normal())),
  plain('three modes, 80/15/5', (rng, n) =>
    each(n, () => {
      const u = rng.uniform();
      return (u < 0.8 ? 0 : u < 0.95 ? 3 : 10) + 0.3 * rng.normal();
    })
  ),
  plain('binomial 20, .9', (rng, n) => shares(rng, n, 0.9, 20)),
  plain('binomial 100, .93', (rng, n) => shares(rng, n, 0.93, 100)),
  plain('poisson .5', (rng, n) => each(n, () => poisson(rng, 0.5))),
  plain('poisson 3', (rng, n) => each(n, () => poisson(rng, 3))),
  plain('poisson 20', (rng, n) => each(n, () => poisson(rng, 20))),
  plain('negative binomial', (rng, n) => each(n, () => poisson(rng, 5 * (exponential(rng) + exponential(rng))))),
  plain('quantised to half a deviation', (rng, n) => each(n, () => Math.round(2 * rng.normal()) / 2)),
  plain('quantised to two deviations', (rng, n) => each(n, () => 2 * Math.round(rng.normal() / 2 + 0.1))),
  plain('noise of 1e-7', (rng, n) => normals(rng, n, 0.93, 1e-7)),
  plain('noise of 1e-13', (rng, n) => normals(rng, n, 0.93, 1e-13)),
  plain('99.7 % exactly 1', (rng, n) => each(n, () => (rng.uniform() < 0.003 ? 1 - 0.2 * rng.uniform() : 1))),
  plain('70 % exactly 0', (rng, n) => each(n, () => (rng.uniform() < 0.7 ? 0 : exponential(rng)))),
  plain('garch', garch),
  plain('variance x2 and back', (rng, n) => each(n, (i) => (Math.floor(i / 500) % 2 ? Math.SQRT2 : 1) * rng.normal())),
  plain('variance x3 and back', (rng, n) =>
    each(n, (i) => (Math.floor(i / 700) % 2 ? Math.sqrt(3) : 1) * rng.normal())
  ),
  plain('spikes, 1 % at -20', (rng, n) => each(n, () => rng.normal() - (rng.uniform() < 0.01 ? 20 : 0))),
  plain('5 % at +-8', (rng, n) => each(n, () => (rng.uniform() < 0.05 ? 8 : 1) * rng.normal())),
  plain('bursts, 3 x -30 each 300', (rng, n) => bursts(rng, n, 3, -30, 300)),
  plain('bursts, 8 x -10 each 400', (rng, n) => bursts(rng, n, 8, -10, 400)),
  plain('bursts, 5 x +6, at random', (rng, n) => {
    let left = 0;
    return each(n, () => {
      if (left > 0) left -= 1;
      else if (rng.uniform() < 1 / 250) left = 5;
      return rng.normal() + (left > 0 ? 6 : 0);
    });
  }),
  tied('AR -.5', (rng, n) => autoregressive(rng, n, 0, -0.5, 1)),
  tied('AR .3', (rng, n) => autoregressive(rng, n, 0, 0.3, 1)),
  tied('AR .5', (rng, n) => autoregressive(rng, n, 0, 0.5, 1)),
  tied('AR .6', (rng, n) => autoregressive(rng, n, 0, 0.6, 1)),
  tied('AR .8', (rng, n) => autoregressive(rng, n, 0, 0.8, 1)),
  tied('AR .9', (rng, n) => autoregressive(rng, n, 0, 0.9, 1)),
  tied('AR .95', (rng, n) => autoregressive(rng, n, 0, 0.95, 1)),
  tied('AR .8, t3', (rng, n) => filtered(studentT(rng, n, 3, 0, 1), [0.8])),
  tied('AR .6, exponentiated', (rng, n) => autoregressive(rng, n, 0, 0.6, 0.8).map(Math.exp)),
  tied('AR(2), pseudo-cycle of 12', (rng, n) => filtered(normals(rng, n, 0, 1), [1.56, -0.81])),
  tied('AR .9 in noise', (rng, n) => autoregressive(rng, n, 0, 0.9, 0.44).map((x) => x + rng.normal())),
  tied('MA(10)', (rng, n) => {
    const e = normals(rng, n + 10, 0, 1);
    return each(n, (i) => e.slice(i, i + 10).reduce((sum, x) => sum + x, 0));
  }),
  tied('regimes, dwell 10', (rng, n) => regimes(rng, n, 10)),
  { ...tied('regimes, dwell 50', (rng, n) => regimes(rng, n, 50)), spared: regime },
  cyclic(24, 'hourly, day of 2 sd', (rng, n) => seasonal(rng, n, 24, 0, 2, 1)),
  cyclic(168, 'hourly, day of 2 sd and week of 1', (rng, n) => {
    const week = seasonal(rng, n, 168, 0, 1, 1);
    return each(n, (i) => (week[i] as number) + 2 * Math.sin((2 * Math.PI * (i + 7)) / 24));
  }),
  cyclic(168, 'hourly, weekend 2 sd lower', (rng, n) => {
    const from = rng.int(0, 167);
    return each(n, (i) => rng.normal() - ((i + from) % 168 < 48 ? 2 : 0));
  }),
  cyclic(7, 'daily, Sundays 3 sd lower', (rng, n) => each(n, (i) => rng.normal() - (i % 7 === 6 ? 3 : 0))),
  cyclic(96, 'quarter-hourly, day of 2 sd', (rng, n) => {
    const from = rng.int(0, 95);
    return each(n, (i) => rng.normal() + 2 * Math.sin((2 * Math.PI * (i + from)) / 96));
  }),
  cyclic(288, 'five-minutely, day of .5 sd', (rng, n) => {
    const from = rng.int(0, 287);
    return each(n, (i) => rng.normal() + 0.5 * Math.sin((2 * Math.PI * (i + from)) / 288));
  }),
  cyclic(288, 'five-minutely, day of 2 sd, AR .6', (rng, n) => {
    const from = rng.int(0, 287);
    const noise = autoregressive(rng, n, 0, 0.6, 0.8);
    return each(n, (i) => (noise[i] as number) + 2 * Math.sin((2 * Math.PI * (i + from)) / 288));
  }),
  tied('a cycle of 50 values, 1 sd', (rng, n) => {
    const from = rng.int(0, 49);
    return each(n, (i) => rng.normal() + Math.sin((2 * Math.PI * (i + from)) / 50));
  }),
  cyclic(24, 'hourly, working hours 1.5 sd higher', (rng, n) => {
    const from = rng.int(0, 23);
    return each(n, (i) => rng.normal() + ((i + from) % 24 < 10 ? 1.5 : 0));
  }),
  plain('shares of 5 to 200 rows', (rng, n) =>
    each(n, () => shares(rng, 1, 0.9, Math.round(5 * Math.exp(rng.uniform() * Math.log(40))))[0] as number)
  ),
  plain('volatility that wanders, log-AR .9', (rng, n) => {
    const log = autoregressive(rng, n, 0, 0.9, 0.22);
    return each(n, (i) => Math.exp((log[i] as number) / 2) * rng.normal());
  }),
  tied('AR .7, 2 % at +8', (rng, n) =>
    autoregressive(rng, n, 0, 0.7, 1).map((x) => x + (rng.uniform() < 0.02 ? 8 : 0))
  ),
  plain('waiting times, storms of 6 x +12', (rng, n) => {
    let left = 0;
    return each(n, () => {
      if (left > 0) left -= 1;
      else if (rng.uniform() < 1 / 400) left = 6;
      return exponential(rng) + (left > 0 ? 12 : 0);
    });
  }),
  plain('trend, 1 sd in 5,000', (rng, n) => each(n, (i) => rng.normal() + i / 5000)),
  { ...plain('trend, 1 sd in 1,000', (rng, n) => each(n, (i) => rng.normal() + i / 1000)), spared: steep },
  ...[96, 144, 288].map((round) =>
    cyclic(round, `day of ${round}, 2 to 12 h 3 sd higher`, (rng, n) => {
      const from = rng.int(0, round - 1);
      const length = Math.round((round * (2 + 10 * rng.uniform())) / 24);
      return each(n, (i) => rng.normal() + ((i + from) % round < length ? 3 : 0));
    })
  ),
];

/** The usual deviation of a family's values: the unit of its shifts. */
export function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

// --- internal ---

type Draw = StressFamily['draw'];

function plain(name: string, draw: Draw): StressFamily {
  return { name, draw };
}

function tied(name: string, draw: Draw): StressFamily {
  return { name, isCorrelated: true, draw };
}

function cyclic(round: number, name: string, draw: Draw): StressFamily {
  return { ...tied(name, draw), round };
}

function each(n: number, value: (i: number) => number): number[] {
  return Array.from({ length: n }, (_, i) => value(i));
}

function garch(rng: Rng, n: number): number[] {
  let variance = 1;
  let last = 0;
  return each(n, () => {
    variance = 0.05 + 0.1 * last * last + 0.85 * variance;
    last = Math.sqrt(variance) * rng.normal();
    return last;
  });
}

function bursts(rng: Rng, n: number, length: number, height: number, every: number): number[] {
  const from = rng.int(0, every - 1);
  return each(n, (i) => rng.normal() + ((i + from) % every < length ? height : 0));
}

function filtered(noise: readonly number[], phi: readonly number[]): number[] {
  const past = phi.map(() => 0);
  const warm = [...noise.slice(0, 200), ...noise];
  return warm
    .map((e) => {
      const x = phi.reduce((sum, one, k) => sum + one * (past[k] as number), e);
      past.unshift(x);
      past.pop();
      return x;
    })
    .slice(Math.min(200, noise.length));
}

function regimes(rng: Rng, n: number, dwell: number): number[] {
  let level = rng.uniform() < 0.5 ? -1 : 1;
  return each(n, () => {
    if (rng.uniform() < 1 / dwell) level = -level;
    return level + rng.normal();
  });
}
