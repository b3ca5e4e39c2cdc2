import type { Direction, DriftKind } from '../../terms/metric-kinds.ts';
import type { JsonObject } from '../../terms/json.ts';
import type { Patience } from '../../detectors/with-patience.ts';
import type { Severity } from '../../terms/level.ts';

/**
 * When to retrain. This is the complete form, with every default filled in; people write the shorter form of
 * `src/config/policy-schema.ts`. Durations are milliseconds, times epoch milliseconds.
 */
export interface Policy {
  metrics: MetricPolicy[];
  /** Empty: every detector is a rule of its own, with its own severity. */
  rules: RulePolicy[];
  schedules: SchedulePolicy[];
  holds: HoldPolicy;
  /** Launched and held entries that the ledger keeps. */
  ledgerSize: number;
  /** How often active alerts are repeated to notifiers that ask for it; `null` or absent: never. */
  repeatAlertsMs?: number | null;
}

/**
 * A receiver of alerts may lose them, so they are repeated: within minutes, but not so often that it fills a history.
 */
export const defaultRepeatAlertsMs = 15 * 60_000;

export interface MetricPolicy {
  name: string;
  direction: Direction;
  drift: DriftKind;
  detectors: DetectorPolicy[];
  /** Newest values kept for showing. */
  window: number;
  /** Weight of the newest value in the moving average kept for showing. */
  alpha: number;
  /** Silence longer than this is `no-data`; `null`: silence is never judged. */
  noDataAfterMs: number | null;
  /** Segments (slices) that may have a state of their own. */
  maxSegments: number;
  /** Times whose observations are counted, but neither judged nor learned from. */
  exclude?: Exclusions;
  /** Compares with the same hour or day before. */
  season?: SeasonPolicy;
  /** Takes observations that come late into their place, and judges again. */
  lateness?: LatenessPolicy;
  /** Judges windows of event time instead of single observations; such a metric has no `lateness` of its own. */
  aggregate?: AggregatePolicy;
  /**
   * The usual number of rows is learned as slowly as detectors learn, and no single `n` moves it far. Absent in
   * policies from before, which go on as they went.
   */
  settledRows?: true;
  /**
   * What chance makes of a value's spread is kept apart from the rest: only that part grows with fewer rows, and values
   * whose rows tell no variance of their own are judged with the one that is known. Absent in policies from before.
   */
  rowVariance?: true;
}

export interface Exclusions {
  spans: { from: number; to: number; note: string }[];
  weekly: QuietHours[];
}

export interface SeasonPolicy {
  by: 'hour-of-day' | 'day-of-week' | 'hour-of-week';
  /** IANA name. */
  timeZone: string;
}

export interface LatenessPolicy {
  /** How far behind the newest event time an observation may come. */
  allowedMs: number;
  /** Observations a stream keeps open at most; the oldest are closed early. */
  buffer: number;
}

export interface AggregatePolicy {
  /** Length of a window; the first begins at 1970. */
  everyMs: number;
  /** How far behind the newest event time an observation may come: a window is over that much after its end. */
  allowedMs: number;
}

export interface DetectorPolicy {
  /** Unique within the metric. */
  id: string;
  /** Name of a detector. */
  type: string;
  options: JsonObject;
  /** What it asks for when it fires, where no rule says otherwise. */
  severity: Severity;
  /** Fires only when its statistic was beyond its limit in so many of the newest observations. */
  patience?: Patience;
  /** Sees the residual of the metric's season instead of the value. */
  seasonal?: boolean;
}

export interface RulePolicy {
  id: string;
  /** Fires when at least this many of the terms hold. `any` is 1, `all` is the number of terms. */
  atLeast: number;
  of: RuleTerm[];
  severity: Severity;
}

/** Holds while a matching detector is at that level; absent parts match everything. */
export interface RuleTerm {
  metric: string;
  detector?: string;
  segment?: string;
  level: 'warning' | 'drift';
}

export interface SchedulePolicy {
  id: string;
  /** Either this … */
  everyMs?: number;
  /** Slots are counted from here. @default when the monitor started */
  anchor?: number;
  /** … or this: five fields, minute to day of week. */
  cron?: string;
  /** IANA name for `cron`. @default 'UTC' */
  timeZone?: string;
  severity: Exclude<Severity, 'none'>;
}

export interface HoldPolicy {
  /** Least distance between the starts of two retrains. */
  cooldownMs: number;
  /** Hours in which nothing is launched. */
  quietHours: QuietHours[];
  /** Spans of time in which nothing is launched. */
  freezes: { from: number; to: number; note: string }[];
  /** At most `max` retrains in any span of `perMs`. */
  budget: { max: number; perMs: number } | null;
  /** This many failed candidates in one incident open the breaker; a scheduled one that is only no better is none. */
  breakerAfter: number;
  /** The cool-down grows by this factor with every further bad candidate of an incident. Absent: it does not. */
  backoff?: number;
}

export interface QuietHours {
  /** Minutes since midnight; `to` <= `from` runs over midnight. */
  from: number;
  to: number;
  /** 0 Sunday to 6 Saturday, of the day on which the span begins. Empty: every day. */
  days: number[];
  /** IANA name. */
  timeZone: string;
}
