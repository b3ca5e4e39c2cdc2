import { describe, expect, test } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { describeDetector, filesOf, missingParts, noise, type DetectorContract } from '../contracts/detector.ts';

/** What a detector needs beside its defaults, and how many alarms 5,000 values without a change may raise. */
const contracts: Record<string, DetectorContract & { alarms?: number; level?: number }> = {
  limit: { given: { below: 0.85 }, alarms: 0 },
  'ewma-limit': { given: { below: 0.9 }, alarms: 0 },
  patience: { given: { below: 0.9 }, alarms: 0 },
  'window-decay': { given: { mode: 'fall' }, alarms: 0 },
  // Three standard deviations are crossed by chance once in 370 values.
  shewhart: { alarms: 30 },
  ewma: { alarms: 2 },
  cusum: { alarms: 2 },
  // At river's defaults the threshold is 50 of the metric's own unit.
  'page-hinkley': { given: { threshold: 0.5 }, alarms: 0 },
  adwin: { alarms: 0 },
  kswin: { alarms: 15 },
  // Below an error rate of .1 it is worse than its reputation.
  ddm: { alarms: 8 },
  eddm: { alarms: 12 },
  'hddm-a': { alarms: 1 },
  'hddm-w': { alarms: 3 },
  fhddm: { alarms: 0 },
  'bernoulli-cusum': { alarms: 0 },
  'z-page-hinkley': { alarms: 0 },
  'z-adwin': { alarms: 0 },
  'z-cusum': { alarms: 2 },
  'z-ewma': { alarms: 2 },
  'z-kswin': { alarms: 2 },
  'z-vote': { alarms: 0 },
  change: { alarms: 0 },
  'level-shift': { alarms: 0 },
};

for (const [name, detector] of detectors) {
  const { alarms = 0, ...contract } = contracts[name] ?? {};
  const worse = detector.input === 'metric' ? 0.8 : 0.4;
  describeDetector(detector, {
    ...contract,
    change: [...noise(1000, detector), ...noise(1000, detector, worse, 12)],
    quiet: { values: noise(5000, detector, 0.93, 13), atMost: alarms },
  });
}

describe('the map of detectors', () => {
  test.each([...detectors.keys()])('says of %s how many false alarms are fine', (name) => {
    expect(contracts).toHaveProperty([name]);
  });

  test.each([...detectors.keys()])('has a file with a full docblock and a test of its own for %s', (name) => {
    const { source, hasTest } = filesOf(name);
    expect(source).not.toBeNull();
    expect(missingParts(source!)).toEqual([]);
    expect(hasTest).toBe(true);
  });

  test.each([...detectors])('documents every parameter of %s', (_, { parameters }) => {
    for (const parameter of Object.values(parameters)) expect(parameter.doc).not.toBe('');
  });

  test.each([...detectors.keys()].filter((name) => !name.startsWith('z-')))(
    'names every option of %s in its docblock',
    (name) => {
      const { source } = filesOf(name);
      for (const key of Object.keys(detectors.get(name)!.parameters)) expect(source).toContain(`@param options.${key}`);
    }
  );
});
