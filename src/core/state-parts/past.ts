// What a monitor keeps of its past, beside its ledger.

/** What became of the newest challenger that waited: why a second or a late answer cannot count. */
export interface Judged {
  generation: number;
  version: string;
  outcome: 'approved' | 'rejected' | 'timed-out' | 'superseded';
  actor: string;
  comment: string;
  at: number;
}

/** Failed candidates in a row; a promotion ends the incident, but only a person closes the breaker. */
export interface Incident {
  failures: number;
  /** A candidate has failed: the next retrain is full. */
  escalated: boolean;
  breakerOpenedAt: number | null;
}

export interface PolicyChange {
  revision: number;
  at: number;
  actor: string;
  comment: string;
}
