import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bumpSemVer, compareSemVer, parseSemVer } from '../../src/terms/semver.ts';

const part = fc.integer({ min: 0, max: 999_999 });
const version = fc.tuple(part, part, part).map((parts) => parts.join('.'));
const bump = fc.constantFrom('patch' as const, 'minor' as const, 'major' as const);

describe('semver', () => {
  it('a patch bump raises the last part', { tags: ['m16.1', 'm41.7'] }, () => {
    expect(bumpSemVer('1.2.3', 'patch')).toBe('1.2.4');
    expect(bumpSemVer('0.0.9', 'patch')).toBe('0.0.10');
  });

  it('a minor or major bump starts the parts behind it over at 0', () => {
    expect(bumpSemVer('1.2.3', 'minor')).toBe('1.3.0');
    expect(bumpSemVer('1.2.3', 'major')).toBe('2.0.0');
  });

  it('a text that is no version is bumped to 1.0.0', () => {
    for (const text of ['', 'latest', '1.2', 'v1.2.3']) expect(bumpSemVer(text, 'minor')).toBe('1.0.0');
  });

  it('a bumped version is higher, whatever the bump', () => {
    fc.assert(
      fc.property(version, bump, (v, b) => {
        expect(compareSemVer(bumpSemVer(v, b), v)).toBeGreaterThan(0);
      })
    );
  });

  it('a printed version is parsed into its parts', () => {
    fc.assert(
      fc.property(part, part, part, (major, minor, patch) => {
        expect(parseSemVer(`${major}.${minor}.${patch}`)).toEqual({ major, minor, patch });
      })
    );
  });

  it('versions are ordered as numbers, not as text', () => {
    const sorted = ['1.10.0', '1.9.9', '10.0.0', '2.0.0', '1.9.10'].sort((a, b) => compareSemVer(a, b) ?? 0);
    expect(sorted).toEqual(['1.9.9', '1.9.10', '1.10.0', '2.0.0', '10.0.0']);
    expect(compareSemVer('1.0.0', '1.0.0')).toBe(0);
  });

  it('the order is antisymmetric and transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const [ab = NaN, ba = NaN, bc = NaN, ac = NaN] = [
          compareSemVer(a, b),
          compareSemVer(b, a),
          compareSemVer(b, c),
          compareSemVer(a, c),
        ];
        expect(Math.sign(ab) + Math.sign(ba)).toBe(0);
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
      })
    );
  });

  it('what is no `major.minor.patch` is not parsed and has no order', () => {
    const texts = [
      '1',
      '1.2',
      '1.2.3.4',
      '01.2.3',
      '1.2.3-rc.1',
      '1.2.3+b',
      ' 1.2.3',
      '1.2.3\n',
      '-1.2.3',
      '1e3.0.0',
      '１.0.0',
    ];
    for (const text of [...texts, '1.2.9999999999', '__proto__']) {
      expect(parseSemVer(text), text).toBeUndefined();
      expect(compareSemVer(text, '1.0.0')).toBeUndefined();
      expect(compareSemVer('1.0.0', text)).toBeUndefined();
    }
  });
});
