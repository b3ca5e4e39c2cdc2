import { describe, expect, it } from 'vitest';
import { releaseOf } from '../../activities/release.ts';
import type { ModelVersion } from '../../src/registry/registry.ts';
import type { Reason } from '../../src/core/state/decision.ts';

const reason = (text: string): Reason => ({ type: 'manual', at: 1, actor: 'ada', text });
const version: ModelVersion = {
  model: 'shop:ranker',
  version: '1.2.0',
  createdAt: 5,
  artifact: { uri: 's3://models/1.bin', sha256: 'a'.repeat(64), bytes: 7 },
  metrics: { accuracy: 0.9 },
  streams: ['clicks'],
  lineage: {
    parent: '1.1.0',
    generation: 4,
    kind: 'full',
    reasons: [reason('accuracy below 0.9')],
    evidence: [],
    policyRevision: 2,
    dataWindow: { from: 1, to: 2, samples: 300, digest: 'd' },
    hyperparameters: { depth: 3 },
    gate: null,
  },
};

describe('releaseOf', () => {
  it('says what the bytes are and where they come from', () => {
    expect(releaseOf(version)).toEqual({
      version: '1.2.0',
      createdAt: 5,
      artifact: { uri: 's3://models/1.bin', sha256: 'a'.repeat(64), bytes: 7 },
      metrics: { accuracy: 0.9 },
      streams: ['clicks'],
      lineage: {
        parent: '1.1.0',
        generation: 4,
        kind: 'full',
        policyRevision: 2,
        dataWindow: { from: 1, to: 2, samples: 300, digest: 'd' },
        reasons: ['asked for by ada: accuracy below 0.9'],
        hyperparameters: { depth: 3 },
      },
    });
  });

  it('stays short, whatever a trainer and an incident have put into the version', () => {
    const many = Array.from({ length: 500 }, (_, i) => `m${i}`);
    const release = releaseOf({
      ...version,
      metrics: Object.fromEntries(many.map((name) => [name, 1])),
      streams: many,
      lineage: {
        ...version.lineage,
        reasons: many.map((name) => reason(name.repeat(200))),
        hyperparameters: { layers: [...many, ...many] },
      },
    });
    expect(JSON.stringify(release).length).toBeLessThan(6_000);
    expect(release.lineage.hyperparameters).toBeNull();
  });
});
