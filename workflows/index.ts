// Workflow-safe exports: what a worker's own workflows file re-exports with `export * from
// 'temporal-retrain/workflows'`. Every function exported here can be started by anyone, so only workflows are.
export { monitorModel } from './monitor.ts';
export { describeWorker } from './describe-worker.ts';
export { killSwitch } from './kill-switch.ts';
export { pullMetrics } from './pull.ts';
export { readModel } from './read-model.ts';
export { retrainModel } from './retrain.ts';
export { tuneModel } from './tune.ts';
export type { Pulled } from './pull.ts';
export type { PullOrder, PullQuery, PullSpec } from '../src/core/state-parts/pull.ts';
export type { WorkerCard, WorkerQuery, WorkerRegistry } from '../src/core/wire/messages.ts';
export type { StudyEnd } from './study-end.ts';
export type { StudyState } from './study.ts';
