import { ConfigurationError } from '../../terms/errors.ts';
import { isMetricOf, type InProcessOptions } from '../../trainers/in-process/options.ts';
import { readNumber } from '../../rows/number.ts';
import type { InitSettings } from './settings.ts';

/**
 * What is learned of the rows: as the flag says, else numbers where the metric is one of numbers, or where the labels
 * are amounts and the metric is none of classes.
 *
 * @param labels as the file has them
 */
export function learnsOf(
  { task, positive }: { task?: string; positive?: string },
  metric: string,
  labels: readonly string[]
): NonNullable<InitSettings['learns']> {
  if (task !== undefined && task !== 'classification' && task !== 'regression')
    throw new ConfigurationError(`Expected --task to be classification or regression, got \`${task}\``);
  const which = task ?? (positive === undefined ? taskOf(metric, labels) : 'classification');
  if (which === 'classification') return positive === undefined ? {} : { positive };
  if (positive === undefined) return { task: which };
  throw new ConfigurationError(
    'Expected no --positive with --task regression, whose labels are numbers; leave one out'
  );
}

/** Whether the rows are classes or amounts cannot be told: a metric of neither, and more than two whole numbers. */
export function isTaskOpen(metric: string, labels: readonly string[]): boolean {
  const plain = plainName(metric);
  if (ofNumbers.has(plain) || ofClasses.has(plain) || isMetricOf('classification', metric)) return false;
  const numbers = numbersIn(labels);
  return numbers !== undefined && numbers.size > 2 && areWhole(numbers);
}

/** What is guessed of the rows where nobody says it. */
export function taskOf(metric: string, labels: readonly string[]): InProcessOptions['task'] {
  const plain = plainName(metric);
  if (ofNumbers.has(plain)) return 'regression';
  const isOfClasses = isMetricOf('classification', metric) || ofClasses.has(plain);
  return !isOfClasses && areAmounts(labels) ? 'regression' : 'classification';
}

/** What a service measures that says nothing of it. */
export function usualMetric(task: string | undefined, labels: readonly string[]): string {
  const isRegression = task === undefined ? areAmounts(labels) : task === 'regression';
  return isRegression ? 'rmse' : 'accuracy';
}

// --- internal ---

function plainName(metric: string): string {
  return metric.toLowerCase().replaceAll(/[-_.]/g, '');
}

const ofNumbers = new Set(
  'mae rmse mse rmsle mape smape wape medae maxerror r2 meanabsoluteerror meansquarederror'.split(' ')
);
const ofClasses = new Set(
  'accuracy balancedaccuracy auc aucpr prauc rocauc averageprecision brier brierscore errorrate f1 f1score logloss mcc precision recall sensitivity specificity'.split(
    ' '
  )
);

/** More kinds of numbers than classes have: of three numbers a fraction is none, of whole ones some are grades. */
function areAmounts(labels: readonly string[]): boolean {
  const numbers = numbersIn(labels);
  return numbers !== undefined && numbers.size > (areWhole(numbers) ? mostGrades : 2);
}

/** The different ones; `undefined` where a label is none. */
function numbersIn(labels: readonly string[]): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const label of labels) {
    const number = readNumber('', label);
    if (typeof number === 'string') return undefined;
    if (number !== undefined && Number.isFinite(number)) numbers.add(number);
  }
  return numbers;
}

function areWhole(numbers: ReadonlySet<number>): boolean {
  return [...numbers].every((number) => Number.isInteger(number));
}

/** Whole numbers up to so many may be classes, as stars or codes are. */
const mostGrades = 20;
