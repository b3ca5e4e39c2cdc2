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

  it.each(['at', 'version', 'key', 'n'] as const)(
    'is refused where --%s is empty, as of a variable that is',
    (flag) => {
      for (const empty of ['', '  '])
        expect(() => sampleOfFlags({ metric, [flag]: empty })).toThrow(
          `Expected --${flag} to have a value, got an empty text`
        );
    }
  );

  it('is one without a segment where --segment is empty', () => {
    expect(sampleOfFlags({ metric, segment: '' })).toEqual({ values: { accuracy: 0.93 }, options: {} });
  });
});
