import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { queryNames, signalNames, updateNames } from '../src/core/message-names.ts';
import type { Effect } from '../src/core/events.ts';
import type { Explanation } from '../src/core/explain.ts';
import type { MetricBatch } from '../src/core/batch.ts';
import type { MonitorConfig, RetrainOutcome } from '../src/core/retrain.ts';
import type { MonitorState } from '../src/core/state.ts';
import type { MonitorView } from '../src/core/view.ts';
import type { Policy } from '../src/core/policy.ts';

/** Who asks, and why; both are kept in the ledger. */
export interface Asked {
  actor: string;
  comment?: string;
}

/** What a command answers: the monitor right after it. */
export interface CommandResult {
  view: MonitorView;
}

export const metricsSignal = defineSignal<[MetricBatch]>(signalNames.metrics);
export const killSwitchSignal = defineSignal(signalNames.killSwitch);
export const retrainFinishedSignal = defineSignal<[RetrainOutcome]>(signalNames.retrainFinished);

export const stateQuery = defineQuery<MonitorView>(queryNames.state);
export const windowQuery = defineQuery<Record<string, number[]>>(queryNames.window);
export const ewmaQuery = defineQuery<Record<string, number>>(queryNames.ewma);
export const explainQuery = defineQuery<Explanation>(queryNames.explain);
export const configQuery = defineQuery<{ config: MonitorConfig; policy: Policy; revision: number }>(queryNames.config);

export const pauseUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.pause);
export const resumeUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.resume);
export const stopUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.stop);
export const retrainUpdate = defineUpdate<CommandResult, [Asked & { severity?: 'soft' | 'full' }]>(updateNames.retrain);
export const approveUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.approve);
export const rejectUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.reject);
export const rollbackUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.rollback);
export const releaseUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.release);
export const forgetSegmentUpdate = defineUpdate<CommandResult, [Asked & { segment: string }]>(
  updateNames.forgetSegment
);
/** Takes the short form that people write; an activity checks it with the one schema there is. */
export const policyUpdate = defineUpdate<CommandResult, [Asked & { monitor: unknown }]>(updateNames.policy);

export const progressQuery = defineQuery<RetrainProgress>(queryNames.progress);

/** Where a retrain is. */
export interface RetrainProgress {
  retrainId: string;
  stage: 'preparing' | 'tuning' | 'training' | 'evaluating' | 'registering' | 'promoting' | 'done';
  trials: { number: number; params: Record<string, unknown>; state: string; value: number | null }[];
  version: string | null;
}

/** Argument of the monitor workflow. */
export interface MonitorInput {
  config: MonitorConfig;
  policy: Policy;
  /** Off where the namespace has no such search attributes: upserting an unknown one fails the task for ever. */
  searchAttributes: boolean;
  /** Carried over by continue-as-new. */
  carried?: Carried;
  /** Continue as new after this many history events; the server's own suggestion (about 4,000) always counts. */
  rollAfterEvents?: number;
}

export interface Carried {
  /** What stands in the input itself is not carried twice. */
  state: Omit<MonitorState, 'config' | 'policy'>;
  /** Effects that had not been carried out; each is idempotent. */
  outbox: Effect[];
  /** Runs so far, this one not counted. */
  runs: number;
}
