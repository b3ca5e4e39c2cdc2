import type { Challenger } from './state.ts';
import type { KillSwitchReading } from '../../terms/kill-switch-ids.ts';
import type { Hold, Reason } from './decision.ts';
import type { Severity } from '../../terms/level.ts';
import type { Policy } from './policy.ts';
import type { RegistryReading } from '../state-parts/registry-state.ts';
import type { Release } from './lineage.ts';
import type { MonitorConfig, RetrainOutcome, RetrainRequest } from './retrain.ts';

/** Everything that can happen to a monitor. */
export type MonitorEvent =
  /** A signal as it came: not yet validated. */
  | { type: 'batch'; batch: unknown }
  /** A signal whose payload nobody could decode. */
  | { type: 'undecodable'; detail: string }
  /** A deadline was reached; which one follows from the state and the time. */
  | { type: 'tick' }
  /** The registry has answered: which version serves, and the newest generation that was ever trained. */
  | {
      type: 'recalled';
      champion: string | null;
      generation: number;
      challenger?: Challenger | null;
      /** Absent from workers of before it was told. */
      registry?: RegistryReading;
      /** Run of the workflow that asked. */
      runId?: string;
    }
  /** A monitor of before the registry was looked at begins to. */
  | { type: 'watch-registry' }
  | { type: 'registry-read'; reading: RegistryReading }
  | { type: 'registry-failed'; message: string }
  /** A pull has ended, and says which queries failed: not yet validated. */
  | { type: 'pulled'; report: unknown }
  /** A run of the workflow begins. */
  | { type: 'run-began' }
  /** The workflow was set back to an earlier time. */
  | { type: 'reset' }
  /** `runId`: what tells its workflow from others of that id. */
  | { type: 'retrain-started'; generation: number; at: number; runId?: string }
  /** The id of a retrain belongs to another workflow. */
  | { type: 'retrain-taken'; request: RetrainRequest }
  /** Somebody says that a retrain has ended; `awaited`: the server will tell. */
  | { type: 'retrain-reported'; outcome: unknown; awaited: boolean }
  /** The server says that a retrain was ended from outside. */
  | { type: 'retrain-ended'; generation: number }
  /**
   * How a retrain ended. `generation`: the server says that this is the end of that one, be the outcome what it may;
   * absent where it came by signal, which anybody may send.
   */
  | { type: 'retrain-finished'; outcome: unknown; generation?: number }
  | { type: 'promoted'; generation: number; version: string; previous: string | null; release?: Release }
  | { type: 'rolled-back'; version: string; previous: string | null; release?: Release }
  | { type: 'adopted'; version: string; previous: string | null; registry: string; release?: Release }
  /** A nudge: the kill switches are to be read. */
  | { type: 'kill-switch-turned' }
  /** Active alerts were repeated, and no notifier listens for them. */
  | { type: 'repeats-unheard' }
  | { type: 'kill-switch-read'; reading: KillSwitchReading | null }
  /** `serves`: what a rollback found in place of the version it was to leave. */
  | {
      type: 'command-failed';
      command: 'promote' | 'roll-back' | 'adopt';
      message: string;
      /** Why, for programs. */
      code?: string;
      serves?: string;
    }
  | { type: 'command'; command: Command }
  /** The state is about to be handed over, or has grown: it may take so many bytes of JSON. */
  | { type: 'fit'; maxBytes: number };

/**
 * What an operator can ask for. `actor` and `comment` are kept. `until`: the sender waits for it no longer than this,
 * and after it nothing is done; absent from older clients. `id`: the same when it is sent again.
 */
export type Command = { until?: number; id?: string } & (
  | { name: 'pause' | 'resume' | 'stop' | 'release'; actor: string; comment: string }
  /** `generation`: of the retrain that was looked at, 0: only what waits; absent: whichever there is. */
  | { name: 'cancel'; generation?: number; actor: string; comment: string }
  /** `version`: the one that was looked at; absent: whichever waits. */
  | { name: 'reject'; version?: string; actor: string; comment: string }
  /** `inPlaceOf`: the champion that was looked at; absent: whichever serves. */
  | { name: 'approve'; version?: string; inPlaceOf?: string; actor: string; comment: string }
  | {
      name: 'retrain';
      severity: Exclude<Severity, 'none'>;
      /** The gate has absolute rules alone. */
      withoutChampion?: true;
      /** Waits for everything that drift waits for, too. */
      respectHolds?: true;
      actor: string;
      comment: string;
    }
  | { name: 'adopt'; version: string; actor: string; comment: string }
  | { name: 'rollback'; actor: string; comment: string }
  | {
      name: 'policy';
      policy: Policy;
      config: MonitorConfig;
      /** Of the policy that was looked at; absent: whichever holds. */
      revision?: number;
      /** Options that the running policy is too old for make no detector forget; absent in histories of before. */
      keepsLearnt?: true;
      actor: string;
      comment: string;
    }
  | { name: 'forget-segment'; segment: string; actor: string; comment: string }
  /** An alarm or a retrain was right, or was none; `target`: see `Marking`. */
  | { name: 'mark'; target: string; isTrue: boolean; actor: string; comment: string }
);

/** Why a command cannot be obeyed: `code` for programs. */
export interface Refusal {
  code: string;
  text: string;
}

/** Of which model the registry is asked, and by whom its champion could be read. */
export interface RegistryQuery {
  model: string;
  trainer: { name: string; taskQueue?: string };
  /** Versions that the monitor knows to serve or to wait; absent from older monitors. */
  expects?: string[];
}

/** What the shell around the core has to do. Each carries its own idempotency key. */
export type Effect =
  | { type: 'start-retrain'; request: RetrainRequest }
  /** Ends the one that is under way; one that has ended stays as it is. */
  | { type: 'cancel-retrain'; retrainId: string; generation: number }
  /** Asks how it ended; `runId`: of the workflow that this monitor has started, where it knows. */
  | { type: 'look-up-retrain'; retrainId: string; generation: number; runId?: string }
  | { type: 'read-kill-switch'; model: string; tenant: string | null }
  | ({ type: 'recall'; monitorId: string; tenant: string | null } & RegistryQuery)
  | ({ type: 'look-at-registry' } & RegistryQuery)
  | { type: 'adopt'; model: string; changeId: string; version: string; actor: string; reason: string }
  | {
      type: 'promote';
      model: string;
      /** Identity of the registry that is meant: any other refuses. */
      registry?: string;
      retrainId: string;
      changeId: string;
      version: string;
      generation: number;
      /** Only while this version serves (`null`: none), which it was compared with; absent: a person has decided. */
      expected?: string | null;
      /** Whose kill switch is asked when nobody has approved it. */
      tenant?: string | null;
      actor: string;
      reason: string;
    }
  | {
      type: 'reject-challenger';
      model: string;
      registry?: string;
      changeId: string;
      version: string;
      /** By a version that serves now; older monitors left the alias. */
      superseded?: true;
      actor: string;
      reason: string;
    }
  | {
      type: 'roll-back';
      model: string;
      registry?: string;
      changeId: string;
      /** Only when this version serves; absent: whichever does. */
      from?: string;
      actor: string;
      reason: string;
    }
  /** `lanes`: only the notifiers of these names have not had it yet, as they do not answer; absent: nobody has. */
  | { type: 'notify'; notice: Notice; lanes?: string[] };

/** A transition that people want to hear about. */
export interface Notice {
  /** Idempotency key: the same notice may be handed over twice. */
  id: string;
  at: number;
  model: string;
  tenant: string | null;
  event: NoticeEvent;
  /** It began before and is still on: for those who keep alerts, and forget. */
  repeated?: true;
  severity: Severity;
  text: string;
  reasons: Reason[];
  holds: Hold[];
  /**
   * What drifts, recovers or is silent: `metric/segment/detector`, or `metric/segment`; the same before and after. With
   * a promotion, a rollback, a new policy, a forgotten or a shed segment: what was in drift or silent until then, and
   * now starts afresh or is no longer watched.
   */
  subjects?: string[];
  outcome?: RetrainOutcome;
  /**
   * With `registered`, `promoted`, `rolled-back` and `adopted`: the version that it is about, where the registry has
   * told.
   */
  release?: Release;
  /** With `promoted`, `rolled-back` and `adopted`: what served before. */
  previousVersion?: string | null;
  /** Where the operator's page shows it, where the worker knows of one. */
  link?: string;
}

export const noticeEvents = [
  'drift',
  'recovered',
  'no-data',
  'data-again',
  'retrain-launched',
  'retrain-held',
  'retrain-finished',
  'approval-needed',
  'approval-reminder',
  'approval-timed-out',
  'challenger-rejected',
  'challenger-superseded',
  'registered',
  'promoted',
  'rolled-back',
  'breaker-opened',
  'breaker-released',
  'policy-changed',
  'segment-forgotten',
  'paused',
  'resumed',
  'stopped',
  'shadow-started',
  'shadow-failed',
  'probation-started',
  'probation-passed',
  'probation-failed',
  'killed',
  'revived',
  'command-failed',
  'state-shed',
  'learnt-again',
  'adopted',
  'registry-trouble',
  'registry-well',
  'pull-trouble',
  'pull-well',
] as const;

export type NoticeEvent = (typeof noticeEvents)[number];
