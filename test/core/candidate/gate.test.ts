import { describe, expect, it } from 'vitest';
import { gate, type GateInput } from '../../../src/core/candidate/gate.ts';
import type { GateSpec } from '../../../src/core/state/retrain.ts';

const spec: GateSpec = {
  minSamples: 100,
  floors: [{ metric: 'accuracy', min: 0.8 }],
  gains: [{ metric: 'accuracy', goal: 'maximize', minGain: 0.01 }],
  maxSliceLoss: 0.02,
  significance: 0.05,
  maxLatencyMs: 20,
  maxBytes: 1_000,
};

const good: GateInput = {
  spec,
  champion: { metrics: { accuracy: 0.85, latencyMsP95: 9 }, slices: { north: { accuracy: 0.8 } }, samples: 300 },
  challenger: { metrics: { accuracy: 0.9, latencyMsP95: 10 }, slices: { north: { accuracy: 0.79 } }, samples: 300 },
  holdout: { from: 1, to: 2, samples: 300 },
  paired: { samples: 300, meanGain: 0.1, pValue: 0.01 },
  bytes: { champion: 900, challenger: 950 },
};

const failedRules = (input: Partial<GateInput>): string[] =>
  gate({ ...good, ...input })
    .checks.filter(({ passed }) => !passed)
    .map(({ rule }) => rule);

const challenger = (metrics: Record<string, number>): GateInput['challenger'] => ({
  ...good.challenger,
  metrics: { ...good.challenger.metrics, ...metrics },
});

describe('the gate', () => {
  it('lets a challenger through that keeps every rule, and tells each in a sentence', () => {
    const report = gate(good);
    expect(report.passed).toBe(true);
    expect(report.checks.map(({ rule }) => rule)).toEqual([
      'minimum-samples',
      'floor',
      'minimum-gain',
      'slice-regression',
      'significance',
      'latency',
      'size',
    ]);
    expect(report.checks.at(-2)?.text).toBe('a prediction takes 10 ms (95th percentile), at most 20 ms allowed');
  });

  it('says that a loss rose when it did', () => {
    const { checks } = gate({ ...good, paired: { samples: 300, meanGain: -0.0128, pValue: 0.97 } });
    expect(checks.find(({ rule }) => rule === 'significance')?.text).toContain('mean loss rose by 0.0128 over 300');
  });

  it('says that a loss stayed the same when it did; retrains that began before go on with the words that they had', () => {
    const paired = { samples: 300, meanGain: 0, pValue: 1 };
    const text = (more: Partial<GateInput>): string | undefined =>
      gate({ ...good, paired, ...more }).checks.find(({ rule }) => rule === 'significance')?.text;
    expect(text({ tellsUnchanged: true })).toBe(
      'mean loss stayed the same over 300 paired rows, p = 1.0000, at most 0.05 allowed'
    );
    expect(text({})).toContain('mean loss fell by 0.00 over 300');
    expect(text({ tellsUnchanged: true, paired: { ...paired, meanGain: 1e-9 } })).toContain('fell by 1.00e-9');
  });

  it.each<[string, Partial<GateInput>, string[]]>([
    ['too few held-out rows', { challenger: { ...good.challenger, samples: 99 } }, ['minimum-samples']],
    ['a metric under its floor', { spec: { ...spec, floors: [{ metric: 'accuracy', min: 0.95 }] } }, ['floor']],
    ['a metric over its ceiling', { spec: { ...spec, floors: [{ metric: 'accuracy', max: 0.5 }] } }, ['floor']],
    ['too small a gain', { challenger: challenger({ accuracy: 0.855 }) }, ['minimum-gain']],
    [
      'a gain in the wrong direction',
      { spec: { ...spec, gains: [{ metric: 'accuracy', goal: 'minimize', minGain: 0.01 }] } },
      ['minimum-gain'],
    ],
    [
      'a slice that gets worse',
      { challenger: { ...good.challenger, slices: { north: { accuracy: 0.7 } } } },
      ['slice-regression'],
    ],
    ['a slice that is gone', { challenger: { ...good.challenger, slices: {} } }, ['slice-regression']],
    ['a gain that may be noise', { paired: { samples: 300, meanGain: 0.1, pValue: 0.06 } }, ['significance']],
    ['losses that rose', { paired: { samples: 300, meanGain: -0.1, pValue: 0.01 } }, ['significance']],
    ['no losses a row', { paired: null }, ['significance']],
    ['predictions that take too long', { challenger: challenger({ latencyMsP95: 21 }) }, ['latency']],
    ['an artifact that is too large', { bytes: { champion: 1, challenger: 1_001 } }, ['size']],
    ['an artifact of unknown size', { bytes: undefined }, ['size']],
    [
      'no metrics at all',
      { challenger: { metrics: {}, samples: 300 } },
      ['floor', 'minimum-gain', 'slice-regression', 'latency'],
    ],
    [
      'metrics that are no numbers',
      { challenger: challenger({ accuracy: Number.NaN, latencyMsP95: Number.POSITIVE_INFINITY }) },
      ['floor', 'minimum-gain', 'latency'],
    ],
  ])('stops %s', (_what, input, rules) => {
    expect(failedRules(input)).toEqual(rules);
    expect(gate({ ...good, ...input }).passed).toBe(false);
  });

  it('asks a first model, which has no champion to beat, for the absolute rules only', () => {
    expect(gate({ ...good, champion: null, paired: null }).checks.map(({ rule }) => rule)).toEqual([
      'minimum-samples',
      'floor',
      'latency',
      'size',
    ]);
  });
});

describe('a gain on a metric that the trainer does not report', () => {
  const told = (input: Partial<GateInput>, ifReported?: boolean): [boolean, string[]] => {
    const gain = { metric: 'psi', goal: 'minimize' as const, minGain: 0 };
    const gains = [{ ...gain, ...(ifReported === undefined ? {} : { ifReported }) }];
    const { passed, checks } = gate({ ...good, spec: { ...spec, gains }, ...input });
    return [passed, checks.filter(({ metric }) => metric === 'psi').map(({ text }) => text)];
  };
  const unreported = '`psi` is not reported by the trainer (accuracy is)';
  const name = 'name what it reports in `retrain.gate.gains`';

  it('compares nothing where nobody has named it, and says so from the first version on', () => {
    expect(told({}, true)).toEqual([true, [`${unreported}: the loss alone decides; ${name}`]]);
    expect(told({ champion: null }, true)).toEqual([true, [`${unreported}: it compares nothing; ${name}`]]);
  });

  it('fails where nothing else would compare the two', () => {
    const alone = [`${unreported}, and without losses per row nothing compares the two; ${name}`];
    expect(told({ paired: null }, true)).toEqual([false, alone]);
    const untested = { ...spec, significance: null, gains: [] };
    const gains = [{ metric: 'psi', goal: 'minimize' as const, minGain: 0, ifReported: true }];
    expect(gate({ ...good, spec: { ...untested, gains } }).passed).toBe(false);
  });

  it('is asked for all the same where one of the two reports it', () => {
    expect(told({ champion: { ...good.champion!, metrics: { accuracy: 0.85, psi: 0.1 } } }, true)[0]).toBe(false);
  });

  it('fails the first version too where somebody has named it: no later one could pass', () => {
    expect(told({ champion: null }, false)).toEqual([
      false,
      [`${unreported}: no later version could be compared by it; ${name}`],
    ]);
    expect(told({ champion: null, challenger: challenger({ psi: 0.2 }) }, false)).toEqual([true, []]);
    expect(told({}, false)).toEqual([false, [`${unreported}: it cannot be compared; ${name}`]]);
  });

  it('is judged in policies of before as it was', () => {
    expect(told({ champion: null })).toEqual([true, []]);
    expect(told({})).toEqual([
      false,
      [
        'psi missing to missing, a gain of missing, at least 0.0000 needed',
        'psi in slice north missing to missing, may lose at most 2.0%',
      ],
    ]);
  });
});
