import { describe, expect, it } from 'vitest';
import { sampleOfFlags } from '../../../../src/cli/input/sample/sample-of-flags.ts';

const metric = ['accuracy=0.93'];

describe('a value from flags', () => {
  it('has what the flags say', () => {
    expect(sampleOfFlags({ metric, version: '1.4.0', segment: 'eu', n: '12' })).toEqual({
      values: { accuracy: 0.93 },
      options: { version: '1.4.0', segment: 'eu', n: 12 },
    });
  });

  it.each(['', ' \t'])('has no segment and no key that nobody sees: %j', (nothing) => {
    expect(sampleOfFlags({ metric, segment: nothing, key: nothing })).toEqual({
      values: { accuracy: 0.93 },
      options: {},
    });
  });
});
