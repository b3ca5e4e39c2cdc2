import { reasonText } from '../src/core/state/decision.ts';
import type { ModelVersion } from '../src/registry/registry.ts';
import type { Release } from '../src/core/state/lineage.ts';

/** A summary of the version: histories and notices carry it, so every part has a limit. */
export function releaseOf({ version, createdAt, artifact, metrics, streams, lineage }: ModelVersion): Release {
  const { parent, generation, kind, policyRevision, dataWindow, reasons, hyperparameters } = lineage;
  return {
    version,
    createdAt,
    artifact,
    metrics: Object.fromEntries(Object.entries(metrics).slice(0, 50)),
    streams: streams.slice(0, 20),
    lineage: {
      parent,
      generation,
      kind,
      policyRevision,
      dataWindow,
      reasons: reasons.slice(0, 8).map((reason) => reasonText(reason).slice(0, 300)),
      hyperparameters: JSON.stringify(hyperparameters).length <= maxHyperparameters ? hyperparameters : null,
    },
  };
}

// --- internal ---

const maxHyperparameters = 4_000;
