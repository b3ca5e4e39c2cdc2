import type { DriftKind } from '../../terms/metric-kinds.ts';
import type { Level, Severity } from '../../terms/level.ts';

/** Why a retrain is wanted. `text` is the sentence for people; times are epoch milliseconds. */
export type Reason =
  | { type: 'scheduled'; at: number; scheduleId: string; text: string }
  | {
      type: DriftKind;
      detectedAt: number;
      metric: string;
      segment?: string;
      value: number;
      threshold: number;
      text: string;
    }
  | { type: 'manual'; at: number; actor?: string; text: string };

/** The reason of a person who gave none. */
export function askedForBy(actor: string): string {
  return `asked for by ${actor}`;
}

/** A reason as people read it: where somebody asked, it names them even if they gave a reason of their own. */
export function reasonText(reason: { type: string; text: string; actor?: string | undefined }): string {
  if (reason.type !== 'manual' || !reason.actor) return reason.text;
  const asked = askedForBy(reason.actor);
  return reason.text.startsWith(asked) ? reason.text : `${asked}: ${reason.text}`;
}

/** What a detector had seen when it fired. Times are the observations' own (event time). */
export interface Evidence {
  metric: string;
  segment?: string;
  /** Detector id within the metric's policy. */
  detector: string;
  statistic: number | null;
  limit: number | null;
  n: number;
  windowFrom: number | null;
  windowTo: number | null;
}

/** What can hold a wanted retrain back. It is considered again when the hold ends: held, never dropped. */
export type HoldReason =
  /** The registry has not yet told which version serves. */
  | 'starting'
  | 'cooldown'
  | 'in-flight'
  | 'paused'
  | 'quiet-hours'
  /** Older monitors name it `quiet-hours`. */
  | 'freeze'
  | 'budget'
  | 'probation'
  | 'shadow'
  /** Thrown for the model, its tenant or all models. */
  | 'kill-switch'
  | 'circuit-breaker'
  | 'approval'
  /** It does not answer, or is another one than before. */
  | 'registry'
  /** The version is no longer there, or its bytes have changed. */
  | 'champion-lost';

export interface Hold {
  by: HoldReason;
  /** When it ends; `null` if only a person or another event ends it. */
  until: number | null;
  /** What the policy says about it, or why it lasts longer than the policy says. */
  note?: string;
}

/** One entry of the ledger. Evaluations without any consequence are counted, not listed. */
export interface Decision {
  at: number;
  decision: 'launched' | 'held' | 'expired' | 'settled' | 'rejudged' | 'none';
  /** `drift`, `still-in-drift`, `schedule`, `manual`, `recovered`, `promoted`, `rejected`, …: for programs. */
  reasonCodes: string[];
  reasons: Reason[];
  heldBy: Hold[];
  evidence: Evidence[];
  severity: Severity;
  policyRevision: number;
  generation: number | null;
  /** What late labels changed. */
  rejudged?: Rejudged;
  /** Free text of a person or of an outcome. */
  note?: string;
}

/** A window that was judged again because labels came late. */
export interface Rejudged {
  metric: string;
  segment?: string;
  /** Event times: from the oldest late label to the newest observation. */
  windowFrom: number;
  windowTo: number;
  /** Late labels that were taken into the window. */
  labels: number;
  before: WindowJudgement;
  after: WindowJudgement;
  /** Whether any detector says something else than before. */
  changed: boolean;
  /** How often the stream was judged again just before, without a change, in place of entries of their own. */
  earlier?: number;
}

export interface WindowJudgement {
  /** Mean of the window's observations. */
  value: number;
  n: number;
  /** The worst level of any detector. */
  level: Level;
}
