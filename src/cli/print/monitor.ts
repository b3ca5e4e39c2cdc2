import { formatDuration } from '../../config/schema/duration.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type { DetectorPolicy, HoldPolicy, SchedulePolicy } from '../../core/state/policy.ts';
import type { RetrainSpec } from '../../core/state/retrain.ts';
import type { CliContext } from '../terminal/context.ts';
import { table, wrap } from '../terminal/table.ts';

/** What a monitor file means, for its author. */
export function formatMonitor(
  file: string,
  { config, policy }: Monitor,
  { style, width }: Pick<CliContext, 'style' | 'width'>
): string {
  const rows = policy.metrics.flatMap(({ name, direction, detectors }) =>
    detectors.map((detector) => [name, direction, detector.type, optionsOf(detector), detector.severity])
  );
  const facts: [string, string][] = [
    ['rules', policy.rules.map(({ id, severity }) => `${id} (${severity})`).join(', ')],
    ['schedules', policy.schedules.map(scheduleText).join(', ')],
    ['holds', holdsText(policy.holds)],
    ['retrain', retrainText(config.retrain)],
  ];
  return [
    `${style.green('valid')} ${file}: the monitor of ${style.bold(config.model)}`,
    '',
    table(['METRIC', 'DIRECTION', 'DETECTOR', 'OPTIONS', 'ASKS FOR'], rows, { width, dim: style.dim }),
    '',
    ...facts
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `${style.dim(name.padEnd(9))} ${wrap(text, width - 10, ' '.repeat(10))}`),
  ].join('\n');
}

// --- internal ---

function optionsOf({ options }: DetectorPolicy): string {
  return Object.entries(options)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}

function scheduleText({ id, everyMs, cron, timeZone, severity }: SchedulePolicy): string {
  const when = everyMs === undefined ? `cron ${cron ?? ''} ${timeZone ?? 'UTC'}` : `every ${formatDuration(everyMs)}`;
  return `${id}: ${when} (${severity})`;
}

function holdsText({ cooldownMs, budget, quietHours, freezes, breakerAfter }: HoldPolicy): string {
  return [
    ...(cooldownMs > 0 ? [`cool-down ${formatDuration(cooldownMs)}`] : []),
    ...(budget ? [`at most ${budget.max} in ${formatDuration(budget.perMs)}`] : []),
    ...(quietHours.length > 0 ? [`${quietHours.length} spans of quiet hours`] : []),
    ...(freezes.length > 0 ? [`${freezes.length} freezes`] : []),
    `circuit breaker after ${breakerAfter} failed candidates`,
  ].join(', ');
}

function retrainText({ trainer, tuning, promotion }: RetrainSpec): string {
  const tuned = tuning.trials > 0 ? `${tuning.trials} trials by ${tuning.tuner ?? 'the default tuner'}` : 'no tuning';
  return `trainer ${trainer.name}, ${tuned}, promotion ${promotion === 'auto' ? 'automatic' : 'after approval'}`;
}
