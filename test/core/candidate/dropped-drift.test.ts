import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  dayMs,
  holdsOf,
  hourMs,
  metricOf,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Policy } from '../../../src/core/state/policy.ts';

/**
 * Whoever was told of a drift is told that it is over, also when it is not the metric that recovers: another version
 * serves, another policy holds, a segment is gone.
 */
const frozen = { holds: holdsOf({ freezes: [{ from: 0, to: noon + 10 * dayMs, note: '' }] }) };
const inDrift = (policy: Policy = policyOf([accuracyBelow(0.9)], frozen)): TestMonitor => {
  const monitor = new TestMonitor(stateOf(policy, { champion: '1.0.0' }));
  monitor.observe('accuracy', [0.8]);
  monitor.observe('accuracy', [0.7], { segment: 'DE' });
  return monitor;
};
const told = ['accuracy//limit', 'accuracy/DE/limit'];

describe('a drift that is over because', () => {
  it('another version serves is named by the notice of the promotion, whoever promoted it', () => {
    const byItself = inDrift(policyOf([accuracyBelow(0.9)]));
    byItself.promoted('1.1.0');
    expect(byItself.notices('promoted').map(({ subjects }) => subjects)).toEqual([told]);
    const approved = inDrift();
    approved.apply({ type: 'promoted', generation: 1, version: '1.1.0', previous: '1.0.0' });
    expect(approved.notices('promoted').map(({ subjects }) => subjects)).toEqual([told]);
    expect(approved.notices('recovered')).toEqual([]);
  });

  it('a version was rolled back is named by the notice of that', () => {
    const monitor = inDrift();
    monitor.apply({ type: 'rolled-back', version: '0.9.0', previous: '1.0.0' });
    expect(monitor.notices('rolled-back')[0]?.subjects).toEqual(told);
  });

  it('its detector is another by the new policy is named by the notice of the policy, and what stays in drift is not', () => {
    const monitor = inDrift(policyOf([accuracyBelow(0.9), metricOf('f1', accuracyBelow(0.9))], frozen));
    monitor.observe('f1', [0.1]);
    const policy = policyOf([accuracyBelow(0.85), metricOf('f1', accuracyBelow(0.9))], frozen);
    monitor.command({ name: 'policy', policy, config: configOf() });
    expect(monitor.notices('policy-changed')[0]?.subjects).toEqual(told);
  });

  it('its metric is no longer watched is named too, with the silence of it', () => {
    const silent = policyOf([accuracyBelow(0.9, { noDataAfterMs: hourMs })], frozen);
    const monitor = inDrift(silent);
    monitor.pass(2 * hourMs);
    monitor.command({ name: 'policy', policy: policyOf([metricOf('f1')], frozen), config: configOf() });
    expect(
      monitor
        .notices('no-data')
        .flatMap(({ subjects = [] }) => subjects)
        .sort()
    ).toEqual(['accuracy/', 'accuracy/DE']);
    expect(monitor.notices('policy-changed')[0]?.subjects?.toSorted()).toEqual(
      [...told, 'accuracy/', 'accuracy/DE'].sort()
    );
  });

  it('its segment was forgotten is named by a notice of that, with who did it', () => {
    const monitor = inDrift();
    monitor.command({ name: 'forget-segment', segment: 'DE', comment: 'closed' });
    expect(monitor.notices('segment-forgotten')).toMatchObject([
      { text: 'segment DE forgotten by ada: closed', subjects: ['accuracy/DE/limit'] },
    ]);
    expect(monitor.state.ledger.some(({ reasonCodes }) => reasonCodes[0] === 'forget-segment')).toBe(true);
  });

  it('nothing was in drift: the notices name nothing', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { champion: '1.0.0' }));
    monitor.observe('accuracy', [0.95]);
    monitor.apply({ type: 'promoted', generation: 1, version: '1.1.0', previous: '1.0.0' });
    expect(monitor.notices('promoted')[0]).not.toHaveProperty('subjects');
  });

  it('of more than one notice can name, none is left out', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9, { maxSegments: 120 })], frozen)));
    const segments = Array.from({ length: 120 }, (_, i) => `s${i}`);
    for (const segment of segments) monitor.observe('accuracy', [0.5], { segment });
    const effects = monitor.apply({ type: 'promoted', generation: 1, version: '1.1.0', previous: '1.0.0' });
    const ended = effects.flatMap((effect) => (effect.type === 'notify' ? (effect.notice.subjects ?? []) : []));
    expect(ended.sort()).toEqual(segments.map((segment) => `accuracy/${segment}/limit`).sort());
  });
});
