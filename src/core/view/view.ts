import { outcomeOf } from '../outcome/outcome-of.ts';
import { statusOf, summaryOf } from './status.ts';
import type { MonitorView, SeriesView } from '../wire/answers.ts';
import { activeHolds } from '../launch/holds.ts';
import { nextDeadline } from './deadline.ts';
import { windowOf } from '../state/series.ts';
import type { KillSwitchReading } from '../../terms/kill-switch-ids.ts';
import { shownLevel, worst } from '../../terms/level.ts';
import type { MonitorState, SeriesState } from '../state/state.ts';

export function viewOf(state: MonitorState, now: number): MonitorView {
  const series = Object.values(state.series).map((one) => ({
    metric: one.metric,
    segment: one.segment,
    level: one.silent ? ('no-data' as const) : worst(one.slots.map(shownLevel)),
    n: one.n,
    last: one.last,
    ewma: one.ewma,
    lastAt: one.lastAt,
    ...(one.newest ? { rows: one.newest } : {}),
    ...openOf(one),
    ...(one.undated ? { undated: true as const } : {}),
  }));
  const level = worst([...series.map((one) => one.level), ...(state.unheard.length > 0 ? ['no-data' as const] : [])]);
  const holds = activeHolds(state, now);
  return {
    model: state.config.model,
    tenant: state.config.tenant,
    phase: state.phase,
    pausedBy: state.pausedBy,
    level,
    status: statusOf(state, level),
    summary: summaryOf(state, holds),
    champion: state.champion,
    generation: state.generation,
    inFlight: state.inFlight,
    approval: state.approval,
    lastRetrain: state.lastRetrain && { ...state.lastRetrain, outcome: outcomeOf(state.lastRetrain, state) },
    shadow: state.shadow,
    probation: state.probation,
    rollback: state.rollback,
    adoption: state.adoption,
    registry: state.registry,
    ...(state.pullFaults.length > 0 ? { pullFaults: state.pullFaults } : {}),
    commandFailed: state.commandFailed,
    killSwitch: state.killSwitch && readingOf(state.killSwitch),
    holds,
    triggers: state.triggers,
    breakerOpenedAt: state.incident.breakerOpenedAt,
    escalated: state.incident.escalated,
    policyRevision: state.policyRevision,
    startedAt: state.startedAt,
    next: nextDeadline(state, now) ?? null,
    schedules: Object.entries(state.schedules).map(([id, schedule]) => ({ id, ...schedule })),
    series,
    counts: state.counts,
    refused: state.refused,
    sources: Object.keys(state.sources).length,
  };
}

/** What the `ewma` query answers, by `<metric>` or `<metric>/<segment>`. */
export function ewmasOf(state: MonitorState): Record<string, number> {
  return Object.fromEntries(
    Object.values(state.series)
      .filter(({ n }) => n > 0)
      .map(({ metric, segment, ewma }) => [segment ? `${metric}/${segment}` : metric, ewma])
  );
}

/** What the `window` query answers: the newest values, oldest first. */
export function windowsOf(state: MonitorState): Record<string, number[]> {
  return Object.fromEntries(
    Object.values(state.series).map((series) => [
      series.segment ? `${series.metric}/${series.segment}` : series.metric,
      windowOf(series),
    ])
  );
}

// --- internal ---

/** When it is read again is the monitor's own affair. */
function readingOf({ scope, since, actor, comment }: KillSwitchReading): KillSwitchReading {
  return { scope, since, actor, comment };
}

/** The newest window of an aggregated stream, which is not judged yet. */
function openOf({ windows }: SeriesState): Pick<SeriesView, 'open'> {
  const newest = windows?.open.at(-1);
  return newest ? { open: { from: newest.start, value: newest.mean, rows: newest.rows } } : {};
}
