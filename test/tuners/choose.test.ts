import { describe, expect, it } from 'vitest';
import { tunerByName } from '../../src/tuners/choose.ts';
import { tuners } from '../../src/tuners/index.ts';

describe('the tuner is chosen by VTY_TUNER', { tags: ['m23.5'] }, () => {
  it('is grid when nothing is set', () => {
    for (const unset of [undefined, '', '  ']) expect(tunerByName(unset)).toEqual({ tuner: tuners.get('grid') });
  });

  it('is the named one of grid, random and tpe', () => {
    for (const name of ['grid', 'random', 'tpe']) expect(tunerByName(name)).toEqual({ tuner: tuners.get(name) });
    expect(tunerByName('tpe\n')).toEqual({ tuner: tuners.get('tpe') });
  });

  it('an unknown value gives a sentence that names it and the allowed ones', () => {
    expect(tunerByName('bayesian', 'VTY_TUNER')).toEqual({
      problem: 'Expected the tuner (`VTY_TUNER`) to be one of grid, random, tpe, got `bayesian`',
    });
    expect(tunerByName('Grid')).toHaveProperty('problem');
  });
});
