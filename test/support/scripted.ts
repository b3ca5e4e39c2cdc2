import type { MonitorInput } from '../../src/core/wire/messages.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowIdConflictPolicy, type Client, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { monitorWorkflowId } from '../../src/terms/model-id.ts';
import { openMlflowRegistry } from '../../src/registry/mlflow/mlflow-registry.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { PausePoints } from './pause-points.ts';
import { pausingRegistry } from '../fakes/pausing-registry.ts';
import { RetrainPlugin, type RetrainPluginOptions } from '../../src/plugin.ts';
import { ScriptedTrainer, type Script } from '../fakes/scripted-trainer.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { MetricBatch } from '../../src/core/wire/batch.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

export interface ScriptedWorld {
  folder: string;
  points: PausePoints;
  /** Open as long as the plugin's worker runs. */
  registry: ModelRegistry;
  plugin: RetrainPlugin;
  clean(): Promise<void>;
}

/**
 * The real registry and a trainer that does as it is told, in a folder; several processes may open the same one. With a
 * URL the registry is in that MLflow server.
 */
export async function openScriptedWorld(
  folder: string,
  options: Partial<RetrainPluginOptions> = {},
  mlflowUrl?: string
): Promise<ScriptedWorld> {
  const points = new PausePoints(join(folder, 'points'));
  const registry =
    mlflowUrl === undefined
      ? await openSqliteRegistry({ path: join(folder, 'registry.db') })
      : openMlflowRegistry({ url: mlflowUrl, timeoutMs: 30_000 });
  const trainers = [new ScriptedTrainer(join(folder, 'artifacts'), points)];
  const plugin = new RetrainPlugin({ registry: pausingRegistry(registry, points), trainers, ...options });
  return { folder, points, registry, plugin, clean: () => rm(folder, { recursive: true, force: true }) };
}

export async function scriptedWorld(options: Partial<RetrainPluginOptions> = {}): Promise<ScriptedWorld> {
  return openScriptedWorld(await newFolder(), options);
}

export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'temporal-retrain-'));
}

/** A monitor of the scripted trainer: any value under 0.7 asks for a retrain, and whatever it trains may serve. */
export function scriptedMonitor(model: string, script: Script = {}, changes: Partial<MonitorFile> = {}): MonitorFile {
  const { retrain, ...rest } = changes;
  return {
    model,
    metrics: { accuracy: { below: 0.7, window: 20, alpha: 0.5 } },
    cooldown: 0,
    retrain: {
      data: { holdoutSamples: 300 },
      gate: { significance: null, gains: [{ metric: 'accuracy', goal: 'maximize', minGain: -1 }], maxSliceLoss: null },
      promotion: 'auto',
      versioning: 'patch',
      timeout: '10m',
      ...retrain,
      trainer: {
        name: 'scripted',
        options: { ...script },
        retryInterval: '200ms',
        heartbeatTimeout: '3s',
        ...retrain?.trainer,
      },
    },
    ...rest,
  };
}

/** A model name that nobody else uses. */
export function newModel(name = 'model'): string {
  return `test:${name}-${Math.random().toString(36).slice(2, 10)}`;
}

export function startMonitor(
  { client, taskQueue }: { client: Client; taskQueue: string },
  file: MonitorFile,
  input: Partial<MonitorInput> = {}
): Promise<WorkflowHandleWithFirstExecutionRunId> {
  const { config, policy } = parseMonitor(file);
  return client.workflow.start('monitorModel', {
    workflowId: monitorWorkflowId(config.model),
    taskQueue,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    workflowTaskTimeout: '60s',
    args: [{ config, policy, searchAttributes: true, ...input }],
  });
}

/** A day after the epoch, so that no test depends on the clock. */
const start = 86_400_000;

export function accuracies(seq: number, values: number[], source = 'test'): MetricBatch {
  return { source, seq, series: [{ metric: 'accuracy', t0: start + seq * 60_000, dt: 1_000, v: values }] };
}
