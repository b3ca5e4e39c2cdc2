import { describe, expect, it } from 'vitest';
import { approvalReport } from '../../src/serve/page/approval-report.ts';
import { gate } from '../../src/core/candidate/gate.ts';
import { pairedBootstrap } from '../../src/stats/paired-bootstrap.ts';
import type { Approval } from '../../src/core/state/state.ts';
import type { GateSpec } from '../../src/core/state/retrain.ts';
import type { ModelCard, VersionCard } from '../../src/core/wire/model-card.ts';

const spec: GateSpec = {
  minSamples: 10,
  floors: [],
  gains: [{ metric: 'cost', goal: 'minimize', minGain: 0 }],
  maxSliceLoss: 0.1,
  significance: 0.05,
};
const losses = Array.from({ length: 200 }, (_, i) => 0.4 + 0.1 * Math.sin(i));
const holdout = { from: 1, to: 2, samples: 200 };
const report = gate({
  spec,
  champion: { metrics: { cost: 4, accuracy: 0.9, odd: 1 }, slices: { eu: { cost: 4 } }, samples: 200 },
  challenger: { metrics: { cost: 3, accuracy: 0.9, odd: 2 }, slices: { eu: { cost: 5 } }, samples: 200 },
  holdout,
  paired: pairedBootstrap(
    losses,
    losses.map((loss, i) => loss - 0.05 + 0.01 * Math.cos(i))
  ),
});

const card = (version: string, depth: number): VersionCard => ({
  version,
  createdAt: 5,
  artifact: { uri: 'file:///m', sha256: 'a'.repeat(64), bytes: 1_000 },
  metrics: {},
  streams: [],
  aliases: [],
  lineage: {
    parent: null,
    generation: 2,
    kind: 'soft',
    policyRevision: 1,
    reasons: [],
    hyperparameters: { depth, rate: 0.1 },
    dataWindow: holdout,
  },
  gate: null,
});

const approval: Approval = {
  generation: 2,
  version: '1.1.0',
  against: '1.0.0',
  since: 7,
  timeoutAt: null,
  onTimeout: 'reject',
  remindAt: null,
  decided: null,
  tries: 0,
};

const models: ModelCard = {
  model: 'shop:ranker',
  registry: 'sqlite',
  champion: '1.0.0',
  challenger: '1.1.0',
  previous: null,
  serving: card('1.0.0', 3),
  versions: [card('1.1.0', 5)],
  more: 0,
  reigns: [],
  whole: {
    version: '1.1.0',
    reasons: [{ type: 'manual', at: 1, actor: 'ana', text: 'new labels' }],
    evidence: [],
    hyperparameters: { depth: 5, rate: 0.1 },
    dataWindow: holdout,
    gate: report,
  },
};

describe('what somebody sees who approves', () => {
  const told = approvalReport(approval, models, spec.gains);

  it('lays champion and challenger side by side, by metric and slice, and says which is better', () => {
    expect(told.metrics).toEqual([
      { metric: 'cost', champion: 4, challenger: 3, better: 'challenger' },
      { metric: 'accuracy', champion: 0.9, challenger: 0.9, better: 'neither' },
      { metric: 'odd', champion: 1, challenger: 2, better: null },
    ]);
    expect(told.slices).toEqual([{ slice: 'eu', metric: 'cost', champion: 4, challenger: 5, passed: false }]);
    expect(told.champion).toMatchObject({ version: '1.0.0', bytes: 1_000, samples: 200 });
  });

  it('has the interval of the bootstrap, around the gain and away from 0 where the test passes', () => {
    const { gain, low, high, pValue, limit, samples } = told.loss!;
    expect({ samples, limit }).toEqual({ samples: 200, limit: 0.05 });
    expect(gain).toBeCloseTo(0.05, 3);
    expect(low).toBeLessThan(gain);
    expect(high).toBeGreaterThan(gain);
    expect(low).toBeGreaterThan(0);
    expect(pValue).toBeLessThan(0.05);
  });

  it('names the hyper-parameters that have changed, the reasons, and what it is about', () => {
    expect(told.hyperparameters).toEqual([
      { name: 'depth', champion: 3, challenger: 5, changed: true },
      { name: 'rate', champion: 0.1, challenger: 0.1, changed: false },
    ]);
    expect(told.reasons).toMatchObject([{ text: 'new labels' }]);
    expect(told.text).toBe(
      'Version 1.1.0 would take the place of 1.0.0; both were evaluated on 200 held-out rows, and 1.1.0 kept 3 of 4 rules'
    );
  });

  it('makes do with the short report of an older worker', () => {
    const { whole: _, ...older } = models;
    const short = { samples: 50, metrics: [{ metric: 'accuracy', champion: 0.9, challenger: 0.95 }], gate: [] };
    const lesser = approvalReport({ ...approval, report: short }, older, spec.gains);
    expect(lesser).toMatchObject({
      metrics: [{ metric: 'accuracy', champion: 0.9, challenger: 0.95, better: 'challenger' }],
      loss: null,
      checks: [],
    });
    expect(approvalReport({ ...approval, against: null }, older, []).champion).toBeNull();
  });
});
