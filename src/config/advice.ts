import { detectorsInNoRule } from '../core/view/asks-for.ts';
import { didYouMean } from '../terms/did-you-mean.ts';
import type { Monitor } from './parse-monitor.ts';

/** Warns of what is allowed but hardly meant: when a file is checked, not at the first drift months later. */
export function adviceOn(monitor: Monitor): string[] {
  const cannot = whyNoRetrainCanSucceed(monitor) ?? trainerLikelyMeant(monitor);
  const idle = detectorsInNoRule(monitor.policy);
  return [
    ...(cannot === undefined ? [] : [cannot]),
    ...(idle.length === 0
      ? []
      : [
          `No rule names ${listOf(idle)}: with \`rules\` only they ask for retrains, so nothing happens when ${idle.length === 1 ? 'it fires' : 'these fire'}; add ${idle.length === 1 ? 'it' : 'them'} to a rule, such as \`{ id: others, any: [${idle
            .slice(0, 3)
            .map((one) => `'${one}'`)
            .join(', ')}] }\``,
        ]),
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

/** Workers have trainers of their own, so that a strange name may be right. */
function trainerLikelyMeant({ config }: Monitor): string | undefined {
  const { name, taskQueue } = config.retrain.trainer;
  if (name === inProcess || taskQueue !== undefined || didYouMean(name, [inProcess]) === undefined) return undefined;
  return `Every retrain fails where no worker has a trainer \`${name}\`: did you mean \`${inProcess}\`?`;
}

const inProcess = 'in-process';

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}
