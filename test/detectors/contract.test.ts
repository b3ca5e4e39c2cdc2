import { describe, expect, test } from 'vitest';
import { detectors } from '../../src/detectors/index.ts';
import { describeDetector, filesOf, missingParts, noise, type DetectorContract } from '../contracts/detector.ts';

/** Where the stream of the contract changes. */
const changesAt = 1000;

// What an alarm may rest on; each detector's own is in the table below.
const newest: Rests = () => 1;
const sinceAlarm: Rests = ({ since }) => since;
const afterBurnIn: Rests = ({ since, options }) => since - Number(options.burnIn);
const option =
  (name: string): Rests =>
  ({ options }) =>
    Number(options[name]);

/**
 * What a detector needs beside its defaults, how many alarms 5,000 values without a change may raise, and how many
 * values each alarm rests on.
 */
const contracts: Record<string, Told> = {
  limit: { given: { below: 0.85 }, alarms: 0, restsOn: newest },
  // An average of all values; an alarm does not end it.
  'ewma-limit': { given: { below: 0.9 }, alarms: 0, restsOn: ({ seen }) => seen },
  patience: { given: { below: 0.9 }, alarms: 0, restsOn: option('patience') },
  'window-decay': { given: { mode: 'fall' }, alarms: 0, restsOn: option('sampleWindow') },
  // Three standard deviations are crossed by chance once in 370 values.
  shewhart: { alarms: 30, restsOn: newest },
  // Its average runs while the level is learned.
  ewma: { alarms: 2, restsOn: sinceAlarm },
  // The value that ends the burn-in is the first of its sum.
  cusum: { alarms: 2, restsOn: (alarm) => afterBurnIn(alarm) + 1 },
  // At river's defaults the threshold is 50 of the metric's own unit.
  'page-hinkley': { given: { threshold: 0.5 }, alarms: 0, restsOn: sinceAlarm },
  // The window in which the cut was found, before its older part is dropped.
  adwin: { alarms: 0, restsOn: sinceAlarm },
  // Both samples.
  kswin: { alarms: 15, restsOn: ({ options }) => 2 * Number(options.statSize) },
  // Below an error rate of .1 it is worse than its reputation.
  ddm: { alarms: 8, restsOn: sinceAlarm },
  eddm: { alarms: 12, restsOn: sinceAlarm },
  'hddm-a': { alarms: 1, restsOn: sinceAlarm },
  'hddm-w': { alarms: 3, restsOn: sinceAlarm },
  fhddm: { alarms: 0, restsOn: option('slidingWindowSize') },
  // What its sum is of.
  'bernoulli-cusum': { given: { mode: 'up' }, alarms: 0, restsOn: ({ sinceZero }) => sinceZero },
  'z-page-hinkley': { alarms: 0, restsOn: afterBurnIn },
  'z-adwin': { alarms: 0, restsOn: afterBurnIn },
  'z-cusum': { alarms: 2, restsOn: afterBurnIn },
  'z-ewma': { alarms: 2, restsOn: afterBurnIn },
  'z-kswin': { alarms: 2, restsOn: ({ options }) => 2 * Number(options.statSize) },
  // The most that one of its members rests on.
  'z-vote': { alarms: 0, restsOn: afterBurnIn },
  // Its members are shown the burn-in, too, of which whitening takes the first value.
  change: { alarms: 0, restsOn: ({ since }) => since - 1 },
  // The values of the new level.
  'level-shift': { alarms: 0, restsOn: ({ seen }) => seen - changesAt },
};

type Rests = NonNullable<DetectorContract['restsOn']>;
type Told = DetectorContract & { alarms: number; restsOn: Rests };

for (const [name, detector] of detectors) {
  const { alarms = 0, ...contract }: Partial<Told> = contracts[name] ?? {};
  const worse = detector.input === 'metric' ? 0.8 : 0.4;
  describeDetector(detector, {
    ...contract,
    change: [...noise(changesAt, detector), ...noise(1000, detector, worse, 12)],
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
