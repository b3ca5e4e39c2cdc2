import type { Parameter } from '../detector.ts';
import { bin, isEveryBinFull, isFixedBinning, type Binned, type Binning } from './bins.ts';
import { dataParameter } from './chi-square.ts';
import {
  alphaParameter,
  judge,
  roundsParameter,
  ruleParameter,
  seedParameter,
  thresholdParameter,
  type JudgeOptions,
} from './judge.ts';
import { nothingToJudge } from './could-judge.ts';
import { pairOf, type Pair } from './pair.ts';
import { sharesOf, type Zeros } from './shares.ts';
import type { Sample, TwoSampleResult } from './two-sample-test.ts';

/** What the divergences between binned samples have in common. */
export interface DivergenceOptions extends JudgeOptions {
  rule: 'auto' | 'chi-square' | 'permutation';
  data: 'auto' | 'numeric' | 'categorical';
  binning: Binning;
  bins: number;
  zeros: Zeros;
  floor: number;
}

/** A divergence of two lists of shares, and how it relates to a chi-square variable when there is no drift. */
export interface Divergence {
  renormalise: boolean;
  between(reference: readonly number[], current: readonly number[]): number;
  /** Divergence to (chi-square variable) * (1/n + 1/m), and back. */
  toVariable(statistic: number): number;
  toStatistic(variable: number): number;
}

export function divergenceParameters(binning: Binning, zeros: Zeros): { [K in keyof DivergenceOptions]-?: Parameter } {
  return {
    alpha: alphaParameter,
    rule: ruleParameter,
    threshold: thresholdParameter,
    data: dataParameter,
    binning: {
      type: 'choice',
      values: ['quantiles', 'equal-width', 'sturges', 'doane', 'values'],
      default: binning,
      doc: 'bins for numbers; labels are never binned',
    },
    bins: {
      type: 'integer',
      default: 10,
      min: 2,
      max: 1_000,
      aliases: ['nBins', 'numBins'],
      doc: "how many, for 'quantiles' and 'equal-width'",
      source: 'practice in credit scoring',
    },
    zeros: {
      type: 'choice',
      values: ['floor', 'evidently', 'keep'],
      default: zeros,
      doc: "empty bins: 'floor' gives them that share, 'evidently' a millionth of the smallest when that is less",
    },
    floor: {
      type: 'number',
      default: 0.0001,
      min: 0,
      exclusiveMin: true,
      max: 0.1,
      aliases: ['eps'],
      doc: 'share of an empty bin',
      source: 'evidently 0.7.23',
    },
    rounds: roundsParameter,
    seed: seedParameter,
  };
}

export function runDivergence(
  reference: Sample,
  current: Sample,
  options: DivergenceOptions,
  divergence: Divergence
): TwoSampleResult {
  const pair = pairOf(reference, current, options.data);
  const { n, m } = pair;
  const rule = options.rule === 'chi-square' ? 'chi-square' : 'permutation';
  if (n === 0 || m === 0) return nothingToJudge(pair, rule);
  const share = (counts: number[]): number[] => sharesOf(counts, options.zeros, options.floor, divergence.renormalise);
  const of = (counts: Binned): number => divergence.between(share(counts.reference), share(counts.current));
  const counts = bin(pair, options.binning, options.bins);
  const used = counts.reference.filter((count, i) => count + (counts.current[i] as number) > 0).length;
  // One bin for several values hides every difference between them: there is no verdict.
  if (used < 2 && pair.values.length > 1) return { ...nothingToJudge(pair, rule, oneBin), statistic: 0 };
  const noise = 1 / n + 1 / m;
  // Bins that relabelling cannot move are relabelled whole: the distance depends on nothing else.
  const isFixed = isFixedBinning(pair, options.binning);
  const relabelled: Pair = isFixed ? { ...pair, ...counts } : pair;
  const measure = (one: Pair): number => of(isFixed ? one : bin(one, options.binning, options.bins));
  const form = {
    toVariable: (statistic: number) => divergence.toVariable(statistic) / noise,
    toDistance: (variable: number) => divergence.toStatistic(variable * noise),
    df: used - 1,
  };
  return judge(relabelled, of(counts), options, measure, form, isEveryBinFull(counts, pair));
}

// --- internal ---

const oneBin = "one bin holds all the different values; give `data: 'categorical'`, or another binning";
