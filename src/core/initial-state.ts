import { openSchedules } from './launch/schedule.ts';
import { newestEdition } from './upcast.ts';
import { noPastSources } from './ingestion/senders.ts';
import type { MonitorState } from './state/state.ts';
import type { Policy } from './state/policy.ts';
import type { MonitorConfig } from './state/retrain.ts';

export interface InitialOptions {
  config: MonitorConfig;
  policy: Policy;
  now: number;
  /** Known from elsewhere (a backtest, a test): the monitor need not ask the registry first. */
  recalled?: { champion: string | null; generation: number };
}

/** A monitor that has seen nothing yet. */
export function initialState({ config, policy, now, recalled }: InitialOptions): MonitorState {
  return {
    schemaVersion: 1,
    config,
    policy,
    policyRevision: 1,
    policyChanges: [],
    startedAt: now,
    unheard: [],
    phase: 'active',
    pausedBy: null,
    recalled: recalled !== undefined,
    champion: recalled?.champion ?? null,
    retired: [],
    dropped: [],
    series: {},
    rules: {},
    schedules: openSchedules(policy.schedules, {}, now, now),
    triggers: [],
    generation: recalled?.generation ?? 0,
    inFlight: null,
    approval: null,
    judged: null,
    shadow: null,
    probation: null,
    rollback: null,
    foundServing: null,
    rolledBack: [],
    undone: [],
    registry: { id: null, trouble: null, differs: null, checkAt: null },
    pullFaults: [],
    adoption: null,
    commandFailed: null,
    killSwitch: null,
    cooldownUntil: null,
    launches: [],
    incident: { failures: 0, escalated: false, breakerOpenedAt: null },
    lastRetrain: null,
    lastReason: null,
    sources: {},
    pastSources: noPastSources(),
    keys: { young: [], old: [] },
    lists: {},
    counts: {
      observations: 0,
      batches: 0,
      duplicates: 0,
      repeated: 0,
      indistinct: 0,
      refusedBatches: 0,
      invalid: 0,
      unknownMetric: 0,
      fenced: 0,
      challenger: 0,
      overCap: 0,
      outOfOrder: 0,
      excluded: 0,
      rejudged: 0,
      tooLate: 0,
      closedEarly: 0,
      doubted: 0,
      undecodable: 0,
      shed: 0,
      evaluations: 0,
      none: 0,
    },
    newestEventAt: null,
    repeatAt: null,
    doubtsTimes: true,
    tellsLearning: true,
    notesReplaced: true,
    edition: newestEdition,
    doubted: null,
    trails: 'kept',
    obeyed: [],
    marks: [],
    refused: [],
    ledger: [],
  };
}
