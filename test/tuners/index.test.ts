import { describe, expect, it } from 'vitest';
import { tuners } from '../../src/tuners/index.ts';
import { describeTuner } from '../contracts/tuner.ts';

describe('tuners', () => {
  it('are found by the names that policies use', () => {
    expect([...tuners.keys()]).toEqual(['grid', 'random', 'tpe']);
  });
});

for (const tuner of tuners.values()) describeTuner(tuner);
