import type { TimeDoubt } from '../../terms/event-time.ts';
import type { Counts } from '../state-parts/counts.ts';
import type { LiveTrial } from './live-trial-state.ts';
import type { Decision, Evidence, HoldReason, Reason } from './decision.ts';
import type { ChallengerReport, GateLine } from './lineage.ts';
import type { KillSwitchReading } from '../../terms/kill-switch-ids.ts';
import type { Level, Severity } from '../../terms/level.ts';
import type { Policy } from './policy.ts';
import type { MonitorConfig } from './retrain.ts';
import type { Rows } from '../../terms/rows.ts';
import type { OpenWindows, RowsKnown } from '../state-parts/rows.ts';
import type { NumberedList, PastSources, RecentKeys, SourceState } from './sender-memory.ts';
import type { PullFault } from '../state-parts/pull.ts';
import type { RegistryState } from '../state-parts/registry-state.ts';
import type { SeasonState } from '../state-parts/season-state.ts';
import type { Trail } from '../state-parts/trail.ts';
import type { Incident, Judged, PolicyChange } from '../state-parts/past.ts';
import type { Marking } from '../state-parts/marking.ts';

/**
 * Everything a monitor knows, as plain bounded JSON: it is carried over continue-as-new and read back years later.
 * Adding a field means: a default in `upcast.ts`.
 */
export interface MonitorState {
  schemaVersion: 1;
  config: MonitorConfig;
  policy: Policy;
  policyRevision: number;
  /** Newest last, at most 10. */
  policyChanges: PolicyChange[];
  startedAt: number;
  /** Metrics that were not reported in time, and were announced as silent. */
  unheard: string[];
  phase: 'active' | 'paused' | 'stopped';
  pausedBy: { at: number; actor: string; comment: string } | null;

  /** False until the registry has told which version serves and which generation was the last. */
  recalled: boolean;
  registry: RegistryState;
  /** Queries for its metrics that fail, at most 50. */
  pullFaults: PullFault[];
  /** The version that serves, as far as the monitor knows. */
  champion: string | null;
  /** Versions that served before, newest last, at most 20: their late observations never count against the champion. */
  retired: string[];
  /** Rejected or superseded challengers, newest last, at most 20: they never served, and never count. */
  dropped: string[];

  /** By `<metric>/<segment>`. */
  series: Record<string, SeriesState>;
  /** By rule id; only for policies with rules. */
  rules: Record<string, RuleState>;
  /** By schedule id. */
  schedules: Record<string, ScheduleState>;

  /** Wanted retrains that have not been launched yet. */
  triggers: Trigger[];
  /** Generation of the newest launched retrain; 0 before the first. */
  generation: number;
  inFlight: InFlight | null;
  approval: Approval | null;
  judged: Judged | null;
  /** The challenger that is scored on live metrics beside the champion. */
  shadow: LiveTrial | null;
  /** The champion that is held against the version before it. */
  probation: LiveTrial | null;
  /** A rollback that the registry is carrying out: whoever asks meanwhile must not go one version further. */
  rollback: { at: number; actor: string } | null;
  /** A version that the registry is making the champion because a person asked for it. */
  adoption: { at: number; actor: string; version: string; comment: string } | null;
  /** The newest command that the registry could not carry out. */
  commandFailed: { at: number; command: string; message: string; code?: string } | null;
  /** What a refused rollback found serving in place of the champion known here: the next one is from that. */
  foundServing: string | null;
  /** Versions that were rolled back from, newest last, at most 20: the report of their promotion comes too late. */
  rolledBack: string[];
  /** Versions that a rollback has taken away and that have not served since, newest last, at most 20: for people. */
  undone: string[];
  /** The kill switch that holds the model, and when it is read again. */
  killSwitch: (KillSwitchReading & { checkAt: number }) | null;
  /** No launch before this time. */
  cooldownUntil: number | null;
  /** Start times of retrains within the budget's span. */
  launches: number[];
  incident: Incident;
  lastRetrain: LastRetrain | null;
  /** Type of the first reason of the newest launch, `null` before there is one; edition 0 leaves it as it was. */
  lastReason: string | null;

  /** By `@<source>`, and its incarnation on a line of its own: what makes a resent batch harmless. */
  sources: Record<string, SourceState>;
  /** What is left of the sources that have been silent for long; `null` in runs of 0.1.0, which forget them. */
  pastSources: PastSources | null;
  /** Keys of recent observations: one that arrives again in another batch is ignored. */
  keys: RecentKeys;
  /** The same for lists whose entries are numbered, such as the rows of a file; by a hash of list and metric. */
  lists: Record<string, NumberedList>;
  counts: Counts;
  /** Newest event time seen over all series that is believed, at most the monitor's own time. */
  newestEventAt: number | null;
  /** When active alerts are repeated; `null` while there are none. */
  repeatAt: number | null;
  /** Whether event times are doubted at all; runs that began before they were go on as they went. */
  doubtsTimes: boolean;
  /** Whether people hear of what was learned again, and the ledger of what was replaced; runs of before go on. */
  tellsLearning: boolean;
  notesReplaced: boolean;
  /** By which edition of the decisions it goes: 0 in runs of before there were any, which go on as they went. */
  edition: number;
  /** The newest event time that cannot be meant, as it was given. */
  doubted: { metric: string; at: number; doubt: TimeDoubt } | null;
  /** Lifelong trails: `later` in runs that began before there were any, `shed` once there was no room for them. */
  trails: 'kept' | 'later' | 'shed';
  /** Numbers of the ids of the commands that were obeyed last, newest last, at most 100. */
  obeyed: number[];
  /** What people have said of alarms and retrains, newest last, at most 50. */
  marks: Marking[];
  /** Reasons of the newest refused batches, newest last, at most 20. */
  refused: { at: number; reason: string }[];
  /** Newest last, at most `policy.ledgerSize`. */
  ledger: Decision[];
}

/** What observations add up to, taken one after the other. */
export interface Track {
  n: number;
  last: number;
  /** Oldest event time since the baseline began; before edition 2 that of the first value that arrived. */
  firstAt: number;
  /** Newest event time. */
  lastAt: number;
  ewma: number;
  /** One a detector, in the order of the policy. */
  slots: SlotState[];
  /** Only of metrics with a season. */
  season?: SeasonState;
  /** Once a value has come with the number of its rows. */
  rows?: RowsKnown;
}

export interface SeriesState extends Track {
  metric: string;
  /** Empty: the model as a whole. */
  segment: string;
  /** When the monitor last heard of it (its own clock). */
  heardAt: number;
  /** Ring of the newest values; the oldest stands at `next` once it is full. */
  window: number[];
  next: number;
  silent: boolean;
  /** Only of metrics that allow lateness. */
  late?: LateState;
  /** No observation with a believed time has come yet: its times are those of arrival. */
  undated?: true;
  /** Event time of the newest value to arrive, where a newer one has come before it. */
  takenAt?: number;
  /** By detector: values that it had seen when it last learned again, and that was told. */
  told?: Record<string, number>;
  /** Rows of the newest value, where it has any. */
  newest?: Rows;
  /** Only of metrics that are aggregated. */
  windows?: OpenWindows;
  /** All of its life, in few numbers. */
  trail?: Trail | undefined;
}

/** The open window: judged observations that late ones may still join; all that follows can be redone. */
export interface LateState {
  /** What the observations before the open window add up to. */
  base: Track;
  /** The observations in it, by event time. */
  times: number[];
  values: number[];
  /** What they are means of, once one of them came with its rows; `null` for a plain value. */
  rows?: ([n: number, variance: number | null] | null)[];
  /** What lies before this comes too late; `null` before the first observation. */
  watermark: number | null;
}

export interface SlotState {
  id: string;
  level: Level;
  /** Event time since which it is at that level. */
  since: number;
  /** The detector's own state. */
  state: object;
  /** Event time since which it has not been stable: where a drift began, as far as this detector can tell. */
  suspectSince?: number;
  /** Drift was found and not disproved since: a detector that clears its window after an alarm stays latched. */
  latched: boolean;
  /** This drift has already asked for a retrain: it asks again only as `still in drift`. */
  acted: boolean;
}

export interface RuleState {
  active: boolean;
  acted: boolean;
}

export interface ScheduleState {
  /** The next slot, on the schedule's own grid. */
  nextAt: number;
  /** Slots that came due, and how many of them found an earlier one still waiting. */
  due: number;
  coalesced: number;
}

/** A wanted retrain. Several are coalesced into one launch, with all their reasons. */
export interface Trigger {
  /** Same key, same trigger: a second firing renews it. */
  key: string;
  code: 'drift' | 'still-in-drift' | 'schedule' | 'manual';
  severity: Exclude<Severity, 'none'>;
  reasons: Reason[];
  evidence: Evidence[];
  raisedAt: number;
  /** A person wants absolute rules alone in the gate: the champion is lost. */
  withoutChampion?: true;
  /** Whoever asked for it wants it to wait like drift. */
  respectHolds?: true;
  /** The holds that the ledger last named for it. */
  heldBy: HoldReason[];
}

export interface InFlight {
  generation: number;
  retrainId: string;
  kind: 'soft' | 'full';
  launchedAt: number;
  /** When the child really started; the cool-down counts from here. */
  startedAt: number | null;
  /** When to look for it, should it not have reported. */
  overdueAt: number;
  /** As its trigger had it. */
  withoutChampion?: true;
  respectHolds?: true;
  /** It is a full one only because an earlier candidate failed. */
  escalated?: true;
  /** Who has had it cancelled; it ends in a moment. */
  cancelled?: { at: number; actor: string; comment: string };
  /** Run id of the child workflow; absent before it has started, and in states of older monitors. */
  runId?: string;
  /** How often it has been looked up; absent while the server reports its end to this run. */
  looks?: number;
  reasons: Reason[];
}

/** A version that has passed its gate, and the champion it was compared with there. */
export interface Challenger {
  generation: number;
  version: string;
  against: string | null;
  /** Absent where nobody has told. */
  report?: ChallengerReport;
}

/** A registered challenger that waits for a person. */
export interface Approval {
  generation: number;
  version: string;
  /** The champion it was compared with; absent where an older monitor has not kept it. */
  against?: string | null;
  /** Absent where an older monitor has not kept it. */
  report?: ChallengerReport;
  since: number;
  /** When `onTimeout` is carried out without a person; `null`: never. */
  timeoutAt: number | null;
  onTimeout: 'reject' | 'promote';
  /** When people are reminded next. */
  remindAt: number | null;
  /** Approved, and being promoted. */
  decided: { at: number; actor: string; comment: string } | null;
  /** Promotions that failed and were undone. */
  tries: number;
}

export interface LastRetrain {
  generation: number;
  kind: 'soft' | 'full';
  status: string;
  version: string | null;
  startedAt: number;
  finishedAt: number;
  note: string | null;
  /** What its gate said, failed rules first; absent when it came to no gate. */
  gate?: GateLine[];
}
