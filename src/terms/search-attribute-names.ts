/** Types a search attribute can have on a Temporal server. */
export type SearchAttributeKind = 'Keyword' | 'Text' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

/**
 * The search attributes that monitors write, on transitions only, and retrains at their end. They must exist on the
 * server before the first monitor starts: a workflow that upserts an unknown one fails its task forever.
 *
 * All are `Keyword`: exact match, sortable, and a namespace of Temporal Cloud has room for 40 of them (5 for `Text`).
 */
export const searchAttributeNames = {
  /** Id of the watched model. */
  RetrainModel: 'Keyword',
  /** What the monitor is doing: watching, retraining, paused, ... */
  RetrainState: 'Keyword',
  /** Severity of the running or last decision: none, soft, full. */
  RetrainSeverity: 'Keyword',
  /** Version that serves. */
  RetrainChampion: 'Keyword',
  /** Why the last retrain was asked for, in one short line. */
  RetrainLastReason: 'Keyword',
  /** Who owns the model, for filtering and fairness. */
  RetrainTenant: 'Keyword',
  /** How a retrain ended: promoted, awaiting-approval, rejected, superseded, failed, cancelled. */
  RetrainOutcome: 'Keyword',
  /** The version that a retrain has registered. */
  RetrainVersion: 'Keyword',
} as const satisfies Record<string, SearchAttributeKind>;

export type SearchAttributeName = keyof typeof searchAttributeNames;
