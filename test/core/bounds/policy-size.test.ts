import { describe, expect, it } from 'vitest';
import { configOf, metricOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { maxPolicyBytes, policySizeFault } from '../../../src/core/bounds/policy-size.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import type { RetrainSpec } from '../../../src/core/state/retrain.ts';

const policy = policyOf([metricOf('accuracy')]);
const spec = retrainSpecOf();
const large = { rows: 'x'.repeat(40_000) };
const withSpec = (changes: Partial<RetrainSpec>) => configOf({ retrain: retrainSpecOf(changes) });

describe('the size of a policy', () => {
  it('is no fault of a usual one', () => {
    expect(policySizeFault(configOf(), policy)).toBeUndefined();
  });

  it.each<[string, Partial<RetrainSpec>]>([
    ['retrain.trainer.options', { trainer: { ...spec.trainer, options: large } }],
    ['retrain.hyperparameters', { hyperparameters: large }],
    ['retrain.tuning.space', { tuning: { ...spec.tuning, space: large as never } }],
  ])('%s, which goes to every training, takes 32 KiB at most', (field, changes) => {
    const fault = policySizeFault(withSpec(changes), policy);
    expect(fault?.path.join('.')).toBe(field);
    expect(fault?.text).toBe(
      `Expected \`${field}\` to take at most 32 KiB of JSON, got more; put what is large where the trainer can read it`
    );
  });

  const many = Array.from({ length: 3_000 }, (_, i) => i);
  it.each([
    ['streams', configOf({ streams: many.map((i) => `stream ${i} `.padEnd(100, '漢')) }), policy],
    [
      'freezes',
      configOf(),
      {
        ...policy,
        holds: { ...policy.holds, freezes: many.map((from) => ({ from, to: 1e12, note: 'n'.repeat(99) })) },
      },
    ],
    ['metrics', configOf(), policyOf(many.map((i) => metricOf(`m${i}`)))],
    [
      'retrain',
      withSpec({ gate: { ...spec.gate, floors: many.map((i) => ({ metric: 'm'.repeat(90), min: i })) } }),
      policy,
    ],
  ])('as a whole is bounded, and the fault names `%s`, the largest part', (part, config, whole) => {
    const fault = policySizeFault(config, whole);
    expect(fault?.path).toEqual([part]);
    expect(fault?.text).toMatch(
      new RegExp(`at most ${maxPolicyBytes / 1_024} KiB of JSON .*\`${part}\` takes \\d+ KiB of it`)
    );
    const command = { name: 'policy', config, policy: whole, actor: 'ada', comment: '' } as const;
    expect(refusalOf(stateOf(policy), command)).toBe(fault?.text);
  });
});
