import { describe, expect, it } from 'vitest';
import { detectorFor, metricOf, policyOf, stateOf } from '../../support/policies.ts';
import { noise } from '../../contracts/detector.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { LevelShiftState } from '../../../src/detectors/level-shift/state.ts';

const detectors = [
  detectorFor('level-shift', {
    mode: 'down',
    limit: 4.95,
    earlyLimit: 5,
    least: 10,
    burnIn: 150,
    spreadLimit: 4,
    seasons: 'find',
  }),
  detectorFor('cusum', { burnIn: 50, k: 0.5, h: 10, ddof: 0, relearn: true }),
];
const metric = { input: 'metric' } as const;

describe('a promotion', () => {
  const monitor = new TestMonitor(
    stateOf(
      policyOf([
        metricOf('accuracy', { detectors }),
        metricOf('f1', { detectors: [detectorFor('limit', { below: 0.5 })] }),
      ])
    )
  );
  const slots = () => monitor.state.series['accuracy/']!.slots;
  const known = () => (slots()[0]!.state as LevelShiftState).known;
  monitor.observe('accuracy', noise(400, metric));
  const before = known();
  monitor.observe('f1', [0.1]);
  monitor.promoted('1.0.1');

  it('keeps what a detector knows of the stream', () => {
    expect(monitor.state.champion).toBe('1.0.1');
    expect(before).not.toBeNull();
    expect(known()).toMatchObject({ covariances: before!.covariances, knots: before!.knots });
  });

  it('forgets the level, and all that a detector without such knowledge has', () => {
    expect(slots()[0]).toMatchObject({ level: 'warming-up', state: { ring: [], older: { n: 0 } } });
    expect(slots()[1]).toMatchObject({ level: 'warming-up', state: { n: 0 } });
  });

  it('takes the level of the new version for normal, and finds a fall from it soon', () => {
    monitor.observe('accuracy', noise(40, metric, 0.8, 5));
    expect(slots()[0]!.level).toBe('stable');
    monitor.observe('accuracy', noise(30, metric, 0.75, 6));
    expect(monitor.state.inFlight?.generation).toBe(2);
  });
});
