import type { Asked } from '../src/core/wire/messages.ts';
import type {
  CommandResult,
  Foresight,
  RetrainProgress,
  Explanation,
  MonitorView,
  TrailAnswer,
} from '../src/core/wire/answers.ts';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { queryNames, signalNames, updateNames } from '../src/terms/message-names.ts';
import type { MetricBatch } from '../src/core/wire/batch.ts';
import type { MonitorConfig, RetrainOutcome } from '../src/core/state/retrain.ts';
import type { PullReport } from '../src/core/state-parts/pull.ts';
import type { Policy } from '../src/core/state/policy.ts';

export const metricsSignal = defineSignal<[MetricBatch]>(signalNames.metrics);
export const killSwitchSignal = defineSignal(signalNames.killSwitch);
/** How a pull has ended; sent when a query failed, and when that is over. */
export const pulledSignal = defineSignal<[PullReport]>(signalNames.pulled);
export const retrainFinishedSignal = defineSignal<[RetrainOutcome]>(signalNames.retrainFinished);

export const stateQuery = defineQuery<MonitorView, [at?: number]>(queryNames.state);
export const windowQuery = defineQuery<Record<string, number[]>>(queryNames.window);
export const ewmaQuery = defineQuery<Record<string, number>>(queryNames.ewma);
export const explainQuery = defineQuery<Explanation, [at?: number]>(queryNames.explain);
export const trailQuery = defineQuery<TrailAnswer, [most?: number]>(queryNames.trail);
export const foresightQuery = defineQuery<Foresight[], [at?: number]>(queryNames.foresight);
/** Of one command with all that is said with it; what came may be anything. */
export const foreseeQuery = defineQuery<Foresight, [said?: unknown, at?: number]>(queryNames.foresee);
export const configQuery = defineQuery<{ config: MonitorConfig; policy: Policy; revision: number }>(queryNames.config);

/** What it knows lists by of which it has taken entries, and which: from and to, in pairs. */
export const listsQuery = defineQuery<Record<string, number[]>>(queryNames.lists);

export const pauseUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.pause);
export const resumeUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.resume);
export const stopUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.stop);
export const retrainUpdate = defineUpdate<
  CommandResult,
  [Asked & { severity?: 'soft' | 'full'; withoutChampion?: boolean; respectHolds?: boolean }]
>(updateNames.retrain);
/** `generation`: that of the retrain that was looked at. */
export const cancelUpdate = defineUpdate<CommandResult, [Asked & { generation?: number }]>(updateNames.cancel);
export const approveUpdate = defineUpdate<CommandResult, [Asked & { version?: string }]>(updateNames.approve);
export const adoptUpdate = defineUpdate<CommandResult, [Asked & { version: string }]>(updateNames.adopt);
export const rejectUpdate = defineUpdate<CommandResult, [Asked & { version?: string }]>(updateNames.reject);
export const rollbackUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.rollback);
export const releaseUpdate = defineUpdate<CommandResult, [Asked]>(updateNames.release);
export const forgetSegmentUpdate = defineUpdate<CommandResult, [Asked & { segment: string }]>(
  updateNames.forgetSegment
);
export const markUpdate = defineUpdate<CommandResult, [Asked & { target: string; isTrue: boolean }]>(updateNames.mark);
/** Takes the short form that people write; an activity checks it with the same schema as files. */
export const policyUpdate = defineUpdate<CommandResult, [Asked & { monitor: unknown; revision?: number }]>(
  updateNames.policy
);

export const progressQuery = defineQuery<RetrainProgress>(queryNames.progress);
