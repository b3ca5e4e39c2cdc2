/**
 * One detector's verdict on one stream after one observation.
 *
 * - `warming-up`: too few observations to judge; never counted as healthy or as drifting
 * - `stable`, `warning`, `drift`: the verdict
 * - `no-data`: the stream has been silent for longer than its policy allows; never healthy
 */
export type Level = 'warming-up' | 'stable' | 'warning' | 'drift' | 'no-data';

/** What a detector can say; the core judges silence, because it knows the time. */
export type Verdict = Exclude<Level, 'no-data'>;

/** How far a retrain goes. `none` only observes, `soft` continues from the champion, `full` starts from scratch. */
export type Severity = 'none' | 'soft' | 'full';

const rank: Record<Severity, number> = { none: 0, soft: 1, full: 2 };

/** The more severe of the two: none < soft < full. */
export function moreSevere(a: Severity, b: Severity): Severity {
  return rank[a] >= rank[b] ? a : b;
}

/** Negative when `a` is less severe than `b`, positive when more, 0 when equal: an order for sorting. */
export function compareSeverity(a: Severity, b: Severity): number {
  return rank[a] - rank[b];
}

/** The level that people should see first. */
export function worst(levels: readonly Level[]): Level {
  return worstFirst.find((level) => levels.includes(level)) ?? 'warming-up';
}

/** In the order in which people should see them. */
export const worstFirst: readonly Level[] = ['drift', 'no-data', 'warning', 'stable', 'warming-up'];

/** A latched detector counts as drifting until the drift has been disproved, even if its own level changes. */
export function shownLevel({ level, latched }: { level: Level; latched: boolean }): Level {
  return latched ? 'drift' : level;
}
