import { slotKey, type Place } from '../state/series.ts';
import { rulePrefix } from '../state/trigger.ts';
import { metricLabel, metricWordsOf } from '../../terms/metric-kinds.ts';
import type { Reading } from '../../detectors/detector.ts';
import type { Draft } from '../state/draft.ts';
import type { Evidence, Reason } from '../state/decision.ts';
import type { MonitorState, Trigger } from '../state/state.ts';

/** Raises the trigger of one detector, where its severity asks for a retrain at all. */
export function raiseSlot(draft: Draft, place: Place, reason: Reason, code: Trigger['code']): void {
  const { series, slot, policy } = place;
  if (policy.severity === 'none') return;
  // The slot may still belong to the frozen input state: write only when it changes.
  if (!slot.acted) slot.acted = true;
  raise(draft, {
    key: slotKey(series, slot),
    code,
    severity: policy.severity,
    reasons: [reason],
    evidence: [evidenceOf(place, draft.state)],
    raisedAt: draft.now,
    heldBy: [],
  });
}

/** Adds a trigger, or renews the one with the same key: its evidence is the newest, its age the oldest. */
export function raise(draft: Draft, trigger: Trigger): void {
  const { triggers } = draft.state;
  const known = triggers.findIndex(({ key }) => key === trigger.key);
  const before = triggers[known];
  if (!before) triggers.push(trigger);
  else triggers[known] = { ...trigger, code: before.code, raisedAt: before.raisedAt, heldBy: before.heldBy };
}

/** Whether what raised the trigger still holds; asked when its hold ends. */
export function stands(state: MonitorState, trigger: Trigger): boolean {
  if (trigger.code === 'schedule' || trigger.code === 'manual') return true;
  if (trigger.key.startsWith(rulePrefix)) return state.rules[trigger.key.slice(rulePrefix.length)]?.active ?? false;
  return Object.values(state.series).some((series) =>
    series.slots.some((slot) => slot.latched && slotKey(series, slot) === trigger.key)
  );
}

/** The reason a detector in drift gives, in the words of its own `describe`. */
export function reasonOf(place: Place, at: number, { edition }: Pick<MonitorState, 'edition'>): Reason {
  const { metric, series, slot, policy, detector } = place;
  const reading = detector.read(slot.state, policy.options);
  const segment = series.segment === '' ? {} : { segment: series.segment };
  return {
    type: metric.drift,
    detectedAt: at,
    metric: metric.name,
    ...segment,
    value: reading.statistic ?? series.last,
    threshold: reading.limit ?? 0,
    text:
      sentence(place, reading, edition) + seasonNote(place) + (series.segment ? ` in segment ${series.segment}` : ''),
  };
}

export function evidenceOf(
  { series, slot, policy, detector }: Place,
  { edition }: Pick<MonitorState, 'edition'>
): Evidence {
  const { firstAt, lastAt, takenAt = lastAt } = series;
  const { statistic, limit, n, restsOn = n } = detector.read(slot.state, policy.options);
  // That of one value is its own.
  const isAlone = edition > 1 && restsOn === 1;
  return {
    metric: series.metric,
    ...(series.segment === '' ? {} : { segment: series.segment }),
    detector: slot.id,
    statistic,
    limit,
    // What fits into a ledger depends on it: runs of before go on as they counted.
    n: edition > 0 ? restsOn : n,
    windowFrom: isAlone ? takenAt : firstAt,
    windowTo: isAlone ? takenAt : lastAt,
  };
}

// --- internal ---

function seasonNote({ metric, policy }: Place): string {
  return policy.seasonal && metric.season ? ` against the same ${metric.season.by.replaceAll('-', ' ')} before` : '';
}

function sentence({ metric, policy, detector }: Place, reading: Reading, edition: number): string {
  const words = metricWordsOf(edition);
  if (detector.describe) return detector.describe(metric.name, reading, policy.options, words);
  const name = metricLabel(metric.name);
  if (reading.statistic === null || reading.limit === null) return `${name} changed, found by ${detector.name}`;
  if (reading.isOfSpread)
    return `${name} varies more, found by ${detector.name}: ${words.value('', reading.statistic)} times the usual variance, above limit ${words.value('', reading.limit)}`;
  const side = reading.fires === 'above' ? 'above' : 'below';
  const isBeyond = side === 'above' ? reading.statistic > reading.limit : reading.statistic < reading.limit;
  // It was when it fired, and is told of later: runs of before say it as they did.
  if (!isBeyond && edition > 1)
    return `${name} changed, found by ${detector.name}: statistic now ${words.value('', reading.statistic)}, limit ${words.value('', reading.limit)}`;
  return `${name} changed, found by ${detector.name}: statistic ${words.value('', reading.statistic)} ${side} limit ${words.value('', reading.limit)}`;
}
