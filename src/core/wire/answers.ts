import type { Counts } from '../state-parts/counts.ts';
import type { Decision, Hold } from '../state/decision.ts';
import type { KillSwitchReading } from '../../terms/kill-switch-ids.ts';
import type { Level } from '../../terms/level.ts';
import type { LiveTrial } from '../state/live-trial-state.ts';
import type { Waited } from '../../detectors/detector.ts';
import type { Rows } from '../../terms/rows.ts';
import type { Marking } from '../state-parts/marking.ts';
import type { NotifierTrouble } from '../state-parts/notifier-trouble.ts';
import type { PullFault } from '../state-parts/pull.ts';
import type { RegistryState } from '../state-parts/registry-state.ts';
import type { ChallengerReport, GateLine } from '../state/lineage.ts';
import type { Approval, InFlight, LastRetrain, Trigger } from '../state/state.ts';
import type { Judged } from '../state-parts/past.ts';

/** What the `state` query answers: the monitor at a glance, without what only the detectors need. */
export interface MonitorView {
  model: string;
  tenant: string | null;
  phase: 'active' | 'paused' | 'stopped';
  pausedBy: { at: number; actor: string; comment: string } | null;
  /** The worst level of any stream. */
  level: Level;
  /** What it is in one word, as in the search attribute `RetrainState`. */
  status: Status;
  /** What it does now, in one sentence without a full stop. */
  summary: string;
  champion: string | null;
  generation: number;
  inFlight: InFlight | null;
  approval: Approval | null;
  /**
   * `status` says how its workflow ended, and never changes: `awaiting-approval` of one whose version was to wait.
   * `outcome` says what has become of it by now, with what has been decided on that version since: `in-shadow` while
   * nobody can approve it, then `promoted`, `rejected`, `shadow-failed`, …
   */
  lastRetrain: (LastRetrain & { outcome: string }) | null;
  /** A challenger that is scored on live metrics, and a new champion that is held against the last. */
  shadow: LiveTrial | null;
  probation: LiveTrial | null;
  /** A rollback that the registry is carrying out. */
  rollback: { at: number; actor: string } | null;
  /** A version that the registry is making the champion. */
  adoption: { at: number; actor: string; version: string; comment: string } | null;
  registry: RegistryState;
  /** Queries for its metrics that fail; absent without any, and from older workers. */
  pullFaults?: PullFault[];
  /** Notifiers that do not answer; absent when all do, and from older workers. */
  notifiers?: NotifierTrouble[];
  /** The newest command that the registry could not carry out. */
  commandFailed: { at: number; command: string; message: string; code?: string } | null;
  killSwitch: KillSwitchReading | null;
  holds: Hold[];
  triggers: Trigger[];
  breakerOpenedAt: number | null;
  /** The next retrain is a full one, whatever is asked for: an earlier candidate failed. */
  escalated: boolean;
  policyRevision: number;
  startedAt: number;
  next: Deadline | null;
  schedules: { id: string; nextAt: number; due: number; coalesced: number }[];
  series: SeriesView[];
  counts: Counts;
  refused: { at: number; reason: string }[];
  sources: number;
}

/** What stops a monitor, what it is busy with, or else the worst level of its streams. */
export type Status =
  'stopped' | 'paused' | 'killed' | 'broken' | 'retraining' | 'awaiting-approval' | 'shadow' | 'probation' | Level;

export interface SeriesView {
  metric: string;
  segment: string;
  level: Level;
  n: number;
  last: number;
  ewma: number;
  lastAt: number;
  /** What the newest value is the mean of, where that was sent. */
  rows?: Rows;
  /** Of an aggregated metric: the newest window that is not over yet. */
  open?: { from: number; value: number; rows: Rows };
  /** None of its event times has been believed so far; `lastAt` is a time of arrival. */
  undated?: true;
}

/** The next thing a monitor has to wake up for. */
export interface Deadline {
  at: number;
  /** For the timer's summary in the UI. */
  what: string;
}

/** Why it retrained, why it did not, and how far every metric is from firing. */
export interface Explanation {
  model: string;
  at: number;
  /** One sentence: what the monitor would say if asked "well?". */
  summary: string;
  distances: Distance[];
  holds: Hold[];
  /** Values that cannot be what they are called: a percentage where a share was meant. Absent without any. */
  warnings?: string[];
  /** What is wrong with the registry, how its champion differs, and what it could not do. Absent when all is well. */
  registry?: string[];
  /** Queries for its metrics that fail, since when, and why. Absent when all is well. */
  pull?: string[];
  /** Notifiers that do not answer, since when, and what they say. Absent when all do. */
  notifiers?: string[];
  /** Calls that are failing and tried again just now; only from `MonitorHandle.explain`. */
  retrying?: string[];
  /** Reasons of batches and values that were refused, newest first; absent where there are none. */
  refused?: { at: number; reason: string }[];
  /** What is wanted and waiting, in words. */
  waiting: string[];
  /** The version that waits for a person or runs in shadow, and what it has shown at its gate. Absent without one. */
  challenger?: { version: string; against: string | null; report?: ChallengerReport };
  /** What the gate of the newest retrain said; absent when it came to no gate. */
  gate?: GateLine[];
  /** Newest first. */
  decisions: Decision[];
  /** How a challenger in shadow and a champion on probation do so far, in words. */
  trials: string[];
  /** The newest challenger that waited for a person, and what became of it. */
  judged: Judged | null;
  /** Versions that have served, the champion last: those that the monitor knows of. Absent from older workers. */
  served?: string[];
  /** Of those, the ones that were rolled back and have not served since. Absent where that is none. */
  rolledBack?: string[];
  /** What people have said of alarms and retrains, newest last; absent where that is nothing. */
  marks?: Marking[];
  /** Evaluations in all, and those that had no consequence. */
  evaluations: number;
  withoutConsequence: number;
}

/** What a command would do now, in a sentence; or why it would be refused. */
export interface Foresight {
  command:
    | 'pause'
    | 'resume'
    | 'stop'
    | 'retrain'
    | 'rebuild'
    | 'cancel'
    | 'approve'
    | 'reject'
    | 'rollback'
    | 'release'
    | 'adopt';
  isAllowed: boolean;
  text: string;
}

/** A command with all that is said with it, of which is asked what it would do. */
export type Foreseeable =
  | {
      name: 'retrain';
      /** From scratch or not. @default 'soft' */
      severity?: 'soft' | 'full';
      /** Its gate has absolute rules alone. @default false */
      withoutChampion?: boolean;
      /** It waits for all that drift waits for. @default false */
      respectHolds?: boolean;
    }
  | { name: 'adopt'; version: string };

/** What the `trail` query answers: what a list shows of a monitor, and all of its life in few numbers. */
export interface TrailAnswer {
  model: string;
  at: number;
  status: Status;
  level: Level;
  series: TrailSeries[];
  /** Series that are not among these. */
  more: number;
}

export interface TrailSeries {
  metric: string;
  /** Empty: the model as a whole. */
  segment: string;
  level: Level;
  n: number;
  last: number;
  ewma: number;
  lastAt: number;
  /** The detector that is nearest to firing; absent while all are warming up. */
  nearest?: Pick<Distance, 'detector' | 'statistic' | 'limit' | 'toFiring' | 'text'>;
  /** `null` where none is kept. */
  trail: TrailView | null;
}

/** Buckets of the lifelong trail, oldest first; empty ones are left out. */
export interface TrailView {
  /** Length of a bucket in milliseconds. */
  everyMs: number;
  /** Event time at which each begins. */
  at: number[];
  count: number[];
  mean: number[];
  min: number[];
  max: number[];
  /** The moving average at its end. */
  average: number[];
}

/** How far one detector is from firing. */
export interface Distance {
  metric: string;
  segment: string;
  detector: string;
  type: string;
  level: Level;
  statistic: number | null;
  limit: number | null;
  /** How much further the statistic must move; 0 or less: beyond the limit. `null` while warming up. */
  toFiring: number | null;
  /** Which side of the limit fires. Absent from workers of earlier versions. */
  fires?: 'above' | 'below';
  /** Whether statistic and limit are in the metric's own unit: those of a test or a vote are not. */
  isValue?: boolean;
  /** Of one in drift: event time since which it has not been stable. Absent otherwise, and from earlier versions. */
  driftSince?: number;
  /** Fires without asking for a retrain: it only observes, or no rule names it in this segment. */
  asksForNothing?: true;
  /** What the detector has learnt of the stream, in words; absent when that is nothing. */
  knows?: string[];
  n: number;
  /** Rows that the statistic stands for, where that was sent. */
  rows?: number;
  /** Of a detector that waits for more than one value beyond its limit: how many it has of those it needs. */
  patience?: Waited;
  text: string;
}

/** What a command answers: the monitor right after it. */
export interface CommandResult {
  view: MonitorView;
}

/** How far a study is. */
export interface StudyProgress {
  /** Trials it may run. */
  planned: number;
  /** Trials that have begun, and of those the ones that have failed or were stopped early. */
  begun: number;
  failed: number;
  pruned: number;
  metric: string;
  goal: 'maximize' | 'minimize';
  best: { number: number; value: number } | null;
}

/** Where a retrain is. */
export interface RetrainProgress {
  retrainId: string;
  stage: 'preparing' | 'tuning' | 'training' | 'evaluating' | 'registering' | 'promoting' | 'done';
  trials: { number: number; params: Record<string, unknown>; state: string; value: number | null }[];
  /** The study in numbers; absent without one, and from older workers. */
  study?: StudyProgress;
  version: string | null;
}
