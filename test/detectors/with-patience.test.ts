import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configured, noise } from '../contracts/detector.ts';
import { createRng } from '../../src/stats/rng.ts';
import { detectors } from '../../src/detectors/index.ts';
import type { Detector } from '../../src/detectors/detector.ts';
import { withPatience } from '../../src/detectors/with-patience.ts';

const given: Record<string, Record<string, unknown>> = {
  limit: { below: 0.85 },
  'ewma-limit': { below: 0.9 },
  'page-hinkley': { threshold: 0.5 },
};
const patientOnes = [...detectors.values()].filter(({ actsOnAlarm }) => !actsOnAlarm);
const optionsOf = (detector: Detector) => configured(detector, given[detector.name] ?? {});
const shifted = (detector: Detector): number[] => [
  ...noise(1_000, detector),
  ...noise(1_000, detector, detector.input === 'metric' ? 0.8 : 0.4, 12),
];

describe.each(patientOnes)('the detector $name with patience', (detector) => {
  const options = optionsOf(detector);

  test('still finds a change, and not before it would without', () => {
    const values = shifted(detector);
    const bare = detector.init(options);
    const alone = values.findIndex((x) => detector.update(bare, x, options) === 'drift');
    const patient = withPatience(detector, { of: 5, atLeast: 3 });
    const state = patient.init(options);
    const first = values.findIndex((x) => patient.update(state, x, options) === 'drift');
    expect(first).toBeGreaterThanOrEqual(alone + 2);
  });

  test('says the same after its state went through JSON after every sample', () => {
    const patient = withPatience(detector, { of: 7, atLeast: 4 });
    const kept = patient.init(options);
    let restored = patient.init(options);
    for (const x of shifted(detector)) {
      restored = JSON.parse(JSON.stringify(restored)) as typeof restored;
      expect(patient.update(restored, x, options)).toBe(patient.update(kept, x, options));
    }
    expect(restored).toEqual(kept);
  });

  test('with 1 of 1 is the detector itself until its first alarm', () => {
    const patient = withPatience(detector, { of: 1, atLeast: 1 });
    const [bare, state] = [detector.init(options), patient.init(options)];
    for (const x of shifted(detector)) {
      const verdict = detector.update(bare, x, options);
      expect(patient.update(state, x, options)).toBe(verdict);
      if (verdict === 'drift') break;
    }
  });
});

describe('patience', () => {
  test('counts crossings in the window of the newest values, as a plain array does', () => {
    const detector = detectors.get('limit')!;
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (beyond, of, least) => {
          const atLeast = Math.min(of, least);
          const patient = withPatience(detector, { of, atLeast });
          const state = patient.init({ below: 0.5 });
          beyond.forEach((isBeyond, i) => {
            const verdict = patient.update(state, isBeyond ? 0 : 1, { below: 0.5 });
            const crossings = beyond.slice(Math.max(0, i + 1 - of), i + 1).filter(Boolean).length;
            expect(verdict).toBe(crossings >= atLeast ? 'drift' : isBeyond ? 'warning' : 'stable');
          });
        }
      ),
      { seed: 4 }
    );
  });

  test('on an EWMA chart it makes false alarms several times rarer for a few samples of delay', () => {
    const detector = detectors.get('ewma')!;
    const options = configured(detector, { width: 3, mu0: 0, sd0: 1 });
    const patient = withPatience(detector, { of: 3, atLeast: 3 });
    const plain = { falseAlarms: alarms(detector, options), delay: delay(detector, options) };
    const waiting = {
      falseAlarms: alarms(patient, options),
      delay: delay(patient, options),
    };
    expect(plain.falseAlarms).toBeGreaterThan(100);
    expect(waiting.falseAlarms).toBeLessThan(plain.falseAlarms / 3);
    expect(waiting.delay - plain.delay).toBeGreaterThanOrEqual(2);
    expect(waiting.delay - plain.delay).toBeLessThan(3);
  });

  test('says in its sentence how often', () => {
    const patient = withPatience(detectors.get('limit')!, { of: 3, atLeast: 2 });
    const state = patient.init({ below: 0.9 });
    for (const x of [0.8, 0.7]) patient.update(state, x, { below: 0.9 });
    const text = patient.describe?.('accuracy', patient.read(state, { below: 0.9 }), { below: 0.9 });
    expect(text).toBe('accuracy 0.7000 below threshold 0.9000, 2 of the last 3');
  });
});

/** Among 200,000 normal values. */
function alarms(detector: Detector, options: Record<string, unknown>): number {
  const rng = createRng(5);
  const state = detector.init(options);
  let count = 0;
  for (let i = 0; i < 200_000; i++) if (detector.update(state, rng.normal(), options) === 'drift') count += 1;
  return count;
}

/** Mean number of values until a shift of 2 deviations is found. */
function delay(detector: Detector, options: Record<string, unknown>): number {
  const rng = createRng(6);
  let sum = 0;
  for (let run = 0; run < 500; run++) {
    const state = detector.init(options);
    for (let i = 0; i < 20; i++) detector.update(state, rng.normal(), options);
    let n = 1;
    while (detector.update(state, 2 + rng.normal(), options) !== 'drift') n += 1;
    sum += n;
  }
  return sum / 500;
}

test.each([
  { name: 'limit', given: { below: 0.9 }, rests: 5 },
  { name: 'ewma-limit', given: { below: 0.9, alpha: 0.9 }, rests: 1003 },
])('an alarm of $name rests on what patience looks back on, or on more', ({ name, given: own, rests }) => {
  const detector = withPatience(detectors.get(name)!, { of: 5, atLeast: 3 });
  const options = configured(detector, own);
  const state = detector.init(options);
  for (let i = 0; i < 1000; i++) detector.update(state, 0.95, options);
  expect([0.8, 0.8, 0.8].map((x) => detector.update(state, x, options))).toEqual(['warning', 'warning', 'drift']);
  expect(detector.read(state, options).restsOn).toBe(rests);
});
