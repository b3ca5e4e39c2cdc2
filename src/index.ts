// The Node side: what workers and services import. Workflow code imports `temporal-retrain/workflows` instead.

// A worker
export type {
  Deadline,
  Distance,
  Explanation,
  MonitorView,
  StudyProgress,
  RetrainProgress,
  SeriesView,
  Status,
  Foreseeable,
  Foresight,
  TrailAnswer,
  TrailSeries,
  TrailView,
} from './core/wire/answers.ts';
export { RetrainPlugin } from './plugin.ts';
export type { RetrainPluginOptions } from './plugin.ts';
export { startWorker } from './worker/start-worker.ts';
export type { RunningWorker, StartWorkerOptions } from './worker/start-worker.ts';
export { prometheusEndpoint } from './worker/worker-metrics-endpoint.ts';
export type { PrometheusEndpointOptions } from './worker/worker-metrics-endpoint.ts';
export { payloadConverterPath, workflowsPath } from './workflow-paths.ts';
export { tolerantPayloadConverter } from './payload-converter.ts';
export { ensureSearchAttributes } from './server/search-attributes.ts';

// A service that has metrics
export { MonitorClient } from './client/monitor-client.ts';
export type { MonitorClientOptions } from './client/monitor-client.ts';
export type { HandleOptions, MonitorHandle } from './client/monitor-handle.ts';
export type { RetrainUnderWay } from './client/calls/retrain-progress.ts';
export type { RunningJob } from './client/calls/running-jobs.ts';
export type { DeliveryFailure, PublisherOptions } from './client/publish/publisher-options.ts';
export type { PublisherStats, PublisherTotals } from './client/publish/publisher.ts';
export { publisherMetrics } from './client/metrics/publisher-metrics.ts';
export type { MetricsRegistry, PublisherMetricsOptions } from './client/metrics/show-publisher.ts';
export type { QueueStats } from './client/publish/monitor-queue.ts';
export type { SpoolOptions } from './client/publish/spool/spool-options.ts';
export { DriftWindow } from './client/drift-window.ts';
export type { DriftWindowOptions } from './client/drift-window.ts';

// An HTTP server before the monitors
export { startServer } from './serve/start-server.ts';
export type { RunningServer, StartServerOptions } from './serve/server-options.ts';
export type { PrometheusWriteOptions } from './serve/remote-write/write-mapping.ts';

// A monitor as people write it
export { defineMonitor } from './config/schema/monitor-schema.ts';
export type { MonitorFile } from './config/schema/monitor-schema.ts';
export { parseMonitor } from './config/parse-monitor.ts';
export { loadMonitor } from './config/file/load-monitor.ts';
export { monitorJsonSchema } from './config/schema/json-schema.ts';
export { defaultMonitor } from './config/complete/default-monitor.ts';
export { diffMonitors, formatDiff } from './config/diff-monitors.ts';
export {
  averageMetrics,
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
export { loadModel } from './trainers/in-process/model/load-model.ts';
export { readTable, tableRows } from './trainers/in-process/data/table.ts';
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
export { openTelemetryTracing } from './tracing/open-telemetry.ts';
export type { Tracing } from './tracing/tracing.ts';
export type { TraceCarrier, TraceSpan } from './terms/trace.ts';
export { prometheusSource } from './sources/prometheus-source.ts';
export type { PrometheusSourceOptions } from './sources/prometheus-source.ts';
export type { MetricSource, RangeQuery, RangeSeries } from './sources/metric-source.ts';
export { openRegistry } from './registry/open-registry.ts';
export { modelOfStream } from './registry/model-of-stream.ts';
export { openSqliteRegistry } from './registry/sqlite/sqlite-registry.ts';
export { openMlflowRegistry } from './registry/mlflow/mlflow-registry.ts';
export type { MlflowRegistryOptions } from './registry/mlflow/mlflow-registry.ts';
export type {
  Alias,
  AliasChange,
  AliasRequest,
  AliasState,
  FencingToken,
  ModelRegistry,
  ModelVersion,
  RegisterRequest,
} from './registry/registry.ts';
export type {
  Artifact,
  ChallengerReport,
  DataWindow,
  Evaluation,
  GateCheck,
  GateLine,
  GateReport,
  Lineage,
  Release,
} from './core/state/lineage.ts';
export type { AskRequest, Choice, Conditional, Dimension, SearchSpace, Trial, Tuner } from './tuners/tuner.ts';
export { alertmanager, type AlertmanagerOptions } from './notify/alertmanager.ts';
export { auditFile, type AuditFileOptions } from './notify/audit-file.ts';
export { logNotifier } from './notify/log.ts';
export { Notifiers, type DispatchOptions } from './notify/notifiers.ts';
export { onlyEvents } from './notify/notifier.ts';
export { slack, type SlackOptions } from './notify/slack.ts';
export { webhook, type WebhookOptions } from './notify/webhook.ts';
export type { Notifier } from './notify/notifier.ts';
export type { HeardBatch, HeardObservation } from './notify/heard-batch.ts';
export type { Effect, Notice, NoticeEvent, RegistryQuery } from './core/state/events.ts';

// Errors
export {
  BackPressureError,
  CommandRejectedError,
  ConfigurationError,
  DuplicateNotifierError,
  InvalidMetricError,
  isRetrainError,
  MonitorNotFoundError,
  NoWorkerError,
  NotificationError,
  NotifierNotFoundError,
  RegistryError,
  RetrainError,
  ServerUnavailableError,
  SourceError,
  SpoolError,
  TrainingError,
  VersionNotFoundError,
} from './terms/errors.ts';
export type { ConfigurationIssue, RetrainErrors } from './terms/errors.ts';

// The types that the above name
export type { ConnectOptions } from './client/connect.ts';
export type { DriftEvent } from './client/drift-event.ts';
export type { KillSwitchInfo, KillSwitches } from './client/kill-switches.ts';
export type { ListFilter, MonitorSummary } from './client/list-monitors.ts';
export type { ListEntry, MetricValues, RecordOptions } from './client/publish/observation.ts';
export type { MonitorPage } from './client/page-monitors.ts';
export type { Publisher, Undelivered } from './client/publish/publisher.ts';
export type { DefaultMonitorOptions, TrainingRows } from './config/complete/default-monitor.ts';
export type {
  AverageOptions,
  DecayOptions,
  DriftEventOptions,
  LimitOptions,
  Metrics,
  PatienceOptions,
} from './config/complete/presets.ts';
export type { Compared, Difference } from './config/diff-monitors.ts';
export type { LoadedMonitor } from './config/file/load-monitor.ts';
export type { Monitor, ParseOptions } from './config/parse-monitor.ts';
export type { ModelCard, ModelQuery, Reign, VersionCard, WholeVersion } from './core/wire/model-card.ts';
export type { Counts } from './core/state-parts/counts.ts';
export type { Trail } from './core/state-parts/trail.ts';
export type { Marking } from './core/state-parts/marking.ts';
export type { PairedBootstrap } from './stats/paired-bootstrap.ts';
export type { RegistryReading, RegistryState, RegistryTrouble } from './core/state-parts/registry-state.ts';
export type { Decision, Evidence, Hold, HoldReason, Reason, Rejudged, WindowJudgement } from './core/state/decision.ts';
export type { LiveMetric, LiveTrial } from './core/state/live-trial-state.ts';
export type {
  DetectorPolicy,
  Exclusions,
  HoldPolicy,
  LatenessPolicy,
  MetricPolicy,
  Policy,
  QuietHours,
  RulePolicy,
  RuleTerm,
  SchedulePolicy,
  SeasonPolicy,
} from './core/state/policy.ts';
export type { NotifierTrouble } from './core/state-parts/notifier-trouble.ts';
export type { PullFault, PullQuery, PullSpec } from './core/state-parts/pull.ts';
export type {
  ApprovalSpec,
  GainSpec,
  GateSpec,
  LiveSpec,
  MonitorConfig,
  RetrainOutcome,
  RetrainRequest,
  RetrainSpec,
  WindowPolicy,
} from './core/state/retrain.ts';
export type {
  Approval,
  InFlight,
  LastRetrain,
  LateState,
  MonitorState,
  RuleState,
  ScheduleState,
  SeriesState,
  SlotState,
  Track,
  Trigger,
} from './core/state/state.ts';
export type { Incident, Judged, PolicyChange } from './core/state-parts/past.ts';
export type { NumberedList, PastSources, RecentKeys, SourceState } from './core/state/sender-memory.ts';
export type { Asked, Carried, MonitorInput } from './core/wire/messages.ts';
export type { Waited } from './detectors/detector.ts';
export type { Histogram } from './detectors/two-sample/histogram.ts';
export type { Rule, TwoSampleResult } from './detectors/two-sample/two-sample-test.ts';
export type { MlflowConnection } from './registry/mlflow/transport.ts';
export type { SqliteRegistryOptions } from './registry/sqlite/sqlite-registry.ts';
export type { SqliteLibrary } from './registry/sqlite/driver.ts';
export type { TemporalServer } from './server/find-server.ts';
export type { Json, JsonObject } from './terms/json.ts';
export type { KillSwitchReading, KillSwitchScope } from './terms/kill-switch-ids.ts';
export type { Level, Severity } from './terms/level.ts';
export type { SearchAttributeKind } from './terms/search-attribute-names.ts';
export type { Bump } from './terms/semver.ts';
export type { CommandTrainerOptions } from './trainers/command/options.ts';
export type { HttpTrainerOptions } from './trainers/http/options.ts';
export type { InProcessOptions, TableOptions } from './trainers/in-process/options.ts';
export type { InProcessTrainerOptions } from './trainers/in-process/in-process-trainer.ts';
export type { LoadedModel, Prediction } from './trainers/in-process/model/load-model.ts';
export type { Table, TableRow } from './trainers/in-process/data/table.ts';
export type { Role, RoleGroups } from './serve/access/roles.ts';
export type { SignInOptions } from './serve/access/sign-in.ts';
export type { TrustedProxyOptions } from './serve/access/trusted-proxy.ts';
export type { WorkerHome } from './worker/worker-home.ts';
export type { WorkerSettings } from './worker/worker-settings.ts';
export type { MetricBatch, MetricSeries } from './core/wire/batch.ts';
export type { Numbers } from './core/wire/numbers.ts';
export type { Direction, DriftKind } from './terms/metric-kinds.ts';
export type { LinearModel } from './trainers/in-process/model/linear-model.ts';
export type { Clock } from './client/publish/clock.ts';
export type { Backlog, Sender, Verdict } from './client/publish/sender.ts';
export type { Summary } from './stats/welch.ts';
export type { PrunerSpec } from './tuners/choose-pruner.ts';
export type { Column, Deltas } from './core/wire/columns.ts';
export type { Patience } from './detectors/with-patience.ts';
export type { RetrainPlan } from '../activities/contract.ts';
export type { AggregatePolicy } from './core/state/policy.ts';
export type { Keys } from './core/wire/keys.ts';
export type { OpenWindow, OpenWindows, RowsKnown, SpreadApart } from './core/state-parts/rows.ts';
export type { Rows } from './terms/rows.ts';
export type { RowWeights } from './stats/weighted-average.ts';
export type { OpenColumn, RowsColumns } from './core/wire/rows-columns.ts';
export type { SeasonState } from './core/state-parts/season-state.ts';
export type { TimeDoubt } from './terms/event-time.ts';
