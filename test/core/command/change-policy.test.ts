import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  dayMs,
  detectorFor,
  hourMs,
  holdsOf,
  metricOf,
  minuteMs,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { ewmasOf, windowsOf } from '../../../src/core/view/view.ts';
import { detectorsAnew } from '../../../src/core/command/change-policy.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Policy } from '../../../src/core/state/policy.ts';

const frozen = { holds: holdsOf({ freezes: [{ from: 0, to: noon + dayMs, note: '' }] }) };
const basic = policyOf([accuracyBelow(0.9)]);
const start = (policy = basic): TestMonitor => new TestMonitor(stateOf(policy));

function change(monitor: TestMonitor, policy: Policy): void {
  monitor.command({ name: 'policy', policy, config: monitor.state.config });
}

describe('a new policy', () => {
  it('counts only while the revision holds that was looked at, where one is said', () => {
    const monitor = start();
    const change = { name: 'policy', policy: basic, config: monitor.state.config } as const;
    monitor.command({ ...change, revision: 2 });
    expect(monitor.state.policyRevision).toBe(1);
    expect(refusalOf(monitor.state, { ...change, revision: 2, actor: 'ada', comment: '' })).toBe(
      'The policy has been changed meanwhile: it has revision 1, and 2 was looked at; look again'
    );
    monitor.command({ ...change, revision: 1 });
    monitor.command(change);
    expect(monitor.state.policyRevision).toBe(3);
  });

  const two = metricOf('accuracy', {
    detectors: [detectorFor('limit', { below: 0.9 }), detectorFor('ewma-limit', { alpha: 0.2, below: 0.8 })],
  });

  it('detectors that are the same keep what they have learned, the rest start anew', () => {
    const monitor = start(policyOf([two]));
    monitor.observe('accuracy', [0.95, 0.96, 0.97]);
    const slots = [two.detectors[1]!, detectorFor('limit', { below: 0.85 })];
    change(monitor, policyOf([{ ...two, detectors: slots }]));
    const series = monitor.state.series['accuracy/'];
    expect(series?.slots.map(({ id, state }) => [id, (state as { n: number }).n])).toEqual([
      ['ewma-limit', 3],
      ['limit', 0],
    ]);
    expect(series?.n).toBe(3);
    expect(ewmasOf(monitor.state).accuracy).toBeCloseTo(0.9556, 12);
  });

  it('a detector whose patience has changed starts anew', () => {
    const patient = (atLeast: number) =>
      policyOf([
        metricOf('accuracy', {
          detectors: [{ ...detectorFor('limit', { below: 0.9 }), patience: { of: 3, atLeast } }],
        }),
      ]);
    const monitor = start(patient(3));
    monitor.observe('accuracy', [0.8, 0.8]);
    change(monitor, patient(2));
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()[0]?.reasons[0]?.text).toBe('accuracy 0.8000 below threshold 0.9000, 2 of the last 3');
  });

  it.each([
    [10, [1, 2, 3, 4, 5]],
    [4, [2, 3, 4, 5]],
    [2, [4, 5]],
  ])('a shown window of %d keeps the newest values', (window, kept) => {
    const monitor = start(policyOf([accuracyBelow(0.9, { window: 5 })]));
    monitor.observe('accuracy', [0, 1, 2, 3, 4, 5]);
    change(monitor, policyOf([accuracyBelow(0.9, { window })]));
    expect(windowsOf(monitor.state).accuracy).toEqual(kept);
    monitor.observe('accuracy', [6]);
    expect(windowsOf(monitor.state).accuracy).toEqual([...kept, 6].slice(-window));
  });

  it('a retrain that is held stays wanted when the policy still asks for it', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen));
    monitor.observe('accuracy', [0.8]);
    change(monitor, policyOf([accuracyBelow(0.9, { window: 7 })], frozen));
    monitor.pass(dayMs);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.ledger.at(-1)?.reasonCodes).toEqual(['drift']);
  });

  it('what waits is as severe as the new policy says', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen));
    monitor.observe('accuracy', [0.8]);
    const detectors = [detectorFor('limit', { below: 0.9 }, { severity: 'full' })];
    change(monitor, policyOf([accuracyBelow(0.9, { detectors })], frozen));
    monitor.pass(dayMs);
    expect(monitor.launches()[0]?.kind).toBe('full');
  });

  it('lifting a hold launches what it held back, at once', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen));
    monitor.observe('accuracy', [0.8]);
    change(monitor, basic);
    expect(monitor.launches()).toHaveLength(1);
  });

  it.each([
    ['the metric is gone', policyOf([accuracyBelow(0.9, { name: 'recall' })], frozen)],
    ['the detector is gone', policyOf([metricOf('accuracy')], frozen)],
    ['the limit is another', policyOf([accuracyBelow(0.5)], frozen)],
    [
      'the detector only observes',
      policyOf(
        [accuracyBelow(0.9, { detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] })],
        frozen
      ),
    ],
  ])('what waits expires with an entry when %s', (_, policy) => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen));
    monitor.observe('accuracy', [0.8]);
    change(monitor, policy);
    expect(monitor.state.triggers).toEqual([]);
    expect(monitor.state.ledger.some(({ reasonCodes }) => reasonCodes[0] === 'policy-changed')).toBe(true);
    monitor.pass(2 * dayMs);
    expect(monitor.launches()).toEqual([]);
  });

  it('a detector that begins to ask asks at once for the drift it stands in', () => {
    const observing = accuracyBelow(0.9, { detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] });
    const monitor = start(policyOf([observing]));
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toEqual([]);
    change(monitor, basic);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('a new rule that is true already fires at once', () => {
    const observing = accuracyBelow(0.9, { detectors: [detectorFor('limit', { below: 0.9 }, { severity: 'none' })] });
    const rules = [
      { id: 'r', atLeast: 1, of: [{ metric: 'accuracy', level: 'drift' as const }], severity: 'full' as const },
    ];
    const monitor = start(policyOf([observing]));
    monitor.observe('accuracy', [0.8]);
    change(monitor, policyOf([observing], { rules }));
    expect(monitor.launches()[0]).toMatchObject({ kind: 'full' });
    monitor.command({ name: 'policy', policy: policyOf([observing], { rules }), config: configOf() });
    expect(monitor.state.triggers).toEqual([]);
  });

  it('a drift that has asked already does not ask anew', () => {
    const cooled = holdsOf({ cooldownMs: hourMs });
    const monitor = start(policyOf([accuracyBelow(0.9)], { holds: cooled }));
    monitor.observe('accuracy', [0.8]);
    change(monitor, policyOf([accuracyBelow(0.9, { window: 9 })], { holds: cooled }));
    expect(monitor.state.triggers).toEqual([]);
  });

  it('another cool-down counts from the same start', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: dayMs }) }));
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.finished({ status: 'failed' });
    change(monitor, policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) }));
    expect(monitor.state.cooldownUntil).toBe(noon + hourMs);
    monitor.pass(hourMs);
    expect(monitor.launches()).toHaveLength(2);
  });

  it('a slot that came due before the change is not lost by it', () => {
    const schedules = [{ id: 'hourly', everyMs: hourMs, severity: 'soft' as const }];
    const monitor = start(policyOf([], { schedules }));
    monitor.now += hourMs + minuteMs;
    change(monitor, policyOf([accuracyBelow(0.9)], { schedules }));
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.schedules.hourly).toEqual({ due: 1, coalesced: 0, nextAt: noon + 2 * hourMs });
  });

  it('a schedule that is gone asks for nothing any more', () => {
    const schedules = [{ id: 'hourly', everyMs: hourMs, severity: 'soft' as const }];
    const monitor = start(policyOf([], { schedules, ...frozen }));
    monitor.pass(hourMs);
    change(monitor, policyOf([], frozen));
    expect(monitor.state.triggers).toEqual([]);
    expect(monitor.state.schedules).toEqual({});
    monitor.pass(2 * dayMs);
    expect(monitor.launches()).toEqual([]);
  });

  it('says beforehand which detectors begin anew: those that it does begin anew', () => {
    const metrics = (below: number, everyMs: number): Policy =>
      policyOf([
        metricOf('accuracy', { detectors: [detectorFor('limit', { below }), detectorFor('adwin', { delta: 0.002 })] }),
        metricOf('f1', { aggregate: { everyMs, allowedMs: 0 }, detectors: [detectorFor('adwin', { delta: 0.002 })] }),
      ]);
    const [before, after] = [metrics(0.9, hourMs), metrics(0.8, 2 * hourMs)];
    expect(detectorsAnew(before, before)).toEqual([]);
    expect(detectorsAnew(before, after)).toEqual(['accuracy:limit', 'f1:adwin']);
    expect(detectorsAnew(policyOf([]), after)).toEqual([]);
    const monitor = start(before);
    monitor.observe('accuracy', [0.95, 0.95]);
    const learnt = (): unknown[] => Object.values(monitor.state.series)[0]!.slots.map(({ state }) => state);
    const [limit, adwin] = learnt();
    change(monitor, after);
    expect(learnt()[0]).not.toEqual(limit);
    expect(learnt()[1]).toEqual(adwin);
  });

  it('keeps the newest ten changes', () => {
    const monitor = start();
    for (let i = 0; i < 12; i++) change(monitor, basic);
    expect(monitor.state.policyRevision).toBe(13);
    expect(monitor.state.policyChanges.map(({ revision }) => revision)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });
});
