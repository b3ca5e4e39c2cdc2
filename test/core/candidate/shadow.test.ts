import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  approvalOf,
  configOf,
  dayMs,
  hourMs,
  liveSpecOf,
  metricOf,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { createRng } from '../../../src/stats/rng.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';

const noise = createRng(5);
const around = (mean: number, n: number): number[] => Array.from({ length: n }, () => mean + 0.02 * noise.normal());
const codes = (monitor: TestMonitor): string[][] => monitor.state.ledger.map(({ reasonCodes }) => reasonCodes);
const types = (monitor: TestMonitor): string[] =>
  monitor.effects.map(({ type }) => type).filter((type) => type === 'promote' || type === 'reject-challenger');

/** Challenger 1.1.0 is scored beside champion 1.0.0. */
function inShadow(champion: string | null = '1.0.0', latency = false): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'shadow', shadow: liveSpecOf() }) });
  const metrics = [accuracyBelow(0.5), ...(latency ? [metricOf('latencyMs', { direction: 'lower-is-better' })] : [])];
  const monitor = new TestMonitor(stateOf(policyOf(metrics), { config, champion }));
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.started();
  monitor.finished({ status: 'awaiting-approval', version: '1.1.0' });
  monitor.now += hourMs;
  return monitor;
}

const score = (monitor: TestMonitor, challenger: number, champion: number, n = 40): void => {
  monitor.observe('accuracy', around(champion, n), { version: '1.0.0' });
  monitor.observe('accuracy', around(challenger, n), { version: '1.1.0' });
};

describe('shadow', () => {
  it('is nothing for a version that was launched to wait for a person, though the policy has a shadow by now', () => {
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'shadow', shadow: liveSpecOf() }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config, champion: '1.0.0' }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.1.0', waits: true });
    expect(monitor.state).toMatchObject({ shadow: null, approval: { version: '1.1.0' } });
  });

  it('a rejection of another version than the one in shadow is refused', () => {
    const monitor = inShadow();
    monitor.command({ name: 'reject', version: '1.0.9' });
    expect(codes(monitor).at(-1)).toEqual(['reject-refused', 'another-version']);
    expect(types(monitor)).toEqual([]);
    monitor.command({ name: 'reject', version: '1.1.0' });
    expect(types(monitor)).toEqual(['reject-challenger']);
  });

  it('a challenger is promoted after it has done no worse on live metrics, and not before', () => {
    const monitor = inShadow();
    score(monitor, 0.85, 0.85, 39);
    expect(types(monitor)).toEqual([]);
    expect(explain(monitor.state, monitor.now)).toMatchObject({
      summary: 'Version 1.1.0 is scored in shadow beside 1.0.0 (39 of 40 samples)',
      holds: [{ by: 'shadow', until: null }],
      trials: [expect.stringContaining('over 39 of 40 observations')],
    });
    score(monitor, 0.85, 0.85, 1);
    expect(types(monitor)).toEqual(['promote']);
    expect(codes(monitor).at(-1)).toEqual(['shadow-passed']);
    score(monitor, 0.1, 0.9);
    expect(types(monitor)).toEqual(['promote']);
    monitor.apply({ type: 'promoted', generation: 1, version: '1.1.0', previous: '1.0.0' });
    expect(monitor.notices('promoted')[0]?.text).toMatch(
      /^version 1\.1\.0 promoted: it has passed its shadow: accuracy 0\.8\d+ against 0\.8\d+ over 40 of 40 observations$/
    );
    expect(monitor.state).toMatchObject({ champion: '1.1.0', shadow: null });
  });

  it('a challenger that does worse is rejected early, and counts as a failed candidate', () => {
    const monitor = inShadow();
    score(monitor, 0.7, 0.85, 15);
    expect(types(monitor)).toEqual(['reject-challenger']);
    expect(codes(monitor).at(-1)).toEqual(['shadow-failed']);
    expect(monitor.state.incident).toMatchObject({ failures: 1, escalated: true });
    expect(monitor.state.shadow).toBeNull();
  });

  it('its values never count for or against the champion', () => {
    const monitor = inShadow();
    monitor.observe('accuracy', around(0.1, 5), { version: '1.1.0' });
    expect(monitor.state.series['accuracy/']).toBeUndefined();
    expect(monitor.state.counts).toMatchObject({ observations: 0, challenger: 5 });
    expect(monitor.state.triggers).toEqual([]);
  });

  it('a challenger that is not seen often enough in time is rejected by default, without a rebuild', () => {
    const monitor = inShadow('1.0.0', true);
    score(monitor, 0.85, 0.85);
    monitor.pass(dayMs);
    expect(types(monitor)).toEqual(['reject-challenger']);
    expect(codes(monitor).at(-1)).toEqual(['shadow-timed-out']);
    expect(monitor.state.ledger.at(-1)?.note).toContain('nothing yet against nothing yet over 0 of 40 observations');
    expect(monitor.state.incident.escalated).toBe(false);
  });

  it('nobody can approve it before its time, and anybody can reject it', () => {
    const monitor = inShadow();
    monitor.command({ name: 'approve' });
    expect(codes(monitor).at(-1)).toEqual(['approve-refused', 'in-shadow']);
    monitor.command({ name: 'reject', comment: 'biased' });
    expect(types(monitor)).toEqual(['reject-challenger']);
    expect(monitor.state.shadow).toBeNull();
  });

  it('the first version of a model has nothing beside it, and waits for a person', () => {
    const monitor = inShadow(null);
    expect(monitor.state).toMatchObject({ shadow: null, approval: { version: '1.1.0' } });
  });

  it('while a kill switch is on nothing is promoted, and the verdict comes when it is off', () => {
    const monitor = inShadow();
    const reading = { scope: { all: true } as const, since: monitor.now, actor: 'ada', comment: '' };
    monitor.apply({ type: 'kill-switch-read', reading });
    score(monitor, 0.85, 0.85);
    monitor.pass(2 * dayMs);
    expect(types(monitor)).toEqual([]);
    monitor.apply({ type: 'kill-switch-read', reading: null });
    expect(types(monitor)).toEqual(['promote']);
  });

  it('a promotion that fails leaves it to a person, with a key of its own', () => {
    const monitor = inShadow();
    score(monitor, 0.85, 0.85);
    monitor.apply({ type: 'command-failed', command: 'promote', message: 'no such version' });
    expect(monitor.state).toMatchObject({
      shadow: null,
      approval: { version: '1.1.0', tries: 1, onTimeout: 'reject' },
    });
    monitor.command({ name: 'approve' });
    const keys = monitor.effects.flatMap((effect) => (effect.type === 'promote' ? [effect.changeId] : []));
    expect(keys).toEqual(['monitor/shop:ranker/retrain/1/promote', 'monitor/shop:ranker/retrain/1/promote/1']);
  });

  it('a rollback meanwhile starts the comparison anew, beside the version that serves then', () => {
    const monitor = inShadow();
    score(monitor, 0.6, 0.85, 9);
    monitor.apply({ type: 'rolled-back', version: '0.9.0', previous: '1.0.0' });
    expect(monitor.state.shadow).toMatchObject({
      version: '1.1.0',
      against: '0.9.0',
      metrics: { accuracy: { baseline: { n: 0 }, candidate: { n: 0 }, looks: 0 } },
    });
    monitor.observe('accuracy', around(0.6, 40), { version: '0.9.0' });
    monitor.observe('accuracy', around(0.6, 40), { version: '1.1.0' });
    expect(types(monitor)).toEqual(['promote']);
  });

  it('ends the wait of an older challenger for a person', () => {
    const approval = approvalOf({ version: '1.0.9' });
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'shadow', shadow: liveSpecOf() }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config, approval }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.1.0' });
    expect(monitor.state).toMatchObject({
      approval: null,
      judged: { version: '1.0.9', outcome: 'superseded' },
      shadow: { version: '1.1.0' },
    });
  });

  it('a newer challenger takes its place', () => {
    const monitor = inShadow();
    score(monitor, 0.85, 0.85, 5);
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.2.0' });
    expect(monitor.state.shadow).toMatchObject({ version: '1.2.0', generation: 2 });
    expect(codes(monitor)).toContainEqual(['superseded']);
  });
});
