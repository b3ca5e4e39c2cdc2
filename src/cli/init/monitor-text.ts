import { stringify } from 'yaml';
import { wrap } from '../terminal/table.ts';
import { isMetricOf } from '../../trainers/in-process/options.ts';
import { csvHoldout, sampleText, type InitSettings } from './settings.ts';

/** The monitor file, with a word about every choice. */
export function monitorText(settings: InitSettings): string {
  const { model, metric, limit, side, promotion } = settings;
  const detectors =
    limit === null
      ? 'detectors: [level-shift] # finds changes by itself, after it has learned what is usual'
      : `detectors: [{ type: ewma-limit, alpha: 0.2, ${side}: ${limit} }] # the average of about the last 10 values`;
  const approve =
    promotion === 'auto'
      ? 'what passes the gate serves at once'
      : '`auto`: what passes the gate serves without a person';
  return `# When to retrain ${model}, and how. Every field: docs/reference.md of the package.
# Check it: npx temporal-retrain validate ${fileName(model)}
model: ${model}
metrics:
  ${stringify(metric).trim()}:
    ${direction(settings)}${detectors}
cooldown: 1h # shortest time between the starts of two retrains
${commented(sampleText(settings))}retrain:
  promotion: ${promotion} # ${approve}
${indented(stringify(retrainOf(settings)), 2)}`;
}

/** `shop:ranker` is described in `ranker.monitor.yaml`. */
export function fileName(model: string): string {
  return `${model.split(':').at(-1)}.monitor.yaml`;
}

/** The task queue of the Python worker. */
export const pythonQueue = 'train-python';

// --- internal ---

const known = new Set([
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'errorRate',
  'logLoss',
  'mae',
  'rmse',
  'latencyMs',
]);

function direction({ metric, side }: InitSettings): string {
  if (known.has(metric)) return '';
  return `direction: ${side === 'below' ? 'higher-is-better' : 'lower-is-better'}\n    `;
}

function retrainOf(settings: InitSettings): object {
  const { data, learns } = settings;
  const tuning = (space: object): object => ({ tuner: 'tpe', trials: 3, ...aimOf(settings), space });
  const learningRate = { type: 'float', low: 0.001, high: 0.1, log: true };
  const rows = { softSamples: 1_500, fullSamples: 3_000, holdoutSamples: 365 };
  switch (settings.kind) {
    case 'demo':
      return {
        trainer: {
          name: 'in-process',
          options: { data: { csv: 'data/rain.csv', time: 'day', timeUnit: 'day', label: 'rain' } },
        },
        tuning: tuning({ learningRate }),
        data: rows,
      };
    case 'csv':
      return {
        trainer: { name: 'in-process', options: { data, ...learns } },
        tuning: tuning({ learningRate }),
        data: { holdoutSamples: csvHoldout },
      };
    case 'command':
      return {
        trainer: { name: 'rain-script', options: { csv: 'data/rain.csv' } },
        hyperparameters: { epochs: 3 },
        tuning: tuning({ learningRate }),
        data: rows,
      };
    case 'python':
      return {
        trainer: { name: 'rain', taskQueue: pythonQueue, options: { csv: 'data/rain.csv' } },
        tuning: tuning({ alpha: { type: 'float', low: 0.00001, high: 0.01, log: true } }),
        data: rows,
      };
  }
}

/** What the gate compares too: what the service measures, where the trainer measures it. */
function aimOf({ kind, metric, side, learns }: InitSettings): { metric: string; goal: 'maximize' | 'minimize' } {
  const isOurs = kind === 'demo' || kind === 'csv';
  const task = learns?.task ?? 'classification';
  if (!isOurs || !isMetricOf(task, metric))
    return task === 'regression' ? { metric: 'rmse', goal: 'minimize' } : { metric: 'accuracy', goal: 'maximize' };
  return { metric, goal: side === 'below' ? 'maximize' : 'minimize' };
}

function commented(text: string | undefined): string {
  return text === undefined ? '' : `# ${wrap(text, 118).replaceAll('\n', '\n# ')}\n`;
}

function indented(text: string, by: number): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n')
    .concat('\n');
}
