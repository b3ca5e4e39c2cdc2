// What a monitor remembers of those who send to it, so that what comes again counts once.

export interface SourceState {
  seq: number;
  at: number;
  /** Numbers below that have not come, as ranges: first and last of each, in ascending order. */
  skipped?: number[];
}

/** Two generations, each a flat list of pairs: a hash of the source, and its newest number. */
export interface PastSources {
  young: readonly number[];
  old: readonly number[];
  /** When the newest of the old ones was last heard of. */
  oldUntil: number | null;
  /** Sources that were last heard of before that time may have been forgotten; `null`: none is. */
  forgottenUntil: number | null;
}

/** The entries of a list that have been taken, as ranges: first and last of each, in ascending order. */
export interface NumberedList {
  at: number;
  /** At most 16: the gaps in the first range that `gaps` tells of are closed here. */
  taken: readonly number[];
  /** Gaps within the first range (`gapsText`); only where there are more than 16 ranges. */
  gaps?: string;
  /** Up to here gaps were closed for want of room; -1: none was. Lists of before do not say it. */
  closed?: number;
}

/**
 * Keys of the newest observations that had one, in ascending order each; the younger ones take the place of the old.
 */
export interface RecentKeys {
  young: readonly number[];
  old: readonly number[];
}
