import type { Distance, Explanation } from '../wire/answers.ts';
import type { LiveTrial } from '../state/live-trial-state.ts';
import { maxTime } from '../../terms/time-text.ts';
import { activeHolds, holdsOn } from '../launch/holds.ts';
import { cloneJson } from '../../terms/json.ts';
import { detectorOf, newSlot, windowOf } from '../state/series.ts';
import { formatValue, metricLabel, oddValue } from '../../terms/metric-kinds.ts';
import { judgeLive } from '../live-trial/live-trial.ts';
import { killSwitchText } from '../candidate/kill-switch.ts';
import { timeText } from '../../terms/time-text.ts';
import { rollbackText } from '../candidate/rollback.ts';
import type { Hold } from '../state/decision.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { Approval, LastRetrain, MonitorState, SeriesState, SlotState, Trigger } from '../state/state.ts';

export function explain(state: MonitorState, now: number): Explanation {
  const distances = distancesOf(state);
  const holds = activeHolds(state, now);
  const warnings = warningsOf(state);
  return {
    model: state.config.model,
    at: now,
    summary: summaryOf(state, holds, distances),
    distances,
    holds,
    ...(warnings.length > 0 ? { warnings } : {}),
    waiting: state.triggers.map((trigger) => trigger.reasons.map(({ text }) => text).join('; ')),
    ...(state.lastRetrain?.gate ? { gate: state.lastRetrain.gate } : {}),
    decisions: state.ledger.toReversed(),
    trials: trialsOf(state),
    judged: state.judged,
    evaluations: state.counts.evaluations,
    withoutConsequence: state.counts.none,
  };
}

// --- internal ---

/** Once a metric, by the newest of its values that is odd. */
function warningsOf(state: MonitorState): string[] {
  const warnings = new Map<string, string>();
  for (const series of Object.values(state.series)) {
    const odd = windowOf(series).findLast((value) => oddValue(series.metric, value) !== undefined);
    const text = odd === undefined ? undefined : oddValue(series.metric, odd);
    if (text !== undefined) warnings.set(series.metric, text);
  }
  return [...warnings.values()];
}

function distancesOf(state: MonitorState): Distance[] {
  const all = Object.values(state.series);
  const seen = all.flatMap((series) => {
    const metric = state.policy.metrics.find(({ name }) => name === series.metric);
    return series.slots.flatMap((slot) => distanceOf(metric, slot, series));
  });
  const unseen = state.policy.metrics
    .filter(({ name }) => !all.some(({ metric }) => metric === name))
    .flatMap((metric) => {
      const silent = state.unheard.includes(metric.name);
      return metric.detectors.flatMap((policy) =>
        distanceOf(metric, newSlot(policy, state.startedAt), { segment: '', silent })
      );
    });
  return [...seen, ...unseen];
}

function distanceOf(
  metric: MetricPolicy | undefined,
  slot: SlotState,
  { segment, silent }: Pick<SeriesState, 'segment' | 'silent'>
): Distance[] {
  const policy = metric?.detectors.find(({ id }) => id === slot.id);
  if (!metric || !policy) return [];
  const { statistic, limit, fires, n } = detectorOf(policy).read(slot.state, policy.options);
  const toFiring =
    statistic === null || limit === null ? null : fires === 'above' ? limit - statistic : statistic - limit;
  const level = silent ? 'no-data' : slot.latched ? 'drift' : slot.level;
  const distance = {
    metric: metric.name,
    segment,
    detector: slot.id,
    type: policy.type,
    level,
    statistic,
    limit,
    toFiring,
    n,
  } as const;
  return [{ ...distance, text: sentence(distance, fires) }];
}

function sentence(distance: Omit<Distance, 'text'>, fires: 'above' | 'below'): string {
  const { metric, segment, detector, level, statistic, limit, toFiring } = distance;
  const name = `${metricLabel(metric)}${segment ? ` in ${segment}` : ''} by ${detector}`;
  if (level === 'no-data') return `${name}: no data`;
  if (statistic === null || limit === null || toFiring === null)
    return `${name}: ${level}, ${distance.n === 0 ? 'no observation' : 'not enough observations'} yet`;
  const value = (x: number): string => formatValue(metric, x);
  const where = toFiring > 0 ? `${value(toFiring)} from firing` : toFiring < 0 ? 'beyond its limit' : 'at its limit';
  return `${name}: ${level}, ${value(statistic)} against ${fires} ${value(limit)}, ${where}`;
}

function summaryOf(state: MonitorState, holds: readonly Hold[], distances: readonly Distance[]): string {
  const { inFlight, approval, phase, incident, triggers, lastRetrain } = state;
  if (phase === 'stopped') return 'The monitor has been stopped';
  if (state.rollback) return rollbackText(state.rollback);
  if (inFlight) return `A ${inFlight.kind} retrain (generation ${inFlight.generation}) is under way`;
  if (approval) return waitingForApproval(approval);
  if (state.killSwitch) return killedBy(state.killSwitch);
  if (state.shadow) return `Version ${state.shadow.version} is scored in shadow beside ${state.shadow.against}`;
  if (triggers.length > 0) return waitingFor(triggers, holds);
  if (phase === 'paused') return `The monitor is paused by ${state.pausedBy?.actor ?? 'somebody'}`;
  if (incident.breakerOpenedAt !== null) return 'The circuit breaker is open: a person has to release it';
  const drifting = distances.filter(({ level }) => level === 'drift');
  if (drifting.length > 0)
    return `In drift: ${[...new Set(drifting.map(({ metric }) => metricLabel(metric)))].join(', ')}${heldBy(holds)}`;
  if (state.probation) return `Version ${state.probation.version} is on probation against ${state.probation.against}`;
  const last = lastRetrain
    ? `; the last retrain (generation ${lastRetrain.generation}) was ${outcomeOf(lastRetrain, state)}`
    : '';
  if (Object.keys(state.series).length === 0) return `No observation has arrived yet${last}`;
  return `Nothing asks for a retrain${last}`;
}

function trialsOf({ shadow, probation, policy }: MonitorState): string[] {
  const line = (what: string, trial: LiveTrial | null): string[] => {
    if (!trial) return [];
    const findings = judgeLive(cloneJson(trial), policy.metrics, false).findings.join('; ');
    const end = trial.decided ? 'decided' : `until ${timeText(trial.until)}`;
    return [`${what} of ${trial.version} against ${trial.against}, ${end}: ${findings}`];
  };
  return [...line('shadow', shadow), ...line('probation', probation)];
}

/** What became of a challenger after its retrain had ended is what people want to hear of it. */
function outcomeOf({ generation, status, version }: LastRetrain, { judged, champion }: MonitorState): string {
  if (status !== 'awaiting-approval') return status;
  if (judged?.generation === generation && judged.outcome !== 'approved') return judged.outcome;
  return version !== null && version === champion ? 'promoted' : status;
}

function killedBy(killSwitch: NonNullable<MonitorState['killSwitch']>): string {
  return `Nothing is launched: ${killSwitchText(killSwitch)}`;
}

function waitingForApproval({ version, decided, timeoutAt, onTimeout }: Approval): string {
  if (decided) return `Version ${version} has been approved by ${decided.actor} and is being promoted`;
  const text = `Version ${version} has passed its gate and waits for approval`;
  if (timeoutAt === null) return text;
  const past = onTimeout === 'promote' ? 'promoted' : 'rejected';
  return `${text}; at ${timeText(timeoutAt)} it is ${past} by default`;
}

/** Asked between the end of a hold and the wake-up for it, nothing holds what is about to start. */
function waitingFor(triggers: readonly Trigger[], holds: readonly Hold[]): string {
  const binding = holds.filter((hold) => triggers.some((trigger) => holdsOn(trigger, [hold]).length > 0));
  if (binding.length === 0) return 'A retrain is wanted and about to start';
  return `A retrain is wanted and held by ${binding.map(describeHold).join(', ')}`;
}

function heldBy(holds: readonly Hold[]): string {
  return holds.length === 0 ? '' : `; held by ${holds.map(describeHold).join(', ')}`;
}

function describeHold(hold: Hold): string {
  if (hold.until === null) return hold.by;
  return hold.until > maxTime ? `${hold.by} for good` : `${hold.by} until ${timeText(hold.until)}`;
}
