import { metricKinds, type Direction } from '../../terms/metric-kinds.ts';

/** Which way of a metric is good; a single limit needs one of the two. */
export type GoodSide = Exclude<Direction, 'two-sided'>;

/**
 * Which way is good of a metric that is usually called so; `undefined` where a name does not say it. Only for what is
 * written into a new file, where a person reads it: a policy without a direction is never completed by a guess.
 *
 * @param name however its words are joined: `logLoss`, `log_loss`
 */
export function usualDirection(name: string): GoodSide | undefined {
  const plain = plainName(name);
  return usual.get(plain) ?? (latency.test(plain) ? 'lower-is-better' : undefined);
}

// --- internal ---

function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}

// `ks` is not among them: a distance for drift, but of a credit score the separation that should be high.
const lower =
  'brier brierscore crossentropy ece hellinger jensenshannon jsdivergence loss mape medae mse psi rmsle smape wape wasserstein';
const higher =
  'aucpr averageprecision balancedaccuracy clickrate clickthroughrate ctr f1score iou mcc mrr ndcg prauc r2 rocauc specificity sensitivity';

const usual = new Map<string, GoodSide>([
  ...Object.entries(metricKinds).map(([name, { direction }]): [string, GoodSide] => [plainName(name), direction]),
  ...lower.split(' ').map((name): [string, GoodSide] => [name, 'lower-is-better']),
  ...higher.split(' ').map((name): [string, GoodSide] => [name, 'higher-is-better']),
]);

/** With its percentile and unit, in any order: `p99LatencyMs`, `latency_p95`. */
const latency = /^(?:p\d{2,3})?(?:latency|responsetime)(?:p\d{2,3})?(?:ms|s|seconds)?$/;
