import { defaultRepeatAlertsMs, type Policy } from './state/policy.ts';
import type { MonitorConfig } from './state/retrain.ts';
import type { MonitorState } from './state/state.ts';

/** Whatever an older version may have left out. */
export type OlderState = Omit<MonitorState, keyof typeof added> & Partial<MonitorState>;

/**
 * A state of any older version in today's form. Whoever adds a field to `MonitorState` gives it a default here that
 * leaves an older history's commands as they were, and keeps a recorded state without it in the tests.
 */
export function upcast(state: OlderState): MonitorState {
  return {
    ...added,
    ...state,
    config: upcastConfig(state.config),
    counts: { ...addedCounts, ...state.counts },
    approval: state.approval ? { ...addedToApproval, ...state.approval } : null,
  };
}

/** The same for the configuration, which a monitor is started with. */
export function upcastConfig(config: MonitorConfig): MonitorConfig {
  return { ...config, retrain: { ...addedToRetrain, ...config.retrain } };
}

/**
 * The same for the policy, from its next run on: what is added here arms timers, which the history of the run that is
 * going on does not have.
 */
export function renewPolicy(policy: Policy): Policy {
  return { repeatAlertsMs: defaultRepeatAlertsMs, ...policy };
}

/** By which runs that begin now decide. */
export const newestEdition = 3;

/** The edition by which a run decides, as its history is marked with it: the newest there was when it began. */
export function editionOf(isMarked: (patch: string) => boolean): number {
  const editions = [3, 2, 1];
  return editions.find((edition) => isMarked(`edition-${edition}`)) ?? 0;
}

/** A state as a run goes on with it that decides by that edition. */
export function inEdition(state: MonitorState, edition: number): MonitorState {
  if (edition === 0) return { ...state, edition };
  const { lastReason, ledger } = state;
  const told = lastReasonIn(ledger);
  // A run of edition 0 in between, by workers that were rolled back, has launched without keeping why.
  return { ...state, edition, lastReason: edition > 1 ? (told ?? lastReason) : (lastReason ?? told) };
}

/** Why the newest launch was, as far as the ledger still knows. */
export function lastReasonIn(ledger: MonitorState['ledger']): string | null {
  return ledger.findLast(({ decision }) => decision === 'launched')?.reasons[0]?.type ?? null;
}

// --- internal ---

const added = {
  repeatAt: null,
  unheard: [],
  dropped: [],
  judged: null,
  killSwitch: null,
  shadow: null,
  probation: null,
  rollback: null,
  foundServing: null,
  rolledBack: [],
  undone: [],
  keys: { young: [], old: [] },
  pastSources: null,
  lists: {},
  doubtsTimes: false,
  tellsLearning: false,
  notesReplaced: false,
  edition: 0,
  lastReason: null,
  doubted: null,
  trails: 'later' as const,
  obeyed: [],
  marks: [],
  registry: { id: null, trouble: null, differs: null, checkAt: null },
  pullFaults: [],
  adoption: null,
  commandFailed: null,
};
const addedCounts = {
  repeated: 0,
  indistinct: 0,
  challenger: 0,
  excluded: 0,
  rejudged: 0,
  tooLate: 0,
  closedEarly: 0,
  shed: 0,
  doubted: 0,
};

/** Challengers waited for ever. */
const addedToApproval = { timeoutAt: null, onTimeout: 'reject' as const, remindAt: null, decided: null, tries: 0 };
const addedToRetrain = {
  approval: { timeoutMs: null, reminderMs: null, onTimeout: 'reject' as const },
  shadow: { samples: 200, timeoutMs: 7 * 86_400_000, significance: 0.05, maxLoss: 0.01, metrics: null },
  // A new champion was not watched.
  probation: null,
};
