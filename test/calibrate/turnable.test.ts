import { describe, expect, it } from 'vitest';
import { detectorFor, metricOf, policyOf } from '../support/policies.ts';
import { fixedOf, turnableOf } from '../../src/calibrate/turnable.ts';
import { processOf } from './processes.ts';
import type { RulePolicy } from '../../src/core/state/policy.ts';

const cusum = detectorFor('z-cusum', { h: 10 });
const silent = detectorFor('limit', { below: 0.9 }, { severity: 'none' });
const change = detectorFor('change', {});
const metrics = [metricOf('accuracy', { detectors: [cusum, silent, change] })];
const sources = [processOf(0)];

function naming(detectors: string[], severity: RulePolicy['severity'] = 'soft') {
  const of = detectors.map((detector) => ({ metric: 'accuracy', detector, level: 'drift' as const }));
  const policy = policyOf(metrics, { rules: [{ id: 'r', atLeast: 1, of, severity }] });
  const turnable = turnableOf(policy, sources);
  return { turned: turnable.map(({ detector }) => detector.id), fixed: fixedOf(policy, sources, turnable) };
}

describe('a detector is turned', () => {
  it('where it asks by itself, while there are no rules', () => {
    const turnable = turnableOf(policyOf(metrics), sources);
    expect(turnable.map(({ detector }) => detector.id)).toEqual(['z-cusum']);
    expect(fixedOf(policyOf(metrics), sources, turnable)).toEqual([
      { metric: 'accuracy', detector: 'change', type: 'change', why: 'no-limit' },
    ]);
  });

  it('where a rule names it, whatever its own severity is, and not where none does', () => {
    expect(naming(['limit', 'change'])).toEqual({
      turned: ['limit'],
      fixed: [
        { metric: 'accuracy', detector: 'z-cusum', type: 'z-cusum', why: 'in-no-rule' },
        { metric: 'accuracy', detector: 'change', type: 'change', why: 'no-limit' },
      ],
    });
  });

  it('not by a rule that only observes', () => {
    expect(naming(['z-cusum', 'limit', 'change'], 'none')).toEqual({ turned: [], fixed: [] });
  });
});

describe('a bound of values that lie on a grid', () => {
  const between = (x: number): number => Math.floor(10 * x) / 10 + 0.05;
  const grid = { ...processOf(0), between };
  const boundOf = (source: typeof grid, metric = {}, options = {}): unknown => {
    const floor = detectorFor('limit', { below: 0.9 }, options);
    const [one] = turnableOf(policyOf([metricOf('accuracy', { detectors: [floor], ...metric })]), [source]);
    return one!.dial.options(Math.log(2)).below;
  };

  it('is put between two of them', () => {
    expect(boundOf(grid)).toBe(0.95);
  });

  it('is not where a limit is asked of other values, or of how many rows they are', () => {
    expect(boundOf({ ...grid, rows: { n: 40, variance: null, least: 40, most: 40, without: 0 } })).toBe(0.91);
    // It sees what is left without the season, which is around 0.
    expect(boundOf(grid, {}, { seasonal: true })).toBe(-0.02);
    expect(boundOf(grid, { aggregate: { everyMs: 3_600_000, allowedMs: 0 } })).toBe(0.91);
  });
});
