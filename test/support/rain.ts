import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInProcessTrainer } from '../../src/trainers/in-process/in-process-trainer.ts';
import { openSqliteRegistry } from '../../src/registry/sqlite/sqlite-registry.ts';
import { RetrainPlugin, type RetrainPluginOptions } from '../../src/plugin.ts';
import type { ModelRegistry } from '../../src/registry/registry.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

/** The real data set that the demo and these tests train on. */
export const rainCsv = fileURLToPath(new URL('../../examples/data/noaa-rain.csv', import.meta.url));

/** Midnight UTC of a day of the data set. */
export function rainDay(day: number): number {
  return Date.UTC(1949, 0, 1) + day * 86_400_000;
}

/** A monitor of the rain model with small, fast and real training; parts may be replaced. */
export function rainMonitor(model: string, changes: Partial<MonitorFile> = {}): MonitorFile {
  return {
    model,
    metrics: { accuracy: { detectors: [{ type: 'ewma-limit', alpha: 0.5, below: 0.7, minSamples: 1 }] } },
    cooldown: '1h',
    retrain: {
      trainer: {
        name: 'in-process',
        options: { data: { csv: rainCsv, time: 'day', timeUnit: 'day', label: 'rain' } },
        retryInterval: '100ms',
      },
      hyperparameters: { learningRate: 0.01, batchSize: 64, epochs: 5 },
      data: { softSamples: 1500, fullSamples: 1500, holdoutSamples: 300 },
      gate: { significance: null, gains: [{ metric: 'accuracy', goal: 'maximize', minGain: -1 }], maxSliceLoss: null },
      promotion: 'auto',
      timeout: '10m',
    },
    ...changes,
  };
}

export interface RainWorld {
  folder: string;
  registry: ModelRegistry;
  plugin: RetrainPlugin;
  /** Removes the folder; the plugin closes the registry when its worker stops. */
  clean(): Promise<void>;
}

/** A registry and a trainer in a folder of their own. */
export async function rainWorld(options: Partial<RetrainPluginOptions> = {}): Promise<RainWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-'));
  const registry = await openSqliteRegistry({ path: join(folder, 'registry.db') });
  const trainers = [createInProcessTrainer({ artifacts: join(folder, 'artifacts') })];
  const plugin = new RetrainPlugin({ registry, trainers, ...options });
  return { folder, registry, plugin, clean: () => rm(folder, { recursive: true, force: true }) };
}
