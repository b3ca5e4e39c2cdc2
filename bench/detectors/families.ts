import type { Rng } from '../../src/stats/rng.ts';
import { autoregressive, bits, normals, rounded, seasonal, shares, shifted, studentT } from './draws.ts';

/** Where a stream changes, and over how many values the change is spread. */
export interface Change {
  at: number;
  width: number;
}

/** A kind of stream: one is drawn for each seed. Without changes it counts false alarms only. */
export interface Family {
  name: string;
  changes: Change[];
  draw(rng: Rng): number[];
}

/** Values like an accuracy, .93 with a deviation of .01, changing half-way. */
export const metricChanges: readonly Family[] = [
  ...[1, 2, 4, 8].map((size) => family(`sudden ${size}sd`, [500], (rng) => step(rng, 500, 500, size))),
  family('sudden 4sd early', [100], (rng) => step(rng, 100, 400, 4)),
  family('gradual mix, 4sd', [500], gradualMix, 200),
  family('ramp, 4sd', [500], ramp, 300),
  family('recurring, 4sd', [300, 600, 900], (rng) =>
    [0, 1, 2, 3].flatMap((k) => normals(rng, 300, k % 2 ? mean - 4 * sd : mean, sd))
  ),
  family('sd x3', [500], (rng) => [...normals(rng, 500, mean, sd), ...normals(rng, 500, mean, 3 * sd)]),
  family('AR(1) .5, 4sd', [500], (rng) =>
    shifted(autoregressive(rng, 1000, mean, 0.5, ofVarianceOne(0.5)), 500, -4 * sd)
  ),
  family('t3, 4 scale', [500], (rng) => shifted(studentT(rng, 1000, 3, mean, sd), 500, -4 * sd)),
  family('season 96, 4sd', [576], (rng) => shifted(seasonal(rng, 1056, 96, mean, 2 * sd, sd), 576, -4 * sd)),
  family('k/100, .93 to .88', [500], (rng) => [...shares(rng, 500, 0.93, 100), ...shares(rng, 500, 0.88, 100)]),
];

/** The same kinds of values without any change. */
export const metricCalm: readonly Family[] = [
  family('gauss', [], (rng) => normals(rng, 5000, mean, sd)),
  family('AR(1) .5', [], (rng) => autoregressive(rng, 5000, mean, 0.5, ofVarianceOne(0.5))),
  family('t3', [], (rng) => studentT(rng, 5000, 3, mean, sd)),
  family('season 96', [], (rng) => seasonal(rng, 4992, 96, mean, 2 * sd, sd)),
  family('k/100', [], (rng) => shares(rng, 5000, 0.93, 100)),
  family('spikes 1%', [], (rng) => normals(rng, 5000, mean, sd).map((x) => (rng.uniform() < 0.01 ? x - 0.2 : x))),
];

/** Error bits, 1 = wrong. */
export const bitChanges: readonly Family[] = [
  family('.1 to .2', [1000], (rng) => bits(rng, 2000, (i) => (i < 1000 ? 0.1 : 0.2))),
  family('.1 to .3', [1000], (rng) => bits(rng, 2000, (i) => (i < 1000 ? 0.1 : 0.3))),
  family('.3 to .5', [1000], (rng) => bits(rng, 2000, (i) => (i < 1000 ? 0.3 : 0.5))),
  family('ramp .1 to .3', [1000], (rng) => bits(rng, 2300, (i) => 0.1 + 0.2 * share(i, 1000, 500)), 500),
  family('recurring .1/.3', [800, 1600, 2400], (rng) => bits(rng, 3200, (i) => (Math.floor(i / 800) % 2 ? 0.3 : 0.1))),
  family('improves .3 to .1', [1000], (rng) => bits(rng, 2000, (i) => (i < 1000 ? 0.3 : 0.1))),
];

/** A learning curve is no drift: it only gets better, and slowly. */
export const bitCalm: readonly Family[] = [
  family('p=.1', [], (rng) => bits(rng, 20_000, () => 0.1)),
  family('p=.3', [], (rng) => bits(rng, 20_000, () => 0.3)),
  family('learning curve', [], (rng) => bits(rng, 20_000, (i) => 0.1 + 0.4 * Math.exp(-i / 1000))),
];

// --- internal ---

const mean = 0.93;
const sd = 0.01;

const ofVarianceOne = (phi: number): number => sd * Math.sqrt(1 - phi * phi);

function family(name: string, at: number[], draw: (rng: Rng) => number[], width = 0): Family {
  return { name, changes: at.map((one) => ({ at: one, width })), draw: (rng) => rounded(draw(rng)) };
}

const step = (rng: Rng, before: number, after: number, size: number): number[] => [
  ...normals(rng, before, mean, sd),
  ...normals(rng, after, mean - size * sd, sd),
];

/** How far a transition of `width` values from `from` on has come at `i`. */
const share = (i: number, from: number, width: number): number => Math.min(1, Math.max(0, (i - from) / (width - 1)));

function gradualMix(rng: Rng): number[] {
  return Array.from(
    { length: 1100 },
    (_, i) => mean + sd * (rng.normal() - (rng.uniform() < share(i, 500, 200) ? 4 : 0))
  );
}

function ramp(rng: Rng): number[] {
  return Array.from({ length: 1100 }, (_, i) => mean + sd * (rng.normal() - 4 * share(i, 500, 300)));
}
