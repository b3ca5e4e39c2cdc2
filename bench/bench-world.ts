import type { MonitorInput } from '../src/core/wire/messages.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import { findTemporalBinary } from '../src/server/binary/find-binary.ts';
import { monitorWorkflowId } from '../src/terms/model-id.ts';
import { openSqliteRegistry } from '../src/registry/sqlite/sqlite-registry.ts';
import { parseMonitor } from '../src/config/parse-monitor.ts';
import { RetrainPlugin } from '../src/plugin.ts';
import { startDevServer } from '../src/server/start-dev-server.ts';
import type { MonitorFile } from '../src/config/schema/monitor-schema.ts';
import type { Trainer } from '../src/trainers/trainer.ts';

/** A dev server in memory, and one worker on it that runs both the monitor and the bare workflow. */
export interface BenchWorld {
  client: Client;
  taskQueue: string;
  startMonitor(file: MonitorFile, input?: Partial<MonitorInput>): Promise<WorkflowHandleWithFirstExecutionRunId>;
  startBare(): Promise<WorkflowHandleWithFirstExecutionRunId>;
}

/** Runs `work` with the server and the worker up, and takes everything down again. */
export async function withWorld<T>(
  work: (world: BenchWorld) => Promise<T>,
  options: Partial<WorkerOptions> = {}
): Promise<T> {
  // A task that is refused because signals came meanwhile is part of every continue-as-new under load.
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-bench-'));
  const { path: binary } = await findTemporalBinary({ env: process.env, onProgress: (line) => console.log(line) });
  const server = await startDevServer({ binary, uiPort: false });
  try {
    const registry = await openSqliteRegistry({ path: join(folder, 'registry.db') });
    const plugin = new RetrainPlugin({ registry, trainers: [instantTrainer] });
    const { address, namespace } = server;
    const native = await NativeConnection.connect({ address });
    const connection = await Connection.connect({ address });
    try {
      const worker = await Worker.create({
        connection: native,
        namespace,
        taskQueue,
        workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
        plugins: [plugin],
        ...options,
      });
      return await worker.runUntil(() => work(worldOf(new Client({ connection, namespace }))));
    } finally {
      await connection.close();
      await native.close();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

// --- internal ---

const taskQueue = 'bench';

function worldOf(client: Client): BenchWorld {
  let count = 0;
  const options = { taskQueue, workflowTaskTimeout: '60s' } as const;
  return {
    client,
    taskQueue,
    startMonitor: (file, input = {}) => {
      const { config, policy } = parseMonitor(file);
      return client.workflow.start('monitorModel', {
        ...options,
        workflowId: monitorWorkflowId(config.model),
        args: [{ config, policy, searchAttributes: true, ...input }],
      });
    },
    startBare: () => {
      count += 1;
      return client.workflow.start('bare', { ...options, workflowId: `bare/${count}` });
    },
  };
}

const nothing = { from: null, to: null, samples: 300 };

/** Trains nothing: only the way to the training is measured here. */
const instantTrainer: Trainer = {
  name: 'instant',
  train: async ({ retrainId }) => ({
    artifact: { uri: `file:///${encodeURIComponent(retrainId)}`, sha256: '0'.repeat(64), bytes: 1 },
    metrics: { accuracy: 0.9 },
    dataWindow: nothing,
  }),
  evaluate: async () => ({ metrics: { accuracy: 0.9 }, samples: 300, holdout: nothing }),
};
