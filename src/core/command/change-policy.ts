import { shiftCooldown } from '../launch/cooldown.ts';
import { evaluateRules, isTrue, raiseRule } from '../launch/rules.ts';
import { expire } from '../launch/expire.ts';
import { restartWindows } from '../ingestion/aggregate.ts';
import { restartLate } from '../ingestion/late-labels.ts';
import { detectors } from '../../detectors/index.ts';
import { metricOf, newSlot, placeOf, placesOf, slotKey, windowOf } from '../state/series.ts';
import { openSchedules, runSchedules, scheduleKey } from '../launch/schedule.ts';
import { raiseSlot, reasonOf } from '../launch/raise.ts';
import { rulePrefix } from '../state/trigger.ts';
import type { Command } from '../state/events.ts';
import type { DetectorPolicy, MetricPolicy, Policy } from '../state/policy.ts';
import type { Draft } from '../state/draft.ts';
import type { Trigger } from '../state/state.ts';

/**
 * Takes a new policy over while the monitor runs. Detectors whose type and options are the same keep what they have
 * learned, the rest restart; what is wanted stays wanted as far as the new policy still asks for it. An option that a
 * newer version of the product has added changes no detector: it holds from now on, over what was learned without it.
 */
export function changePolicy(draft: Draft, command: Extract<Command, { name: 'policy' }>): void {
  const { state } = draft;
  // A slot that came due before the change belongs to the old timetable.
  runSchedules(draft);
  const before = state.policy;
  state.policy = command.policy;
  state.config = command.config;
  state.policyRevision += 1;
  state.policyChanges = [
    ...state.policyChanges,
    { revision: state.policyRevision, at: draft.now, actor: command.actor, comment: command.comment },
  ].slice(-10);
  shiftCooldown(draft, before.holds.cooldownMs);
  state.schedules = openSchedules(command.policy.schedules, state.schedules, draft.now, state.startedAt);
  for (const metric of state.unheard)
    if (!state.policy.metrics.some(({ name }) => name === metric)) draft.dropUnheard(metric);
  state.unheard = state.unheard.filter((metric) => state.policy.metrics.some(({ name }) => name === metric));
  // Counted again, by the new policy's pause.
  state.repeatAt = null;
  carrySeries(draft, before, command.keepsLearnt === true ? isSame : isEqual);
  carryTriggers(draft);
}

/** Detectors that a change of the policy makes learn again, as `metric:id`; those that are new are not among them. */
export function detectorsAnew(before: Policy, after: Policy): string[] {
  return after.metrics.flatMap((metric) => {
    const old = metricOf(before, metric.name);
    const anew = metric.detectors.filter(
      (detector) => old?.detectors.some(({ id }) => id === detector.id) && !keepsOn(old, metric, detector, isSame)
    );
    return anew.map(({ id }) => `${metric.name}:${id}`);
  });
}

// --- internal ---

/** Whether what a detector has learned holds for it as it is in the new metric. */
function keepsOn(
  old: MetricPolicy | undefined,
  metric: MetricPolicy,
  detector: DetectorPolicy,
  learnsAlike: typeof isSame
): boolean {
  const known = old?.detectors.find(({ id }) => id === detector.id);
  return (
    hasSameValues(old, metric) && learnsAlike(known, detector) && (hasSameSeason(old, metric) || !detector.seasonal)
  );
}

/** Windows of another length are other values. */
function hasSameValues(old: MetricPolicy | undefined, metric: MetricPolicy): boolean {
  return old?.aggregate?.everyMs === metric.aggregate?.everyMs;
}

function hasSameSeason(old: MetricPolicy | undefined, metric: MetricPolicy): boolean {
  return JSON.stringify(old?.season) === JSON.stringify(metric.season);
}

function carrySeries(draft: Draft, before: Policy, learnsAlike: typeof isSame): void {
  const { state } = draft;
  for (const key of Object.keys(state.series)) {
    const series = draft.series(key);
    const metric = metricOf(state.policy, series?.metric);
    if (!series || !metric) {
      if (series) draft.dropSeries(series);
      delete state.series[key];
      continue;
    }
    const old = metricOf(before, metric.name);
    const sameSeason = hasSameSeason(old, metric);
    const sameValues = hasSameValues(old, metric);
    const slots = metric.detectors.map((detector) => {
      const slot = series.slots.find(({ id }) => id === detector.id);
      if (slot && keepsOn(old, metric, detector, learnsAlike)) return slot;
      // It counts from nothing again: what it learns again is news.
      if (series.told)
        series.told = Object.fromEntries(Object.entries(series.told).filter(([id]) => id !== detector.id));
      return newSlot(detector, series.lastAt);
    });
    draft.dropSlots(series, (slot) => !slots.includes(slot));
    series.slots = slots;
    if (!sameSeason || !sameValues) delete series.season;
    if (!sameValues) {
      delete series.windows;
      delete series.rows;
    } else restartWindows(series, metric.aggregate, state.edition);
    if (metric.lateness) restartLate(series, draft.now);
    else delete series.late;
    series.window = windowOf(series).slice(-metric.window);
    series.next = 0;
  }
}

function isSame(old: DetectorPolicy | undefined, detector: DetectorPolicy): boolean {
  if (old?.type !== detector.type) return false;
  const { options } = detector;
  const kept = Object.entries(options).filter(([name]) => name in old.options || !isFilledIn(detector.type, name));
  return isEqual(old, { ...detector, options: Object.fromEntries(kept) });
}

/** For commands of before: a policy that lacks an option is another one. */
function isEqual(old: DetectorPolicy | undefined, detector: DetectorPolicy): boolean {
  return old?.type === detector.type && whatItLearnsBy(old) === whatItLearnsBy(detector);
}

/**
 * Whether every complete policy has that option, so that one without it is older than the option. Its value does not
 * count here: which default it has may change, and a replay is to decide as the run did.
 */
function isFilledIn(type: string, option: string): boolean {
  const parameter = detectors.get(type)?.parameters[option];
  if (!parameter) return false;
  const depends = 'byDirection' in parameter || 'defaultFrom' in parameter;
  return depends || parameter.default !== undefined;
}

function whatItLearnsBy({ options, patience, seasonal }: DetectorPolicy): string {
  return JSON.stringify({ options, patience, seasonal });
}

/**
 * Drops what the new policy does not ask for, renews what it does, and asks for what stands in drift without having
 * asked.
 */
function carryTriggers(draft: Draft): void {
  const { state } = draft;
  state.rules = Object.fromEntries(
    state.policy.rules.flatMap(({ id }) => (state.rules[id] ? [[id, state.rules[id]]] : []))
  );
  const gone = state.triggers.filter((trigger) => !isAskedFor(draft, trigger));
  expire(draft, gone, 'policy-changed');
  evaluateRules(draft);
  const waits = (key: string): boolean => state.triggers.some((trigger) => trigger.key === key);
  for (const rule of state.policy.rules) if (waits(rulePrefix + rule.id)) raiseRule(draft, rule, 'drift');
  for (const key of Object.keys(state.series)) {
    const series = draft.series(key);
    const metric = metricOf(state.policy, series?.metric);
    if (!series || !metric) continue;
    for (const place of placesOf(metric, series)) {
      const { slot } = place;
      if (!slot.latched) continue;
      const waiting = waits(slotKey(series, slot));
      if (gone.some((trigger) => trigger.key === slotKey(series, slot))) slot.acted = false;
      if (state.policy.rules.length > 0 || (slot.acted && !waiting)) continue;
      raiseSlot(draft, place, reasonOf(place, series.lastAt, state), 'drift');
    }
  }
}

function isAskedFor({ state }: Draft, trigger: Trigger): boolean {
  const { rules, schedules } = state.policy;
  if (trigger.code === 'manual') return true;
  if (trigger.code === 'schedule') return schedules.some((schedule) => scheduleKey(schedule) === trigger.key);
  if (trigger.key.startsWith(rulePrefix))
    return rules.some(
      (rule) => rulePrefix + rule.id === trigger.key && rule.severity !== 'none' && isTrue(state, rule, true)
    );
  if (rules.length > 0) return false;
  return Object.values(state.series).some((series) =>
    series.slots.some((slot) => {
      if (!slot.latched || slotKey(series, slot) !== trigger.key) return false;
      const place = placeOf(state.policy, series, slot);
      return place !== undefined && place.policy.severity !== 'none';
    })
  );
}
