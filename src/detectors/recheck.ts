import type { Knowledge, LearntAgain, Parameter } from './detector.ts';
import { addToLagged, lagCorrelation, restartLagged, type Lagged } from './lag-correlation.ts';
import { fisherScore } from '../stats/fisher-score.ts';
import type { Mode } from './mode.ts';
import type { Moments } from '../stats/moments.ts';
import { saturate } from '../stats/saturate.ts';

/** Whether a baseline is learned again where what follows its burn-in disagrees with it. */
export interface RecheckOptions {
  /** Absent in policies from before there was a choice, which go on as they went. */
  recheck?: 'learn-again' | 'never';
}

/** A baseline that may turn out to be none to compare with. */
export interface Rechecked extends Moments {
  sd: number;
  /** Absent where it is not looked at: `never`, or mean and deviation were given. */
  recheck?: RecheckState;
  learntAgain?: LearntAgain;
}

/** Moments of the values since the burn-in, over one probe, and then over as many values as a burn-in has. */
export interface RecheckState extends Lagged {
  /** Values since the first, without these. */
  t: number;
  /** The values are only a probe yet: `mean` and `squares` are sums of their distances from the baseline's mean. */
  probing: boolean;
  /** Sum of distances from the mean so far: of these values, and of the burn-in. */
  apart: number;
  usual: number;
}

export const recheckParameter = {
  type: 'choice',
  values: ['learn-again', 'never'],
  default: 'learn-again',
  doc: "what follows if later values show that the burn-in was no time to learn from: 'learn-again', or 'never'",
  source: 'measured, docs/detectors.md',
} as const satisfies Parameter;

/** Most bytes that it adds to a state as JSON. */
export function recheckBytes({ recheck }: RecheckOptions): number {
  return recheck === 'learn-again' ? 448 : 0;
}

/** @param t values that earlier versions of the model had: each time of learning again has its own count */
export function freshRecheck({ recheck }: RecheckOptions, t = 0): { recheck?: RecheckState } {
  if (recheck !== 'learn-again') return {};
  const nothing = { n: 0, mean: 0, squares: 0, first: 0, previous: 0, products: 0 };
  return { recheck: { t, probing: true, ...nothing, apart: 0, usual: 0 } };
}

/** One value of the burn-in, after its mean has taken it in. */
export function recheckLearns({ recheck, mean, n }: Rechecked, x: number): void {
  if (!recheck) return;
  if (n === 1) recheck.usual = 0;
  recheck.t += 1;
  recheck.usual = saturate(recheck.usual + Math.abs(saturate(x - mean)));
}

/** An alarm: what comes after it is looked at anew. */
export function recheckForgets({ recheck }: Rechecked): void {
  if (!recheck) return;
  recheck.t += recheck.n;
  restartLagged(recheck);
  recheck.apart = 0;
  recheck.probing = true;
}

/** What of a burn-in did not hold: level and spread, its spread alone, or its spread while the level really moved. */
export type Disproved = 'level' | 'spread' | 'scale';

/**
 * One value after the burn-in. Says what of it the values since then disprove; the caller then learns it from those
 * (`learnAgain`). A burn-in may have fallen into an incident, or into its beginning or end.
 *
 *     level:  mean - mean_0 lies on the side that is not watched, by more than 5 standard errors and 1 deviation
 *     spread: (mean distance_0 / mean distance)^2 > 4, and more than chance makes of it once in 100,000
 *     scale:  the level is as far off on a watched side, and the spread was too wide to see it; level_0 stays, so that
 *             the detector raises its alarm
 *
 * Symbols: index 0 the burn-in; without it as many later values, after a probe of a third that points the same way. The
 * standard error, and the degrees of freedom of the ratio, know the correlation of neighbours (moved up by two standard
 * errors) and how unequal the distances are: an outlier in the burn-in, or rare events, leave few. A level within 1
 * deviation was that of most of the burn-in.
 */
export function disproves(baseline: Rechecked, x: number, burnIn: number, mode: Mode): Disproved | undefined {
  const { recheck } = baseline;
  if (!recheck) return undefined;
  if (recheck.probing) {
    const gap = x - baseline.mean;
    const bounded = gap > farthest ? farthest : gap < -farthest ? -farthest : gap;
    recheck.n += 1;
    recheck.mean += bounded;
    recheck.squares += bounded * bounded;
    if (recheck.n >= leastProbed && 3 * recheck.n >= burnIn) endProbe(baseline, recheck, mode);
    return undefined;
  }
  addToLagged(recheck, x);
  recheck.apart = saturate(recheck.apart + Math.abs(saturate(x - recheck.mean)));
  if (recheck.n < Math.max(burnIn, leastLearned)) return undefined;
  const disproved = judge(baseline, recheck, mode);
  if (!disproved) recheckForgets(baseline);
  return disproved;
}

/**
 * The values since the burn-in become the baseline, and that is noted.
 *
 * @param sd their scale
 */
export function learnAgain(baseline: Rechecked, disproved: Disproved, sd: number): void {
  const { recheck } = baseline;
  if (!recheck) return;
  const isLevel = disproved === 'level';
  const [from, to] = isLevel ? [baseline.mean, recheck.mean] : [baseline.sd, sd];
  const brief = (x: number): number => Number(x.toPrecision(6));
  baseline.learntAgain = {
    t: recheck.t + recheck.n,
    from: brief(from),
    to: brief(to),
    ...(isLevel ? {} : { of: 'spread' }),
  };
  baseline.n = recheck.n;
  if (disproved !== 'scale') baseline.mean = recheck.mean;
  baseline.squares = recheck.squares;
  baseline.sd = sd;
  recheck.usual = recheck.apart;
  recheckForgets(baseline);
}

/** What a detector with a baseline has learned, for people. */
export function knowledgeOfBaseline({ learntAgain }: Rechecked, correlation: number | null = null): Knowledge {
  return { cycles: [], correlation, ...(learntAgain ? { learntAgain } : {}) };
}

// --- internal ---

/** A distance of which a sum of squares stays finite. */
const farthest = 1e150;
/** Values that a probe has at least, and a baseline that is learned again. */
const leastProbed = 10;
const leastLearned = 30;
/** A probe goes on if its mean is so far off, or its spread so small, in deviations of the baseline. */
const probedLevel = 0.5;
const probedSpread = 0.6;
/** Standard errors, and ratio of squares, that the values must differ by. */
const sure = 5;
const leastRatio = 4;
/** Once in 100,000 by chance. */
const leastScore = 4.25;
/** Squared variation of the distances of normal values: pi / 2 - 1. */
const normalVariation = Math.PI / 2 - 1;

function endProbe(baseline: Rechecked, recheck: RecheckState, mode: Mode): void {
  const mean = recheck.mean / recheck.n;
  const deviation = Math.sqrt(Math.max(0, recheck.squares / recheck.n - mean * mean));
  recheckForgets(baseline);
  recheck.probing = !(side(mode) * mean > probedLevel * baseline.sd || deviation < probedSpread * baseline.sd);
}

/** The side that is not watched; 0 where both are. */
function side(mode: Mode): number {
  return mode === 'down' ? 1 : mode === 'up' ? -1 : 0;
}

function judge(baseline: Rechecked, since: RecheckState, mode: Mode): Disproved | undefined {
  const gap = saturate(since.mean - baseline.mean);
  const squared = since.squares / (since.n - 1);
  const r = correlationOf(since);
  const error = Math.sqrt(((squared * (1 + r)) / (1 - r)) * (1 / baseline.n + 1 / since.n));
  const isOff = Math.abs(gap) > Math.max(baseline.sd, Math.sqrt(squared), sure * error);
  if (isOff && side(mode) * gap > 0) return 'level';
  if (isOff) return baseline.sd ** 2 > leastRatio * squared ? 'scale' : undefined;
  return spreadIsOff(baseline, since, r) ? 'spread' : undefined;
}

function spreadIsOff(baseline: Rechecked, since: RecheckState, r: number): boolean {
  const before = since.usual / baseline.n;
  const now = since.apart / since.n;
  // Equal values do not show the noise that later ones have.
  if (!(now > 0 && now > rounding * Math.abs(since.mean))) return false;
  const ratio = (before / now) ** 2;
  if (!(ratio > leastRatio)) return false;
  const independent = (1 - r * r) / (1 + r * r);
  const above = freedom(baseline.n, baseline.squares, since.usual);
  const below = freedom(since.n, since.squares, since.apart);
  return fisherScore(ratio, independent * above, independent * below) > leastScore;
}

/** Degrees of freedom of a squared mean distance: fewer where the distances are unequal. */
function freedom(n: number, squares: number, apart: number): number {
  const variation = (n * squares) / (apart * apart) - 1;
  return (n * normalVariation) / Math.max(normalVariation, variation);
}

/** A distance below this share of the mean is rounding. */
const rounding = 1e-12;

function correlationOf(since: RecheckState): number {
  return Math.min(0.97, lagCorrelation(since) + 2 / Math.sqrt(since.n));
}
