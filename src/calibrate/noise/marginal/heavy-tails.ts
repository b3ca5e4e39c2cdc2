import { logGamma } from '../../../stats/log-gamma.ts';
import { normalQuantile } from '../../../stats/normal.ts';
import { studentTail } from '../../../stats/student-tail.ts';
import { valueTable, type ValueTable } from './value-table.ts';

/**
 * Student's t of the likeliest degrees of freedom, place and scale.
 *
 * @see Liu, C.; Rubin, D. B. (1995). ML estimation of the t distribution using EM and its extensions, ECM and ECME.
 *   Statistica Sinica 5(1), 19-39.
 */
export function heavyTails(noise: Float64Array): ValueTable {
  let best = fitOf(noise, 1 / inverses[0]!);
  for (const inverse of inverses.slice(1)) {
    const fit = fitOf(noise, 1 / inverse);
    if (fit.likelihood > best.likelihood) best = fit;
  }
  const { nu, place, scale } = best;
  const score = scoresOf(nu);
  return valueTable((z) => place + scale * Math.sign(z) * score(Math.abs(z)));
}

// --- internal ---

/** One over the degrees of freedom: of fewer than two the deviation is infinite. */
const inverses = [
  0.02, 0.04, 0.06, 0.08, 0.1, 0.125, 0.15, 0.175, 0.2, 0.225, 0.25, 0.275, 0.3, 0.333, 0.37, 0.41, 0.45,
];
const rounds = 12;

interface Fit {
  nu: number;
  place: number;
  scale: number;
  likelihood: number;
}

function fitOf(noise: Float64Array, nu: number): Fit {
  const n = noise.length;
  let place = noise.reduce((sum, x) => sum + x, 0) / n;
  let square = noise.reduce((sum, x) => sum + (x - place) ** 2, 0) / n / (nu > 4 ? nu / (nu - 2) : 2);
  for (let round = 0; round < rounds; round++) {
    let weights = 0;
    let sum = 0;
    let squares = 0;
    for (const x of noise) {
      const weight = (nu + 1) / (nu + ((x - place) * (x - place)) / square);
      weights += weight;
      sum += weight * x;
      squares += weight * (x - place) * (x - place);
    }
    place = sum / weights;
    square = squares / n;
  }
  let likelihood = n * (logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(nu * square));
  for (const x of noise) likelihood -= ((nu + 1) / 2) * Math.log1p(((x - place) * (x - place)) / (nu * square));
  return { nu, place, scale: Math.sqrt(square), likelihood };
}

/** The value of a standard t that is as rare as a normal score from 0. */
function scoresOf(nu: number): (z: number) => number {
  const values: number[] = [0];
  const scores: number[] = [0];
  for (let x = 0.02; ; x *= 1.05) {
    const chance = studentTail(x, nu);
    if (!(chance > 1e-16)) break;
    values.push(x);
    scores.push(-normalQuantile(chance));
  }
  return (z) => {
    let high = scores.findIndex((score) => score >= z);
    if (high === -1) high = scores.length - 1;
    if (high === 0) return 0;
    const share = (z - scores[high - 1]!) / (scores[high]! - scores[high - 1]!);
    return values[high - 1]! + share * (values[high]! - values[high - 1]!);
  };
}
