// The Node side: what workers and services import. Workflow code imports `temporal-retrain/workflows` instead.

// A worker
export type { Explanation, MonitorView } from './core/wire/answers.ts';
export { RetrainPlugin } from './plugin.ts';
export type { RetrainPluginOptions } from './plugin.ts';
export { startWorker } from './worker/start-worker.ts';
export type { RunningWorker, StartWorkerOptions } from './worker/start-worker.ts';
export { payloadConverterPath, workflowsPath } from './workflow-paths.ts';
export { tolerantPayloadConverter } from './payload-converter.ts';
export { ensureSearchAttributes } from './server/search-attributes.ts';

// A service that has metrics
export { MonitorClient } from './client/monitor-client.ts';
export type { MonitorClientOptions } from './client/monitor-client.ts';
export type { MonitorHandle } from './client/monitor-handle.ts';
export type { PublisherOptions } from './client/publish/publisher-options.ts';
export { DriftWindow } from './client/drift-window.ts';
export type { DriftWindowOptions } from './client/drift-window.ts';

// A monitor as people write it
export { defineMonitor } from './config/schema/monitor-schema.ts';
export type { MonitorFile } from './config/schema/monitor-schema.ts';
export { parseMonitor } from './config/parse-monitor.ts';
export { loadMonitor } from './config/file/load-monitor.ts';
export { monitorJsonSchema } from './config/schema/json-schema.ts';
export { diffMonitors, formatDiff } from './config/diff-monitors.ts';
export {
  decayMetrics,
  defaultMetrics,
  driftEventMetrics,
  limitMetrics,
  patienceMetrics,
} from './config/complete/presets.ts';

// Trainers, registries and notifiers: ours, and what yours implement
export { createInProcessTrainer } from './trainers/in-process/in-process-trainer.ts';
export { createCommandTrainer } from './trainers/command/command-trainer.ts';
export { createHttpTrainer } from './trainers/http/http-trainer.ts';
export { loadModel } from './trainers/in-process/load-model.ts';
export { readTable, tableRows } from './trainers/in-process/table.ts';
export type {
  DataSelection,
  EvaluateRequest,
  EvaluateResult,
  JobContext,
  Progress,
  Trainer,
  TrainRequest,
  TrainResult,
} from './trainers/trainer.ts';
export { openRegistry } from './registry/open-registry.ts';
export { openSqliteRegistry } from './registry/sqlite/sqlite-registry.ts';
export { openMlflowRegistry } from './registry/mlflow/mlflow-registry.ts';
export type { MlflowRegistryOptions } from './registry/mlflow/mlflow-registry.ts';
export type { AliasChange, AliasRequest, ModelRegistry, ModelVersion, RegisterRequest } from './registry/registry.ts';
export type { Artifact, GateReport, Lineage } from './core/state/lineage.ts';
export type { SearchSpace, Trial, Tuner } from './tuners/tuner.ts';
export { alertmanager, type AlertmanagerOptions } from './notify/alertmanager.ts';
export { auditFile } from './notify/audit-file.ts';
export { logNotifier } from './notify/log.ts';
export { Notifiers } from './notify/notifiers.ts';
export { onlyEvents } from './notify/only-events.ts';
export { slack, type SlackOptions } from './notify/slack.ts';
export { webhook, type WebhookOptions } from './notify/webhook.ts';
export type { Notifier } from './notify/notifier.ts';
export type { Notice } from './core/state/events.ts';

// Errors
export {
  BackPressureError,
  CommandRejectedError,
  ConfigurationError,
  DuplicateNotifierError,
  InvalidMetricError,
  MonitorNotFoundError,
  NotifierNotFoundError,
  RegistryError,
  RetrainError,
  ServerUnavailableError,
  TrainingError,
} from './terms/errors.ts';
export type { ConfigurationIssue } from './terms/errors.ts';
