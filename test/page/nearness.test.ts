import { describe, expect, it } from 'vitest';
import { moment } from '../../page/parts/words.ts';
import { nearness, standing } from '../../page/decisions/nearness.ts';
import type { Distance } from '../../page/api/types.ts';

const at = Date.UTC(2026, 2, 2, 12);
const one = (changes: Partial<Distance>): Distance => ({
  metric: 'accuracy',
  segment: '',
  detector: 'adwin',
  type: 'adwin',
  level: 'stable',
  statistic: 1.5,
  limit: 5,
  toFiring: 3.5,
  fires: 'above',
  n: 7,
  text: '',
  ...changes,
});

describe('how far a detector is from firing', () => {
  it('is a figure until it has fired', () => {
    expect(standing(one({}))).toBe('1.5 against 5, 3.5 from firing');
    expect(standing(one({ level: 'drift', statistic: 6, toFiring: -1, driftSince: at }))).toBe(
      '6 against 5, beyond its limit'
    );
    expect(standing(one({ level: 'warming-up', statistic: null, limit: null, toFiring: null }))).toBe(
      'warming up, 7 seen'
    );
    expect(nearness(one({}))).toBe(0.7);
  });

  it('is none in a drift that goes on: it fired earlier, and there is since when', () => {
    const latched = one({ level: 'drift', driftSince: at });
    expect(standing(latched)).toBe(`1.5 against 5, fired earlier, drift began ${moment(at)}`);
    const cleared = { ...latched, statistic: null, limit: null, toFiring: null };
    expect(standing(cleared)).toBe(`fired earlier, drift began ${moment(at)}`);
    expect(standing({ ...cleared, driftSince: undefined })).toBe('fired earlier');
    expect([nearness(latched), nearness(cleared)]).toEqual([0, 0]);
  });
});
