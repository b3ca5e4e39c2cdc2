import { formatDuration, timeText } from '../../terms/time-text.ts';
import { nextSlot } from '../../core/launch/schedule.ts';
import { asksInSegments, detectorsInNoRule, segmentsText } from '../../core/view/asks-for.ts';
import { numbered } from '../../terms/numbered.ts';
import { printable, table, wrap } from '../terminal/table.ts';
import type { Monitor } from '../../config/parse-monitor.ts';
import type {
  DetectorPolicy,
  HoldPolicy,
  MetricPolicy,
  Policy,
  RulePolicy,
  SchedulePolicy,
} from '../../core/state/policy.ts';
import type { GateSpec, RetrainSpec } from '../../core/state/retrain.ts';
import type { CliContext } from '../terminal/context.ts';

/** What a monitor file means, for its author. */
export function formatMonitor(
  file: string,
  { config, policy }: Monitor,
  { style, width }: Pick<CliContext, 'style' | 'width'>,
  now = Date.now()
): string {
  const unnamed = new Set(detectorsInNoRule(policy));
  const rows = policy.metrics.flatMap((metric) =>
    metric.detectors.map((detector) => [
      metric.name,
      metric.direction,
      detector.type,
      optionsOf(detector),
      asksText(policy, metric, detector, unnamed),
    ])
  );
  const { retrain } = config;
  const facts: [string, string][] = [
    ['rules', policy.rules.map(ruleText).join('; ')],
    ['silence', silenceText(policy)],
    ['schedules', policy.schedules.map((schedule) => scheduleText(schedule, now)).join(', ')],
    ['holds', holdsText(policy.holds)],
    ['retrain', retrainText(retrain)],
    ['gate', gateText(retrain.gate)],
    ['promotion', promotionText(retrain, policy)],
  ];
  return [
    `${style.green('valid')} ${printable(file)}: the monitor of ${style.bold(printable(config.model))}`,
    '',
    table(['METRIC', 'DIRECTION', 'DETECTOR', 'OPTIONS', 'ASKS FOR'], rows, { width, dim: style.dim }),
    '',
    ...facts
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `${style.dim(name.padEnd(9))} ${wrap(printable(text), width - 10, ' '.repeat(10))}`),
  ].join('\n');
}

// --- internal ---

function optionsOf({ options, patience }: DetectorPolicy): string {
  const own = Object.entries(options)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  return [...own, ...(patience ? [`${patience.atLeast} of the last ${patience.of}`] : [])].join(', ');
}

function asksText(
  policy: Policy,
  metric: MetricPolicy,
  detector: DetectorPolicy,
  unnamed: ReadonlySet<string>
): string {
  const asked = asksInSegments(policy, metric, detector);
  if (asked.length === 0)
    return `nothing: ${unnamed.has(`${metric.name}:${detector.id}`) ? 'in no rule' : 'no segment is watched'}`;
  return asked
    .map(({ severity, rules, segments }) => {
      if (rules.length === 0) return severity === 'none' ? 'nothing' : severity;
      const where = segments === null ? '' : `, in ${segmentsText(segments)} alone`;
      return `${severity}, by rule ${rules.join(', ')}${where}`;
    })
    .join('; ');
}

function ruleText({ id, severity, atLeast, of }: RulePolicy): string {
  const terms = of.map(({ metric, detector, segment, level }) =>
    [
      `${metric}${detector === undefined ? '' : `:${detector}`}`,
      ...(segment === undefined ? [] : [`in ${segmentsText([segment])}`]),
      ...(level === 'drift' ? [] : [`at ${level}`]),
    ].join(' ')
  );
  const how = of.length === 1 ? '' : atLeast === 1 ? 'any of ' : atLeast === of.length ? 'all of ' : `${atLeast} of `;
  return `${id} (${severity}): ${how}${terms.join(', ')}`;
}

function silenceText({ metrics }: Policy): string {
  return metrics
    .flatMap(({ name, noDataAfterMs }) =>
      noDataAfterMs === null ? [] : [`${name} counts as silent after ${formatDuration(noDataAfterMs)}`]
    )
    .join(', ');
}

function scheduleText(schedule: SchedulePolicy, now: number): string {
  const { id, everyMs, cron, timeZone, severity, anchor } = schedule;
  const when = everyMs === undefined ? `cron ${cron ?? ''} ${timeZone ?? 'UTC'}` : `every ${formatDuration(everyMs)}`;
  // Without an anchor they count from the start of the monitor, which a file does not know.
  const next = everyMs !== undefined && anchor === undefined ? undefined : nextSlot(schedule, now, now);
  return `${id}: ${when}${next === undefined ? '' : `, next ${timeText(next)}`} (${severity})`;
}

/** As they were read: a date is midnight UTC, whatever zone its author lives in. */
function freezesText(freezes: HoldPolicy['freezes']): string[] {
  const told = freezes.slice(0, mostTold).map(({ from, to }) => `freeze ${timeText(from)} to ${timeText(to)}`);
  return freezes.length > mostTold ? [...told, `${freezes.length - mostTold} more freezes`] : told;
}

const mostTold = 4;

function holdsText({ cooldownMs, budget, quietHours, freezes, breakerAfter }: HoldPolicy): string {
  return [
    ...(cooldownMs > 0 ? [`cool-down ${formatDuration(cooldownMs)}`] : []),
    ...(budget ? [`at most ${budget.max} in ${formatDuration(budget.perMs)}`] : []),
    ...(quietHours.length > 0 ? [numbered(quietHours.length, 'span of quiet hours', 'spans of quiet hours')] : []),
    ...freezesText(freezes),
    `circuit breaker after ${numbered(breakerAfter, 'failed candidate')}`,
  ].join(', ');
}

function retrainText({ trainer, tuning }: RetrainSpec): string {
  const where = trainer.taskQueue === undefined ? '' : ` on task queue ${trainer.taskQueue}`;
  const tuned =
    tuning.trials > 0 ? `${numbered(tuning.trials, 'trial')} by ${tuning.tuner ?? 'the default tuner'}` : 'no tuning';
  return `trainer ${trainer.name}${where}, ${tuned}`;
}

function gateText({ minSamples, gains, floors, maxSliceLoss, significance, maxLatencyMs, maxBytes }: GateSpec): string {
  return [
    `at least ${numbered(minSamples, 'held-out row')}`,
    ...gains.map(({ metric, minGain, ifReported = false }) => {
      const better = minGain === 0 ? 'no worse' : minGain > 0 ? `better by ${minGain}` : `worse by at most ${-minGain}`;
      return `${metric} ${better}${ifReported ? ' where the trainer reports it' : ''}`;
    }),
    ...floors.map(({ metric, min, max }) =>
      [
        metric,
        ...(min === undefined ? [] : [`at least ${min}`]),
        ...(max === undefined ? [] : [`at most ${max}`]),
      ].join(' ')
    ),
    ...(maxSliceLoss === null ? [] : [`no slice worse by more than ${percent(maxSliceLoss)}`]),
    ...(significance === null
      ? ['no test of significance']
      : [
          `significance ${significance}: the loss must fall by more than chance explains, so of challengers that are no better at most ${percent(significance)} pass`,
        ]),
    ...(maxLatencyMs === undefined ? [] : [`95 % of predictions within ${maxLatencyMs} ms`]),
    ...(maxBytes === undefined ? [] : [`a model of at most ${maxBytes} bytes`]),
  ].join('; ');
}

function promotionText({ promotion, approval, probation, shadow }: RetrainSpec, { metrics }: Policy): string {
  const aggregated = metrics.filter(({ aggregate }) => aggregate).map(({ name }) => name);
  const rows = aggregated.length === 0 ? '' : ` (rows of ${aggregated.join(', ')}, not windows)`;
  const waits =
    approval.timeoutMs === null
      ? 'for as long as it takes'
      : `for ${formatDuration(approval.timeoutMs)}, then it is ${approval.onTimeout === 'promote' ? 'promoted' : 'rejected'}`;
  const how = {
    auto: 'automatic',
    challenger: `by a person, who is waited for ${waits.replace(/^for /, '')}`,
    shadow: `after a shadow trial on ${numbered(shadow.samples, 'live value')} a metric${rows}, within ${formatDuration(shadow.timeoutMs)}`,
  }[promotion];
  const watched = probation
    ? `probation of ${numbered(probation.samples, 'value')}${rows} within ${formatDuration(probation.timeoutMs)}`
    : 'no probation';
  return `${how}; ${watched}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}
