import { activeHolds } from './holds.ts';
import type { KillSwitchReading } from './kill-switch.ts';
import { nextDeadline, type Deadline } from './deadline.ts';
import { windowOf } from './series.ts';
import type { Hold } from './decision.ts';
import { shownLevel, worst, type Level } from './level.ts';
import type { LiveTrial } from './live-trial.ts';
import type { Approval, Counts, InFlight, LastRetrain, MonitorState, Trigger } from './state.ts';

/** What the `state` query answers: the monitor at a glance, without what only the detectors need. */
export interface MonitorView {
  model: string;
  tenant: string | null;
  phase: MonitorState['phase'];
  pausedBy: MonitorState['pausedBy'];
  /** The worst level of any stream. */
  level: Level;
  champion: string | null;
  generation: number;
  inFlight: InFlight | null;
  approval: Approval | null;
  lastRetrain: LastRetrain | null;
  /** A challenger that is scored on live metrics, and a new champion that is held against the last. */
  shadow: LiveTrial | null;
  probation: LiveTrial | null;
  /** A rollback that the registry is carrying out. */
  rollback: MonitorState['rollback'];
  killSwitch: KillSwitchReading | null;
  holds: Hold[];
  triggers: Trigger[];
  breakerOpenedAt: number | null;
  policyRevision: number;
  startedAt: number;
  next: Deadline | null;
  schedules: { id: string; nextAt: number; due: number; coalesced: number }[];
  series: SeriesView[];
  counts: Counts;
  refused: { at: number; reason: string }[];
  sources: number;
}

export interface SeriesView {
  metric: string;
  segment: string;
  level: Level;
  n: number;
  last: number;
  ewma: number;
  lastAt: number;
}

export function viewOf(state: MonitorState, now: number): MonitorView {
  const series = Object.values(state.series).map((one) => ({
    metric: one.metric,
    segment: one.segment,
    level: one.silent ? ('no-data' as const) : worst(one.slots.map(shownLevel)),
    n: one.n,
    last: one.last,
    ewma: one.ewma,
    lastAt: one.lastAt,
  }));
  return {
    model: state.config.model,
    tenant: state.config.tenant,
    phase: state.phase,
    pausedBy: state.pausedBy,
    level: worst([...series.map(({ level }) => level), ...(state.unheard.length > 0 ? ['no-data' as const] : [])]),
    champion: state.champion,
    generation: state.generation,
    inFlight: state.inFlight,
    approval: state.approval,
    lastRetrain: state.lastRetrain,
    shadow: state.shadow,
    probation: state.probation,
    rollback: state.rollback,
    killSwitch: state.killSwitch,
    holds: activeHolds(state, now),
    triggers: state.triggers,
    breakerOpenedAt: state.incident.breakerOpenedAt,
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
