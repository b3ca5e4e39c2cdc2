import { initialState } from './initial-state.ts';
import { editionOf, inEdition, upcast, upcastConfig } from './upcast.ts';
import { noPastSources } from './ingestion/senders.ts';
import type { MonitorInput } from './wire/messages.ts';
import type { MonitorState } from './state/state.ts';
import type { PastSources } from './state/sender-memory.ts';

/** What a run goes by; runs that began before there was one of these go on as they went. */
export interface RunRules {
  /** Whether event times that cannot be true are doubted. */
  doubtsTimes: boolean;
  /** Whether people hear of what was learned again. */
  tellsLearning: boolean;
  /** Whether the ledger has what became of a version that another one replaced. */
  notesReplaced: boolean;
  /** By which edition of the decisions it goes. */
  edition: number;
  /** Whether lifelong trails are kept. */
  keepsTrails: boolean;
  /** Sources are remembered for longer than a day. */
  pastSources(carried: PastSources | null): PastSources | null;
}

/** The rules of a run by the patches that it has taken. They are asked for in an order that histories have. */
export function rulesByPatches(isPatched: (patch: string) => boolean): RunRules {
  return {
    doubtsTimes: true,
    tellsLearning: isPatched('learnt-again'),
    notesReplaced: isPatched('replaced-noted'),
    edition: editionOf(isPatched),
    keepsTrails: isPatched('lifelong-trails'),
    pastSources: (carried) => carried ?? noPastSources(),
  };
}

/** The state that a run begins with: what the one before has handed over, or that of a monitor that is new. */
export function beginRun({ config, policy, carried }: MonitorInput, rules: RunRules, now: number): MonitorState {
  const state = carried
    ? upcast({ ...carried.state, config, policy })
    : initialState({ config: upcastConfig(config), policy, now });
  const { doubtsTimes, tellsLearning, notesReplaced, edition, keepsTrails } = rules;
  const trails = state.trails === 'shed' ? 'shed' : keepsTrails ? 'kept' : 'later';
  const pastSources = rules.pastSources(state.pastSources);
  return inEdition({ ...state, doubtsTimes, tellsLearning, notesReplaced, trails, pastSources }, edition);
}
