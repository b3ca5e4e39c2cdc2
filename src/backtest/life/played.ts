import type { Decision, HoldReason } from '../../core/state/decision.ts';
import type { Level } from '../../terms/level.ts';
import type { NoticeEvent } from '../../core/state/events.ts';
import type { TrailView } from '../../core/wire/answers.ts';

/**
 * A monitor's life as it was played: columns for charts, and what happened when. Times are epoch milliseconds: of the
 * monitor's clock, or where their name begins with `event`, of the values.
 */
export interface Played {
  model: string;
  /** The monitor's clock from which every event was played, and up to when; `null` before there is any. */
  from: number | null;
  to: number | null;
  /** Whether the monitor was born then; else `before` of the series tells of earlier, from the lifelong trail. */
  fromBirth: boolean;
  runs: number;
  /** Whether every run ended as the next one says that it began: what is drawn is then what the monitor saw. */
  agrees: boolean;
  observations: number;
  series: PlayedSeries[];
  /** Series that are not among these; ask for them by `metric` and `segment`. */
  more: number;
  champions: ChampionBand[];
  spans: Span[];
  marks: Mark[];
  /** The ledger, oldest first: every entry at its full length. */
  decisions: PlayedDecision[];
}

/** One stream; the columns have the same length, oldest first, `null` where something is not known. */
export interface PlayedSeries {
  metric: string;
  segment: string;
  /** Observations that were judged, and how many of them are drawn. */
  observations: number;
  /** Whether a point stands for several observations: then `value` is their mean, between `min` and `max`. */
  isSampled: boolean;
  /** Event time; of several observations that of the last. */
  at: number[];
  /** The monitor's clock when it judged them. */
  heard: number[];
  count: number[];
  value: number[];
  min: number[];
  max: number[];
  /** The running average after the last of them. */
  average: (number | null)[];
  /** The worst among them. */
  level: Level[];
  detectors: PlayedDetector[];
  /** What came later than its neighbours, and what came too late to count. */
  late: Aside;
  /** What came in times that are excluded. */
  excluded: Aside;
  /** What lies before the first event that was played; `null` when that is nothing or is not known. */
  before: TrailView | null;
}

export interface PlayedDetector {
  id: string;
  type: string;
  /** Which side of the limit fires. */
  fires: 'above' | 'below';
  /** Whether statistic and limit are in the metric's own unit. */
  isValue: boolean;
  /** Of several observations the statistic that was nearest to firing, with the limit of that moment. */
  statistic: (number | null)[];
  limit: (number | null)[];
  level: Level[];
}

/** Observations beside the line, the newest 500. */
export interface Aside {
  at: number[];
  value: number[];
  heard: number[];
}

/** Where something stands that lasted, in a chart over event time. */
export interface EventSpan {
  /** Behind the newest value that the monitor had heard then; of a drift, the value that fired. */
  eventFrom: number;
  /** `null`: it lasts. */
  eventUntil: number | null;
}

/** An entry of the ledger. */
export interface PlayedDecision extends Decision {
  /** As that of a mark. */
  eventAt: number;
}

/** Which version served when. */
export interface ChampionBand extends EventSpan {
  version: string | null;
  from: number;
  until: number | null;
  /** Who made it serve; `null`: it served when the first event was played. */
  by: string | null;
  why: string;
}

export type SpanKind =
  | 'hold'
  | 'drift'
  | 'no-data'
  | 'retrain'
  | 'approval'
  | 'shadow'
  | 'probation'
  | 'pause'
  | 'kill-switch'
  | 'breaker'
  | 'registry-trouble';

/** Something that lasted, by the monitor's clock. */
export interface Span extends EventSpan {
  kind: SpanKind;
  from: number;
  /** `null`: it lasts. */
  until: number | null;
  text: string;
  /** Of a hold. */
  by?: HoldReason;
  metric?: string;
  segment?: string;
  detector?: string;
  generation?: number;
  version?: string;
  /** What became of it. */
  outcome?: string;
}

/** Something that happened at a moment. */
export interface Mark {
  /** The monitor's clock. */
  at: number;
  /** The newest event time that the monitor had seen by then, at most its own clock. */
  seen: number | null;
  /**
   * Its place in a chart over event time: of an alarm the value that fired, else behind the newest value that the
   * monitor had heard.
   */
  eventAt: number;
  kind: NoticeEvent | 'trigger' | 'command';
  text: string;
  /** By which it can be marked true or false: `<metric>/<segment>/<detector>@<at>` or `retrain/<generation>`. */
  id?: string;
  metric?: string;
  segment?: string;
  detector?: string;
  generation?: number;
  version?: string;
  actor?: string;
  /** Whether a person has said that it was right. */
  verdict?: { isTrue: boolean; actor: string; comment: string; at: number };
}
