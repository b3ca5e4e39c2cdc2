import { metricKinds, type Direction } from './metric-kinds.ts';

/** Which way of a metric is good; a single limit needs one of the two. */
export type GoodSide = Exclude<Direction, 'two-sided'>;

/**
 * Metrics that mean one thing wherever they are watched, beside those of `metricKinds`. A policy need not say which way
 * is good of them, and may say another: nothing else is known of them. None that means two things: `ks` is a distance
 * for drift, and of a credit score the separation that should be high; `gini` and `lift` are as open.
 */
export const usualMetrics: Readonly<Record<GoodSide, readonly string[]>> = {
  'higher-is-better': [
    ...split('rocAuc aucRoc auroc prAuc aucPr auprc averagePrecision'),
    ...split('f1Score f1Macro f1Micro f1Weighted macroF1 microF1 weightedF1'),
    ...split('accuracyScore balancedAccuracy sensitivity specificity tpr tnr mcc cohenKappa'),
    ...split('r2 r2Score adjustedR2 explainedVariance'),
    ...split('iou meanIou miou jaccard dice map map50 map75 map5095 meanAveragePrecision'),
    ...split('ndcg mrr hitRate bleu rouge1 rouge2 rougeL psnr ssim'),
  ],
  'lower-is-better': [
    ...split('loss crossEntropy nll perplexity hingeLoss hammingLoss quantileLoss pinballLoss crps'),
    ...split('brier brierScore ece calibrationError fpr fnr eer wer cer fid'),
    ...split('mse msle rmsle nrmse rmspe mape smape wape wmape mdape mase rmsse medae'),
    ...split('meanAbsoluteError meanSquaredError rootMeanSquaredError meanAbsolutePercentageError'),
    ...split('medianAbsoluteError maxError'),
    ...split('psi kl jsDivergence jensenShannon hellinger wasserstein'),
    ...split('latencyP50 latencyP95 latencyP99 p99Latency latencySeconds responseTime'),
  ],
};

/**
 * Which way is good of a metric that is usually called so; `undefined` where a name does not say it.
 *
 * @param name however its words are joined: `logLoss`, `log_loss`
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(usualDirection('ROC_AUC')).toBe('higher-is-better');
 * expect(usualDirection('recall_at_10')).toBe('higher-is-better');
 * expect(usualDirection('latency_p95_ms')).toBe('lower-is-better');
 * expect(usualDirection('ks')).toBeUndefined();
 * expect(usualDirection('neg_mean_squared_error')).toBeUndefined();
 * ```
 */
export function usualDirection(name: string): GoodSide | undefined {
  const plain = plainName(name);
  if (latency.test(plain)) return 'lower-is-better';
  return usual.get(plain) ?? (ofTheFirst.test(plain) ? 'higher-is-better' : undefined);
}

// --- internal ---

function split(names: string): string[] {
  return names.split(' ');
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}

/**
 * Of the built-in ones those of which a name says no more than the direction: one that also says which drift it shows
 * is called by that name, or asked for.
 */
const builtIn = Object.entries<{ direction: GoodSide; drift?: string }>(metricKinds).filter(
  ([, { drift }]) => drift === undefined
);

const usual = new Map<string, GoodSide>([
  ...builtIn.map(([name, { direction }]): [string, GoodSide] => [plainName(name), direction]),
  ...Object.entries(usualMetrics).flatMap(([direction, names]) =>
    names.map((name): [string, GoodSide] => [plainName(name), direction as GoodSide])
  ),
]);

/** With its percentile and unit, in any order: `p99LatencyMs`, `latency_p95`. */
const latency =
  /^(?:p\d{2,3}|mean|avg|average|median|max)?(?:latency|responsetime)(?:p\d{2,3}|mean|avg|average|median|max)?(?:ms|us|s|seconds)?$/;

/** Of the first so many, or above so much: `recall_at_10`, `ndcg5`, `mAP50-95`, `top5Accuracy`. */
const ofTheFirst = /^(?:(?:accuracy|hitrate|map|mrr|ndcg|precision|recall)(?:at)?\d{1,4}|top\d{1,3}accuracy)$/;
