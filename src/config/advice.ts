import { didYouMean } from '../terms/did-you-mean.ts';
import { metricAdvice } from './metric-advice.ts';
import { ruleAdvice } from './rule-advice.ts';
import { timeAdvice } from './time-advice.ts';
import { isQuality } from './complete/tuning.ts';
import type { Monitor } from './parse-monitor.ts';

/** Warns of what is allowed but hardly meant: when a file is checked, not at the first drift months later. */
export function adviceOn(monitor: Monitor, now = Date.now()): string[] {
  const cannot = whyNoRetrainCanSucceed(monitor) ?? trainerLikelyMeant(monitor);
  return [
    ...(cannot === undefined ? [] : [cannot]),
    ...gateAdvice(monitor),
    ...monitor.policy.metrics.flatMap(metricAdvice),
    ...ruleAdvice(monitor.policy),
    ...timeAdvice(monitor.policy, now),
  ];
}

/** Why every retrain of this monitor would fail; `undefined` if nothing in the file says so. */
export function whyNoRetrainCanSucceed({ config }: Pick<Monitor, 'config'>): string | undefined {
  const { trainer } = config.retrain;
  const lacksData = trainer.name === inProcess && trainer.taskQueue === undefined && !('data' in trainer.options);
  return lacksData
    ? 'Every retrain would fail: the in-process trainer needs `retrain.trainer.options.data`, such as `{ csv: rows.csv, time: at, label: clicked }`; or name another trainer in `retrain.trainer.name`'
    : undefined;
}

// --- internal ---

/** A gain that follows from the metrics alone may rest on one of serving, which no trainer reports. */
function gateAdvice({ config, policy }: Monitor): string[] {
  return config.retrain.gate.gains.flatMap(({ metric, ifReported }) =>
    ifReported && !isQuality(metric) && policy.metrics.some(({ name }) => name === metric)
      ? `The gate compares versions by \`${metric}\`, as nothing else is named; where the trainer does not report it, the loss per row alone decides: name what it reports in \`retrain.gate.gains\``
      : []
  );
}

/** Workers have trainers of their own, so that a strange name may be right. */
function trainerLikelyMeant({ config }: Monitor): string | undefined {
  const { name, taskQueue } = config.retrain.trainer;
  if (name === inProcess || taskQueue !== undefined || didYouMean(name, [inProcess]) === undefined) return undefined;
  return `Every retrain fails where no worker has a trainer \`${name}\`: did you mean \`${inProcess}\`?`;
}

const inProcess = 'in-process';
