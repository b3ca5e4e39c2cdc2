import { describe, expect, it } from 'vitest';
import { configOf, metricOf, policyOf, stateOf } from '../../support/policies.ts';
import { detectors } from '../../../src/detectors/index.ts';
import { diffMonitors } from '../../../src/config/diff-monitors.ts';
import { noise } from '../../contracts/detector.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { activitiesOf, runActivity } from '../../support/run-activity.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { DetectorPolicy } from '../../../src/core/state/policy.ts';
import type { JsonObject } from '../../../src/terms/json.ts';

/** Options that stored policies lack, because a newer version has added them. */
const added = [
  'clusters',
  'weekends',
  'incidents',
  'packed',
  'burstFirst',
  'promotions',
  'wholeDays',
  'wholeBursts',
  'farLevels',
  'trends',
  'sudden',
  'closerLook',
  'robust',
  'recheck',
  'minSamples',
] as const;

const metric = { input: 'metric' } as const;

function todays(type: string): JsonObject {
  const detector = detectors.get(type)!;
  const given = Object.hasOwn(detector.parameters, 'below') ? { below: 0.5 } : {};
  const resolved = resolveOptions(detector, given, 'higher-is-better');
  if (!('options' in resolved)) throw new Error(resolved.issues.map(({ message }) => message).join('; '));
  return resolved.options as JsonObject;
}

function ofBefore(options: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !added.some((name) => name === key)));
}

const grown = [...detectors.keys()].filter((type) => added.some((key) => Object.hasOwn(todays(type), key)));

function monitorOf(type: string, options: JsonObject): TestMonitor {
  const monitor = new TestMonitor(stateOf(policyOf([metricOfOne(type, options)])));
  monitor.observe('accuracy', noise(400, metric, 0.9, 1));
  return monitor;
}

const metricOfOne = (type: string, options: JsonObject, more: Partial<DetectorPolicy> = {}) =>
  metricOf('accuracy', { detectors: [{ id: type, type, options, severity: 'soft', ...more }] });

function apply(monitor: TestMonitor, metric: ReturnType<typeof metricOfOne>, more: { keepsLearnt?: true }): void {
  monitor.command({ name: 'policy', policy: policyOf([metric]), config: configOf(), ...more });
}

const learntOf = ({ state }: TestMonitor): unknown => state.series['accuracy/']?.slots[0]?.state;

describe('options that a newer version has added', () => {
  it('are those of detectors there are', () => {
    expect(grown).toEqual(expect.arrayContaining(['level-shift', 'shewhart', 'ewma', 'cusum', 'z-vote', 'ewma-limit']));
    for (const key of added) expect(grown.some((type) => Object.hasOwn(todays(type), key))).toBe(true);
  });

  it.each(grown)('take nothing of what %s has learned, and hold from then on, as the difference says', (type) => {
    const options = todays(type);
    const monitor = monitorOf(type, ofBefore(options));
    const learnt = learntOf(monitor);
    const before = { config: monitor.state.config, policy: monitor.state.policy };
    apply(monitor, metricOfOne(type, options), { keepsLearnt: true });
    expect(learntOf(monitor)).toEqual(learnt);
    expect(monitor.state.policy.metrics[0]?.detectors[0]?.options).toEqual(options);
    const told = diffMonitors(before, { config: before.config, policy: monitor.state.policy });
    expect(told.map(({ field }) => field.split('.').at(-1))).toEqual(
      Object.keys(options).filter((key) => !(key in ofBefore(options)))
    );
  });

  it.each(grown)('let %s go on with them: no alarm where nothing changes, one where the level falls', (type) => {
    const options = todays(type);
    const monitor = monitorOf(type, ofBefore(options));
    apply(monitor, metricOfOne(type, options), { keepsLearnt: true });
    const calm = noise(200, metric, 0.9, 6).map((value) => 0.9 + (value - 0.9) / 2);
    monitor.observe('accuracy', calm);
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', noise(100, metric, 0.4, 7));
    expect(monitor.launches()).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(monitor.state))).toEqual(monitor.state);
  });

  it('are learned by where a run of before checked the policy, which goes on as it went', () => {
    const monitor = monitorOf('level-shift', ofBefore(todays('level-shift')));
    apply(monitor, metricOfOne('level-shift', todays('level-shift')), {});
    expect(learntOf(monitor)).toMatchObject({ t: 0 });
  });

  it('come by a worker that says so: what it has checked is carried', async () => {
    const monitor = monitorOf('level-shift', ofBefore(todays('level-shift')));
    const learnt = learntOf(monitor);
    const file = { model: 'shop:ranker', metrics: { accuracy: {} } };
    const { result } = runActivity(activitiesOf({})['retrain.checkMonitor'], file);
    monitor.command({ name: 'policy', ...(await result) });
    expect(learntOf(monitor)).toEqual(learnt);
    expect(monitor.state.policy.metrics[0]?.detectors[0]?.options).toEqual(todays('level-shift'));
  });

  it.each<[string, JsonObject, Partial<DetectorPolicy>]>([
    ['another value of an option that it had', { limit: 6 }, {}],
    ['patience', {}, { patience: { of: 3, atLeast: 2 } }],
  ])('do not hide a change: with %s it learns anew', (_, options, more) => {
    const monitor = monitorOf('ewma', ofBefore(todays('ewma')));
    apply(monitor, metricOfOne('ewma', { ...todays('ewma'), ...options }, more), { keepsLearnt: true });
    expect(JSON.stringify(learntOf(monitor))).toContain('"n":0');
  });

  it('are no bounds that people add: a limit to the other side is judged anew', () => {
    const monitor = monitorOf('limit', { below: 0.5 });
    apply(monitor, metricOfOne('limit', { below: 0.5, above: 0.99 }), { keepsLearnt: true });
    expect(learntOf(monitor)).toMatchObject({ n: 0 });
  });
});
