import { externalTuner } from '../../terms/message-names.ts';
import { knownKind } from '../../terms/metric-kinds.ts';
import { usualDirection } from '../../terms/usual-direction.ts';
import type { MetricPolicy } from '../../core/state/policy.ts';
import type { RetrainSpec } from '../../core/state/retrain.ts';
import { checkSpace } from '../../tuners/space.ts';
import { fieldsOf } from '../../tuners/dimension-fields.ts';
import { tuners } from '../../tuners/index.ts';
import type { Int } from '../../tuners/dimension.ts';
import type { SearchSpace } from '../../tuners/tuner.ts';
import { didYouMean } from '../../terms/did-you-mean.ts';
import type { Faults } from '../faults/faults.ts';
import type { RetrainFile } from '../schema/retrain-schema.ts';
import { listOf, type Path } from '../faults/path.ts';

type TuningFile = NonNullable<RetrainFile['tuning']>;

/** What completing the `retrain` part of a file needs. */
export interface Surroundings {
  /** The valid metrics of the file. */
  metrics: readonly MetricPolicy[];
  /** Names of the worker's own tuners. */
  tuners: readonly string[];
}

/** 20 trials, a number that users of Optuna and DataRobot know; none if there is nothing to search. */
export function completeTuning(
  file: TuningFile,
  { metrics, tuners: own }: Surroundings,
  faults: Faults
): RetrainSpec['tuning'] {
  const path = ['retrain', 'tuning'];
  const { tuner = null, seed = 0, parallel = 1, timeBudget, pruner } = file;
  const space = (file.space ?? {}) as SearchSpace;
  const trials = file.trials ?? (file.space === undefined ? 0 : 20);
  const names = [...tuners.keys(), externalTuner, ...own];
  if (tuner !== null && !names.includes(tuner)) {
    const near = didYouMean(tuner, names);
    const next = near === undefined ? undefined : `did you mean \`${near}\`?`;
    faults.expected([...path, 'tuner'], `one of ${listOf(names)}`, tuner, next);
  }
  if (trials > 0 || Object.keys(space).length > 0) checkSearchSpace(space, [...path, 'space'], faults);
  const metric = file.metric ?? qualityMetric(metrics);
  const goal = file.goal ?? goalOf(metric, metrics, [...path, 'goal'], faults);
  const limits = { ...(timeBudget === undefined ? {} : { timeBudgetMs: timeBudget }), ...(pruner ? { pruner } : {}) };
  return { tuner, space, trials, parallel, metric, goal, seed, ...limits };
}

/** Which way the metric should go; a fault if neither the file nor the metric's kind says so. */
export function goalOf(
  metric: string,
  metrics: readonly MetricPolicy[],
  path: Path,
  faults: Faults
): 'maximize' | 'minimize' {
  const direction =
    metrics.find(({ name }) => name === metric)?.direction ?? knownKind(metric)?.direction ?? usualDirection(metric);
  if (direction === 'lower-is-better') return 'minimize';
  if (direction !== 'higher-is-better')
    faults.expected(path, 'maximize or minimize', undefined, `say which for \`${metric}\`: its direction is not known`);
  return 'maximize';
}

/** Whether it is a metric that trainers measure; drift scores and latencies come from elsewhere. */
export function isQuality(metric: string): boolean {
  return quality.includes(metric);
}

// --- internal ---

const quality = ['accuracy', 'f1', 'auc', 'precision', 'recall', 'errorRate', 'logLoss', 'mae', 'rmse'];

function qualityMetric(metrics: readonly MetricPolicy[]): string {
  const names = metrics.filter(({ direction }) => direction !== 'two-sided').map(({ name }) => name);
  return names.find(isQuality) ?? names.find((name) => !knownKind(name)) ?? 'accuracy';
}

function checkSearchSpace(space: SearchSpace, path: Path, faults: Faults): void {
  for (const { field, message } of checkSpace(space)) faults.add(field === '' ? path : [...path, field], message);
  for (const [name, dimension] of Object.entries(space)) {
    const fields = fieldsOf(dimension?.type);
    const known = fields && ['type', ...Object.keys(fields), 'when'];
    if (dimension?.type === 'int' && faults.sound([...path, name]))
      checkStep(dimension, [...path, name, 'step'], faults);
    for (const key of known ? Object.keys(dimension) : []) {
      if (known?.includes(key)) continue;
      const next = (): string => {
        const near = didYouMean(key, known ?? []);
        return near === undefined ? `it can be ${listOf(known ?? [])}` : `did you mean \`${near}\`?`;
      };
      faults.expected([...path, name, key], 'a known field', dimension[key as keyof typeof dimension], next);
    }
  }
}

/** Tuners can search such a range, but it holds only one value: hardly what is meant. */
function checkStep({ low, high, step = 1 }: Int, path: Path, faults: Faults): void {
  if (low < high && step > high - low)
    faults.expected(path, `at most \`high\` - \`low\` (${high - low})`, step, 'shorten it or leave it out');
}
