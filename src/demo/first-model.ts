import { demoHyperparameters } from './monitor-file.ts';
import { trainerOptions } from './rain-data.ts';
import type { ModelRegistry, ModelVersion } from '../registry/registry.ts';
import type { Trainer } from '../trainers/trainer.ts';

/** Trains on the first days and registers the result as champion: where every team is before it starts to monitor. */
export async function firstModel(
  { registry, trainer }: { registry: ModelRegistry; trainer: Trainer },
  { model, csv, until }: { model: string; csv: string; until: number }
): Promise<ModelVersion> {
  const retrainId = `initial/${model}`;
  const context = { signal: new AbortController().signal, heartbeat: () => undefined, log: () => undefined };
  const trained = await trainer.train(
    {
      model,
      retrainId,
      attempt: 1,
      kind: 'full',
      base: null,
      hyperparameters: demoHyperparameters,
      seed: 0,
      data: { to: until, holdoutSamples: 200 },
      options: trainerOptions(csv),
    },
    context
  );
  const version = await registry.register({
    model,
    retrainId,
    attempt: 1,
    bump: 'major',
    artifact: trained.artifact,
    metrics: trained.metrics,
    lineage: {
      parent: null,
      generation: 0,
      kind: 'initial',
      reasons: [],
      evidence: [],
      policyRevision: 0,
      dataWindow: trained.dataWindow,
      hyperparameters: demoHyperparameters,
      gate: null,
    },
  });
  await registry.setAlias({
    model,
    alias: 'champion',
    version: version.version,
    changeId: `${retrainId}/champion`,
    reason: 'first model',
    actor: 'demo',
  });
  return version;
}
