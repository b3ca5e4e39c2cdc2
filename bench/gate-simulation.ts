import { createRng, type Rng } from '../src/stats/rng.ts';
import { gate } from '../src/core/candidate/gate.ts';
import { pairedBootstrap } from '../src/stats/paired-bootstrap.ts';
import type { Evaluation } from '../src/core/state/lineage.ts';
import type { GateSpec } from '../src/core/state/retrain.ts';

/** The gate of a monitor whose file says nothing of it, for the metric that its study optimises. */
export function defaultGate(metric: 'accuracy' | 'logLoss'): GateSpec {
  const gain =
    metric === 'accuracy'
      ? { metric, goal: 'maximize' as const, minGain: 0.005 }
      : { metric, goal: 'minimize' as const, minGain: 0 };
  return { minSamples: 30, floors: [], gains: [gain], maxSliceLoss: 0.02, significance: 0.03 };
}

export interface Series {
  spec: GateSpec;
  retrains: number;
  firstSeed: number;
  /** Held-out rows. */
  rows: number;
  /** By how many standard errors of the champion's own mean log loss the challenger is truly better. */
  sigmas: number;
  resamples?: number;
}

/**
 * How many of many retrains the gate lets through, each with rows and losses as the in-process trainer would give them: two
 * logistic models answer the same rows, whose labels come from a truth that neither knows, and each misses the truth by errors
 * of its own. The champion's errors are as large as the challenger's, or larger by so much that its expected log loss is
 * `sigmas` standard errors higher.
 */
export function countPromoted({ spec, retrains, firstSeed, rows, sigmas, resamples = 2000 }: Series): number {
  const errors = championErrors(sigmas, rows);
  let promoted = 0;
  for (let seed = firstSeed; seed < firstSeed + retrains; seed++) {
    const { champion, challenger } = compare(createRng(seed), rows, errors);
    const evaluations = { champion: evaluationOf(champion), challenger: evaluationOf(challenger) };
    const input = { ...evaluations, spec, holdout: { from: null, to: null, samples: rows }, paired: null };
    // Where another rule says no, the test need not be asked: it is what takes the time.
    if (!gate({ ...input, spec: { ...spec, significance: null } }).passed) continue;
    const paired = pairedBootstrap(champion.losses, challenger.losses, { seed, resamples });
    if (gate({ ...input, paired }).passed) promoted += 1;
  }
  return promoted;
}

// --- internal ---

/** Spread of the true log odds: about four right answers in five, as in the example data. */
const truthSpread = 2;
/**
 * Spread of a model's errors, in log odds: losses of two equally good models then differ, row by row, by 0.4 of their own
 * spread, as measured with the in-process trainer on the example data, trained on windows 600 days apart.
 */
const modelErrors = 0.4;

interface Answers {
  losses: number[];
  hits: number;
}

function compare(rng: Rng, rows: number, errors: number): { champion: Answers; challenger: Answers } {
  const champion: Answers = { losses: [], hits: 0 };
  const challenger: Answers = { losses: [], hits: 0 };
  for (let row = 0; row < rows; row++) {
    const truth = truthSpread * rng.normal();
    const positive = rng.uniform() < sigmoid(truth);
    answer(champion, truth + errors * rng.normal(), positive);
    answer(challenger, truth + modelErrors * rng.normal(), positive);
  }
  return { champion, challenger };
}

function answer(answers: Answers, logOdds: number, positive: boolean): void {
  answers.losses.push(-Math.log(sigmoid(positive ? logOdds : -logOdds)));
  if (logOdds > 0 === positive) answers.hits += 1;
}

function evaluationOf({ losses, hits }: Answers): Evaluation {
  return { metrics: { accuracy: hits / losses.length, logLoss: mean(losses) }, samples: losses.length };
}

/** The champion's spread of errors for which its expected log loss is that many of its standard errors higher. */
function championErrors(sigmas: number, rows: number): number {
  if (sigmas === 0) return modelErrors;
  let [low, high] = [modelErrors, 4];
  for (let step = 0; step < 25; step++) {
    const middle = (low + high) / 2;
    const { champion, challenger } = compare(createRng(1), 50_000, middle);
    const average = mean(champion.losses);
    const variance = mean(champion.losses.map((loss) => (loss - average) ** 2));
    const better = (average - mean(challenger.losses)) / Math.sqrt(variance / rows);
    if (better < sigmas) low = middle;
    else high = middle;
  }
  return low;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
