import { expect, test } from 'vitest';
import fc from 'fast-check';
import { adwin } from '../../src/detectors/adwin.ts';
import { createRng } from '../../src/stats/rng.ts';

test('the short way of a window that is checked often changes no verdict and no state', () => {
  let drifts = 0;
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat(1_000_000),
        clock: fc.integer({ min: 1, max: 4 }),
        delta: fc.constantFrom(0.5, 0.05, 0.002, 1e-6),
        maxBuckets: fc.integer({ min: 2, max: 9 }),
        minWindowLength: fc.integer({ min: 1, max: 12 }),
        gracePeriod: fc.integer({ min: 1, max: 40 }),
        offset: fc.constantFrom(0, 0.93, -5, 1e9),
        scale: fc.constantFrom(1, 0.01, 0, 1e-6, 1e100),
      }),
      ({ seed, offset, scale, ...options }) => {
        const rng = createRng(seed);
        const kept = adwin.init(options);
        // A copy has never been looked at, so it is always looked at in full.
        let copy = adwin.init(options);
        let level = 0;
        for (let i = 0; i < 1_200; i++) {
          if (rng.uniform() < 0.003) level = rng.normal() * rng.int(0, 3);
          const x = offset + scale * (level + rng.normal() + (rng.uniform() < 0.002 ? 1_000 : 0));
          const verdict = adwin.update(kept, x, options);
          copy = structuredClone(copy);
          if (adwin.update(copy, x, options) !== verdict) throw new Error(`Another verdict at ${i}`);
          if (verdict === 'drift') drifts += 1;
        }
        expect(copy).toEqual(kept);
      }
    ),
    { numRuns: 100, seed: 3 }
  );
  expect(drifts).toBeGreaterThan(100);
});
