import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import { usualStateBytes } from '../../src/detectors/defaults.ts';
import { resolveOptions } from '../../src/detectors/options.ts';

export interface DetectorContract {
  /** Options beside the defaults, where the detector needs some to be of use. */
  given?: Record<string, unknown>;
  /** A stream on which it has to fire, and one on which it must not, or hardly ever. */
  change?: number[];
  /** How many values the evidence of each alarm on that stream rests on. */
  restsOn?: (alarm: Alarm) => number;
  quiet?: { values: number[]; atMost: number };
}

/** Where a detector has fired on a stream. */
export interface Alarm {
  /** Values so far, and those since the alarm before. */
  seen: number;
  since: number;
  /** Values since its statistic was last 0. */
  sinceZero: number;
  options: Record<string, unknown>;
}

/** What every detector has to keep, whatever it computes. */
export function describeDetector(detector: Detector, contract: DetectorContract): void {
  describe(`the detector ${detector.name}`, () => {
    const options = configured(detector, contract.given ?? {});

    test('says the same after its state went through JSON after every sample', () => {
      fc.assert(
        fc.property(streams(detector), (values) => {
          const kept = detector.init(options);
          let restored = detector.init(options);
          for (const x of values) {
            restored = JSON.parse(JSON.stringify(restored)) as object;
            expect(detector.update(restored, x, options)).toBe(detector.update(kept, x, options));
            expect(JSON.stringify(detector.read(restored, options))).toBe(JSON.stringify(detector.read(kept, options)));
            expect(JSON.stringify(restored)).toBe(JSON.stringify(kept));
          }
        }),
        { numRuns: 30, seed: 1 }
      );
    });

    test('keeps only finite numbers in its state and its reading, whatever comes', () => {
      fc.assert(
        fc.property(
          fc.array(fc.oneof(extremes(), fc.double({ noNaN: true, noDefaultInfinity: true })), sizes),
          (values) => {
            const state = detector.init(options);
            for (const x of values) {
              detector.update(state, x, options);
              expect(unsafe(state)).toEqual([]);
              expect(unsafe(detector.read(state, options))).toEqual([]);
            }
          }
        ),
        { numRuns: 40, seed: 2 }
      );
    });

    test('changes neither its options nor, by reading, its state', () => {
      const frozen = Object.freeze({ ...options });
      const state = detector.init(frozen);
      for (const x of noise(200, detector)) {
        detector.update(state, x, frozen);
        const before = JSON.stringify(state);
        detector.read(state, frozen);
        expect(JSON.stringify(state)).toBe(before);
      }
      expect(frozen).toEqual(options);
    });

    test('shares nothing between two streams', () => {
      const values = noise(300, detector);
      const run = (): string[] => {
        const state = detector.init(options);
        return values.map((x) => detector.update(state, x, options));
      };
      const alone = run();
      const [first, second] = [detector.init(options), detector.init(options)];
      const beside = values.map((x) => {
        detector.update(second, 1 - x, options);
        return detector.update(first, x, options);
      });
      expect(beside).toEqual(alone);
    });

    test('stays silent on a constant series, zero and others', () => {
      for (const value of [0, 1, ...(detector.input === 'metric' ? [0.1, -7.3, 1e12] : [])]) {
        if (outOfBounds(value, options)) continue;
        const state = detector.init(options);
        const verdicts = Array.from({ length: 500 }, () => detector.update(state, value, options));
        expect(verdicts).not.toContain('drift');
      }
    });

    if (contract.change) {
      const { change } = contract;
      test('fires after a change', () => {
        const state = detector.init(options);
        expect(change.map((x) => detector.update(state, x, options))).toContain('drift');
      });

      test('says with every alarm exactly how many values it rests on', () => {
        const alarms = alarmsOf(detector, change, options);
        expect(alarms).not.toEqual([]);
        expect(contract.restsOn).toBeDefined();
        expect(alarms.filter(({ n, ...alarm }) => n !== contract.restsOn!(alarm))).toEqual([]);
      });
    }

    if (contract.quiet) {
      const { values, atMost } = contract.quiet;
      test(`fires at most ${atMost} times in ${values.length} values without a change`, () => {
        const state = detector.init(options);
        const alarms = values.filter((x) => detector.update(state, x, options) === 'drift').length;
        expect(alarms).toBeLessThanOrEqual(atMost);
      });
    }

    test('keeps its state within 8 KiB, and within what it says itself', () => {
      const state = detector.init(options);
      let largest = 0;
      noise(20_000, detector).forEach((x, i) => {
        detector.update(state, x, options);
        if (i < 300 || i % 100 === 0) largest = Math.max(largest, JSON.stringify(state).length);
      });
      expect(largest).toBeLessThanOrEqual(8192);
      expect(largest).toBeLessThanOrEqual(detector.stateBytes?.(options) ?? usualStateBytes);
    });
  });
}

/** The parts that STYLE asks of a detector's docblock, missing from the file. */
export function missingParts(source: string): string[] {
  const parts = ['Symbols:', 'Input:', 'Warm-up:', 'State:', 'Cost:', 'Use for:', 'Not for:'];
  const lines = ['     ', ' @example', ' @see', ' Checked against:'];
  return [
    ...parts.filter((part) => !new RegExp(`^ \\*.* ${part}`, 'm').test(source)),
    ...lines.filter((line) => !source.includes(`\n *${line}`)),
  ];
}

/** Source and twin test of a detector, from its kebab-case name. */
export function filesOf(name: string): { source: string | null; hasTest: boolean } {
  const file = name.startsWith('z-') ? 'standardize' : name;
  const source = new URL(`../../src/detectors/${file}.ts`, import.meta.url);
  return {
    source: existsSync(source) ? readFileSync(source, 'utf8') : null,
    hasTest: existsSync(new URL(`../detectors/${file}.test.ts`, import.meta.url)),
  };
}

export function configured(detector: Detector, given: Record<string, unknown>): Record<string, unknown> {
  const resolved = resolveOptions(detector, given);
  if ('issues' in resolved) throw new Error(JSON.stringify(resolved.issues));
  return resolved.options;
}

/** Seeded values of the kind the detector takes: about .93, or bits with one in ten set. */
export function noise(n: number, detector: Pick<Detector, 'input'>, level = 0.93, seed = 11): number[] {
  const rng = createRng(seed);
  if (detector.input === 'metric') return Array.from({ length: n }, () => level + 0.01 * rng.normal());
  const ones = detector.input === 'error-bit' ? 1 - level : level;
  return Array.from({ length: n }, () => (rng.uniform() < ones ? 1 : 0));
}

// --- internal ---

function alarmsOf(detector: Detector, values: number[], options: Record<string, unknown>): (Alarm & { n: number })[] {
  const state = detector.init(options);
  let [last, zero] = [0, 0];
  return values.flatMap((x, i) => {
    const verdict = detector.update(state, x, options);
    const { statistic, n: counted, restsOn: n = counted } = detector.read(state, options);
    if (statistic === 0) zero = i + 1;
    if (verdict !== 'drift') return [];
    const alarm = { n, seen: i + 1, since: i + 1 - last, sinceZero: i + 1 - zero, options };
    last = i + 1;
    return [alarm];
  });
}

const sizes = { minLength: 1, maxLength: 220 };

function streams(detector: Detector): fc.Arbitrary<number[]> {
  if (detector.input !== 'metric') return fc.array(fc.constantFrom(0, 0, 0, 1, 1, 0.5), sizes);
  const value = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, -0, 1, 0.5), extremes());
  const steps = fc
    .tuple(fc.double({ min: 0.5, max: 1, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(1000))
    .map(([before, after, seed]) => [...noise(130, detector, before, seed), ...noise(90, detector, after, seed + 1)]);
  return fc.oneof(fc.array(value, sizes), steps);
}

function extremes(): fc.Arbitrary<number> {
  return fc.constantFrom(1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE, 1e160, -1e160, 5e-324, -0, 0, 1);
}

/** Paths of values that JSON would not give back as they are. */
function unsafe(value: unknown, path = ''): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  if (typeof value !== 'object') return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, one]) => unsafe(one, `${path}.${key}`));
}

function outOfBounds(value: number, options: Record<string, unknown>): boolean {
  return value < ((options.below as number) ?? -Infinity) || value > ((options.above as number) ?? Infinity);
}
