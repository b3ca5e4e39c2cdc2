import { servedOf } from '../outcome/outcome-of.ts';
import { summaryOf } from './status.ts';
import { reasonText } from '../state/decision.ts';
import type { Distance, Explanation } from '../wire/answers.ts';
import type { LiveTrial } from '../state/live-trial-state.ts';
import { activeHolds } from '../launch/holds.ts';
import { asksFor } from './asks-for.ts';
import { countOfRows } from '../../detectors/rows-behind.ts';
import { cloneJson } from '../../terms/json.ts';
import { detectorOf, newSlot, placeOf, windowOf, type Place } from '../state/series.ts';
import { isValueDetector } from '../../detectors/index.ts';
import { knowledgeTexts, seasonHint, waitedText } from './knowledge-texts.ts';
import { doubtText } from '../../terms/event-time.ts';
import { formatValue, oddValue } from '../../terms/metric-kinds.ts';
import { compareLive } from '../live-trial/live-trial.ts';
import { cutAtWord } from '../../terms/visible-text.ts';
import { cutsOfTrouble } from '../launch/registry-trouble.ts';
import { pullLines } from '../retrain/pull-faults.ts';
import { stepOfTrail } from './trail-view.ts';
import { timeText } from '../../terms/time-text.ts';
import { wordsOf } from './words.ts';
import type { DetectorPolicy, Policy } from '../state/policy.ts';
import type { MonitorState, SeriesState } from '../state/state.ts';

export function explain(state: MonitorState, now: number): Explanation {
  const distances = distancesOf(state);
  const holds = activeHolds(state, now);
  const warnings = warningsOf(state);
  return {
    model: state.config.model,
    at: now,
    summary: summaryOf(state, holds),
    distances,
    holds,
    ...(warnings.length > 0 ? { warnings } : {}),
    ...registryLines(state, now),
    ...(state.pullFaults.length > 0 ? { pull: pullLines(state) } : {}),
    ...challengerOf(state),
    ...(state.refused.length > 0 ? { refused: state.refused.toReversed() } : {}),
    waiting: state.triggers.map((trigger) => trigger.reasons.map(reasonText).join('; ')),
    ...(state.lastRetrain?.gate ? { gate: state.lastRetrain.gate } : {}),
    decisions: state.ledger.toReversed(),
    trials: trialsOf(state),
    judged: state.judged,
    served: servedOf(state),
    ...(state.undone.length > 0 ? { rolledBack: state.undone } : {}),
    ...(state.marks.length > 0 ? { marks: state.marks } : {}),
    evaluations: state.counts.evaluations,
    withoutConsequence: state.counts.none,
  };
}

// --- internal ---

/**
 * What could not be done is news for so long; the ledger has it after that. What the registry refused with a reason is
 * no trouble of the registry's: the person who asked was answered, and the ledger has it.
 */
const newsMs = 60 * 60_000;

function registryLines(
  { registry: { trouble, differs }, commandFailed }: MonitorState,
  now: number
): { registry?: string[] } {
  const since = trouble ? [`since ${timeText(trouble.since)}: ${cutAtWord(trouble.text, cutsOfTrouble)}`] : [];
  const isNews = commandFailed !== null && commandFailed.code === undefined && now - commandFailed.at < newsMs;
  const failed = isNews
    ? [`at ${timeText(commandFailed.at)} it could not ${wordsOf(commandFailed.command)}: ${commandFailed.message}`]
    : [];
  const lines = [...since, ...(differs === null ? [] : [differs]), ...failed];
  return lines.length === 0 ? {} : { registry: lines };
}

/** What waits for a person, or is scored beside the champion, with what it has shown. */
function challengerOf({ approval, shadow }: MonitorState): Pick<Explanation, 'challenger'> {
  const waiting = approval ?? shadow;
  if (!waiting) return {};
  const { version, against = null, report } = waiting;
  return { challenger: { version, against, ...(report ? { report } : {}) } };
}

/** Once a metric, by the newest of its values that is odd. */
function warningsOf(state: MonitorState): string[] {
  const warnings = new Map<string, string>();
  for (const series of Object.values(state.series)) {
    const odd = windowOf(series).findLast((value) => oddValue(series.metric, value) !== undefined);
    const text = odd === undefined ? undefined : oddValue(series.metric, odd);
    if (text !== undefined) warnings.set(series.metric, text);
  }
  const { doubted, counts } = state;
  const times = doubted
    ? [
        `${doubtText(doubted.at, doubted.doubt, 'send epoch milliseconds')} (${doubted.metric}; ${counts.doubted} such in all: the values count, the times do not)`,
      ]
    : [];
  return [...warnings.values(), ...times];
}

function distancesOf(state: MonitorState): Distance[] {
  const all = Object.values(state.series);
  const seen = all.flatMap((series) => {
    const places = series.slots.flatMap((slot) => placeOf(state.policy, series, slot) ?? []);
    const cycles = places.flatMap(({ detector, slot }) => detector.knows?.(slot.state).cycles ?? []);
    return places.map((place) => distanceOf(state.policy, place, { ...series, cycles }));
  });
  const unseen = state.policy.metrics
    .filter(({ name }) => !all.some(({ metric }) => metric === name))
    .flatMap((metric) => {
      const silent = state.unheard.includes(metric.name);
      return metric.detectors.map((policy) => {
        const place = { metric, slot: newSlot(policy, state.startedAt), policy, detector: detectorOf(policy) };
        return distanceOf(state.policy, place, { segment: '', silent });
      });
    });
  return [...seen, ...unseen];
}

/** Those that compare a stream with itself, and learn no season of it. */
function mistakesSeasons(policy: DetectorPolicy): boolean {
  const { input, parameters } = detectorOf(policy);
  return policy.type !== 'level-shift' && input === 'metric' && !('below' in parameters);
}

function distanceOf(
  whole: Policy,
  { metric, slot, policy, detector }: Omit<Place, 'series'>,
  {
    segment,
    silent,
    cycles = [],
    n: values = 0,
    firstAt = 0,
    lastAt = 0,
    trail,
    ewma = 0,
  }: Pick<SeriesState, 'segment' | 'silent'> & Partial<SeriesState> & { cycles?: readonly number[] }
): Distance {
  const meanMs = values > 1 ? (lastAt - firstAt) / (values - 1) : null;
  const step = (trail && stepOfTrail(trail, ewma, meanMs)) ?? (meanMs === null ? null : { ms: meanMs, isEven: true });
  const { statistic, limit, fires, n, rows, patience } = detector.read(slot.state, policy.options);
  const toFiring =
    statistic === null || limit === null ? null : fires === 'above' ? limit - statistic : statistic - limit;
  const known = detector.knows ? knowledgeTexts(detector.knows(slot.state), step) : [];
  const hint = !metric.season && mistakesSeasons(policy) ? seasonHint(cycles, step) : undefined;
  if (hint !== undefined) known.push(hint);
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
    fires,
    isValue: isValueDetector(policy.type),
    n,
    ...(rows === undefined ? {} : { rows }),
    ...(patience === undefined ? {} : { patience }),
    ...(level === 'drift' ? { driftSince: slot.suspectSince ?? slot.since } : {}),
  } as const;
  const isIdle = asksFor(whole, metric.name, policy, segment).severity === 'none';
  const text = `${sentence(distance, fires)}${isIdle ? ', asks for no retrain' : ''}${known.length > 0 ? `; ${known.join(', ')}` : ''}`;
  return {
    ...distance,
    ...(isIdle ? { asksForNothing: true } : {}),
    ...(known.length > 0 ? { knows: known } : {}),
    text,
  };
}

function sentence(distance: Omit<Distance, 'text'>, fires: 'above' | 'below'): string {
  const { metric, segment, detector, level, statistic, limit, toFiring, rows, patience, driftSince } = distance;
  const name = `${metric}${segment ? ` in ${segment}` : ''} by ${detector}`;
  if (level === 'no-data') return `${name}: no data`;
  // What clears its window after an alarm, or learns a new normal, stands anywhere while its drift goes on.
  const earlier = driftSince === undefined ? undefined : `fired earlier, not stable since ${timeText(driftSince)}`;
  if (statistic === null || limit === null || toFiring === null)
    return `${name}: ${level}, ${earlier ?? (distance.n === 0 ? 'no observation yet' : 'not enough observations yet')}`;
  const value = (x: number): string => formatValue(distance.isValue ? metric : '', x);
  const of = rows === undefined ? '' : ` of ${countOfRows(rows)}`;
  const standing = `${name}: ${level}, ${value(statistic)}${of} against ${fires} ${value(limit)}`;
  if (level === 'warming-up' && !patience) return `${standing}, too few values to judge yet (${distance.n})`;
  const isChance = rows !== undefined && toFiring < 0 && level !== 'drift';
  const beyond = isChance ? 'beyond its limit by no more than chance makes of so few' : 'beyond its limit';
  const where = toFiring > 0 ? (earlier ?? `${value(toFiring)} from firing`) : toFiring < 0 ? beyond : 'at its limit';
  return `${standing}, ${where}${waitedText(distance)}`;
}

function trialsOf({ shadow, probation, policy, edition }: MonitorState): string[] {
  const line = (what: string, trial: LiveTrial | null): string[] => {
    if (!trial) return [];
    const findings = compareLive(cloneJson(trial), policy.metrics, { edition }).findings.join('; ');
    const end = trial.decided ? 'decided' : `until ${timeText(trial.until)}`;
    return [`${what} of ${trial.version} against ${trial.against}, ${end}: ${findings}`];
  };
  return [...line('shadow', shadow), ...line('probation', probation)];
}
