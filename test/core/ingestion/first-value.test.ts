import { describe, expect, it } from 'vitest';
import { configOf, holdsOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { DetectorFile } from '../../../src/config/schema/metric-schema.ts';
import type { Policy } from '../../../src/core/state/policy.ts';

const average: DetectorFile = { type: 'ewma-limit', alpha: 0.25, below: 0.72 };

function policyWith(detector: DetectorFile): Policy {
  const { policy } = parseMonitor({ model: 'shop:ranker', metrics: { accuracy: { detectors: [detector] } } });
  return { ...policy, holds: holdsOf() };
}

const monitorWith = (policy: Policy): TestMonitor => new TestMonitor(stateOf(policy));

/** How many bad values it takes from now on until a retrain is asked for. */
function badValuesToFire(monitor: TestMonitor): number {
  const before = monitor.launches().length;
  for (let n = 1; n <= 20; n++) {
    monitor.observe('accuracy', [0.1]);
    if (monitor.launches().length > before) return n;
  }
  return Infinity;
}

describe('an average against a limit', () => {
  it('does not fire on the first value after the start', () => {
    expect(badValuesToFire(monitorWith(policyWith(average)))).toBe(4);
  });

  it('says meanwhile that it has too few values', () => {
    const monitor = monitorWith(policyWith(average));
    monitor.observe('accuracy', [0.1, 0.1]);
    expect(explain(monitor.state, monitor.now).distances.map(({ text }) => text)).toEqual([
      'accuracy by ewma-limit: warming-up, 0.1000 against below 0.7200, too few values to judge yet (2)',
    ]);
  });

  it('does not fire on the first value of a new champion', () => {
    const monitor = monitorWith(policyWith(average));
    expect(badValuesToFire(monitor)).toBe(4);
    monitor.promoted('1.0.1');
    expect(badValuesToFire(monitor)).toBe(4);
  });

  it('does not fire on the first value under a policy that starts it anew', () => {
    const monitor = monitorWith(policyWith(average));
    monitor.observe('accuracy', [0.9, 0.9, 0.9, 0.9, 0.9]);
    const stricter = policyWith({ ...average, below: 0.75 });
    monitor.command({ name: 'policy', policy: stricter, config: configOf() });
    expect(badValuesToFire(monitor)).toBe(4);
  });

  it('rests on as many values as its evidence says', () => {
    const monitor = monitorWith(policyWith(average));
    badValuesToFire(monitor);
    expect(monitor.launches()[0]?.evidence).toMatchObject([{ detector: 'ewma-limit', n: 4 }]);
  });

  it('fires on the first value where the policy wants that', () => {
    expect(badValuesToFire(monitorWith(policyWith({ ...average, minSamples: 1 })))).toBe(1);
  });

  it('goes on as it did in a monitor whose policy is older than the minimum', () => {
    const policy = policyWith(average);
    for (const { options } of policy.metrics[0]!.detectors) delete options['minSamples'];
    expect(badValuesToFire(monitorWith(policy))).toBe(1);
  });
});

it('a fixed limit fires on one value, as it says', () => {
  expect(badValuesToFire(monitorWith(policyWith({ type: 'limit', below: 0.72 })))).toBe(1);
});

it('runs and windows say how many values their evidence rests on', () => {
  const run = monitorWith(policyWith({ type: 'patience', below: 0.72, patience: 3 }));
  expect(badValuesToFire(run)).toBe(3);
  expect(run.launches()[0]?.evidence).toMatchObject([{ detector: 'patience', n: 3 }]);
  const decay = monitorWith(policyWith({ type: 'window-decay', sampleWindow: 4, threshold: 0.1 }));
  decay.observe('accuracy', [0.9, 0.8, 0.7, 0.6]);
  expect(decay.launches()[0]?.evidence).toMatchObject([{ detector: 'window-decay', n: 4 }]);
});
