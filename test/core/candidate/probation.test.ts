import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  dayMs,
  holdsOf,
  hourMs,
  liveSpecOf,
  noon,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { createRng } from '../../../src/stats/rng.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { LiveSpec } from '../../../src/core/state/retrain.ts';

const noise = createRng(11);
const around = (mean: number, n: number): number[] => Array.from({ length: n }, () => mean + 0.02 * noise.normal());
const codes = (monitor: TestMonitor): string[] => monitor.state.ledger.map(({ reasonCodes }) => reasonCodes[0]!);
const rollbacks = (monitor: TestMonitor) => monitor.effects.filter(({ type }) => type === 'roll-back');

/** Version 1.1.0 has just replaced 1.0.0, whose accuracy was 0.85. */
function promoted(spec: Partial<LiveSpec> = {}, known = 30, breakerAfter = 3): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ probation: liveSpecOf(spec) }) });
  const policy = policyOf([accuracyBelow(0.5)], { holds: holdsOf({ breakerAfter }) });
  const monitor = new TestMonitor(stateOf(policy, { config }));
  monitor.observe('accuracy', around(0.85, known), { version: '1.0.0' });
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.promoted('1.1.0');
  monitor.now += hourMs;
  return monitor;
}

describe('probation', () => {
  it('holds retrains, and ends with the adoption of a version that does no worse', () => {
    const monitor = promoted();
    expect(monitor.notices('probation-started')[0]?.text).toContain(
      '1.1.0 is on probation: 40 observations of accuracy'
    );
    monitor.observe('accuracy', [0.1], { version: '1.1.0' });
    expect(monitor.decisions().at(-1)).toBe('held(probation)');
    monitor.observe('accuracy', around(0.85, 38), { version: '1.1.0' });
    expect(explain(monitor.state, monitor.now).trials[0]).toMatch(
      /^probation of 1\.1\.0 against 1\.0\.0, until .*39 of 40/
    );
    monitor.observe('accuracy', [0.85], { version: '1.1.0' });
    // What had drifted while it was held has recovered.
    expect(codes(monitor).slice(-2)).toEqual(['probation-passed', 'recovered']);
    expect(monitor.state).toMatchObject({ probation: null, champion: '1.1.0' });
    expect(rollbacks(monitor)).toEqual([]);
  });

  it('believes no time that cannot be meant: what has no version counts by when its stream was measured', () => {
    const inSeconds = (monitor: TestMonitor, at: number) =>
      monitor.send([{ metric: 'accuracy', t0: at / 1_000, dt: 1, v: around(0.85, 5) }]);
    const monitor = promoted();
    const observed = (): number => monitor.state.probation!.metrics['accuracy']!.candidate.n;
    monitor.observe('accuracy', around(0.85, 3), { version: '1.1.0' });
    expect(observed()).toBe(3);
    // As a raw time it lies in 1970, before everything; its stream has gone on since the promotion.
    inSeconds(monitor, monitor.now);
    expect(observed()).toBe(8);
    expect(monitor.state.counts.doubted).toBe(5);
  });

  it('rolls a version that does worse back by itself, once, with its findings in the ledger', () => {
    const monitor = promoted();
    monitor.observe('accuracy', around(0.7, 20), { version: '1.1.0' });
    monitor.observe('accuracy', around(0.7, 20), { version: '1.1.0' });
    expect(rollbacks(monitor)).toMatchObject([
      {
        model: 'shop:ranker',
        changeId: 'monitor/shop:ranker/retrain/1/probation',
        from: '1.1.0',
        actor: 'temporal-retrain',
        reason: expect.stringMatching(/^version 1\.1\.0 does worse than 1\.0\.0, rolling back: .*p < 0\.0001/),
      },
    ]);
    expect(monitor.notices('probation-failed')).toHaveLength(1);
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    expect(monitor.state).toMatchObject({ champion: '1.0.0', probation: null, rolledBack: ['1.1.0'] });
    expect(monitor.state.incident).toMatchObject({ failures: 1, escalated: true });
    expect(codes(monitor).slice(-2)).toEqual(['probation-failed', 'rolled-back']);
    expect(monitor.state.series['accuracy/']?.n).toBe(0);
  });

  it('holds the new version against what the old one did at last, not against its better days', () => {
    const config = configOf({ retrain: retrainSpecOf({ probation: liveSpecOf({}) }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config }));
    monitor.observe(
      'accuracy',
      around(0.97, 40).map((x) => Math.max(x, 0.91)),
      { version: '1.0.0' }
    );
    monitor.observe('accuracy', around(0.75, 10), { version: '1.0.0' });
    monitor.promoted('1.1.0');
    monitor.now += hourMs;
    monitor.observe('accuracy', around(0.85, 40), { version: '1.1.0' });
    expect(rollbacks(monitor)).toEqual([]);
    expect(codes(monitor)).toContain('probation-passed');
  });

  it('leaves the verdict to a person who is rolling back already, and takes it up when that has failed', () => {
    const monitor = promoted();
    monitor.command({ name: 'rollback' });
    monitor.observe('accuracy', around(0.7, 40), { version: '1.1.0' });
    monitor.pass(2 * dayMs);
    expect(rollbacks(monitor)).toMatchObject([{ actor: 'ada' }]);
    monitor.apply({ type: 'command-failed', command: 'roll-back', message: 'the registry says no' });
    expect(rollbacks(monitor)).toMatchObject([{ actor: 'ada' }, { actor: 'temporal-retrain', from: '1.1.0' }]);
    expect(refusalOf(monitor.state, { name: 'rollback', actor: 'ada', comment: '' })).toMatch(/by temporal-retrain/);
  });

  it('that the registry refuses, with a reason too, is told by explain: nobody was there to be answered', () => {
    const monitor = promoted();
    monitor.observe('accuracy', around(0.7, 40), { version: '1.1.0' });
    expect(rollbacks(monitor)).toMatchObject([{ actor: 'temporal-retrain' }]);
    const refused = { code: 'no-previous-version', message: 'no previous champion' };
    monitor.apply({ type: 'command-failed', command: 'roll-back', ...refused });
    expect(explain(monitor.state, monitor.now).registry).toEqual([expect.stringContaining('could not roll back')]);
  });

  it('the report of a promotion that was rolled back meanwhile does not bring it back', () => {
    const monitor = promoted();
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.state.inFlight?.generation).toBe(2);
    // In the registry it was promoted, and rolled back, before its report arrives.
    monitor.apply({ type: 'rolled-back', version: '1.1.0', previous: '1.2.0' });
    monitor.finished({ status: 'promoted', version: '1.2.0', previousVersion: '1.1.0' });
    expect(monitor.state).toMatchObject({ champion: '1.1.0', inFlight: null });
    expect(monitor.state.ledger.at(-1)?.note).toBe('promoted: version 1.2.0, and rolled back since');
  });

  it('is over when its time is: judged by what there is, or adopted for want of it', () => {
    const worse = promoted();
    worse.observe('accuracy', around(0.75, 19), { version: '1.1.0' });
    worse.pass(dayMs);
    expect(rollbacks(worse)).toHaveLength(1);
    const unseen = promoted();
    unseen.observe('accuracy', around(0.75, 5), { version: '1.1.0' });
    unseen.pass(dayMs);
    expect(codes(unseen).at(-1)).toBe('probation-unjudged');
    expect(unseen.state.probation).toBeNull();
  });

  it('is skipped, and says so, where too little is known of the version before', () => {
    const monitor = promoted({}, 9);
    expect(monitor.state.probation).toBeNull();
    expect(codes(monitor)).toContain('probation-skipped');
  });

  it('late and untagged values of the version before do not count against the new one', () => {
    const monitor = promoted();
    monitor.observe('accuracy', around(0.1, 40), { version: '1.0.0' });
    monitor.observe('accuracy', around(0.1, 40), { t0: noon });
    expect(monitor.state.probation?.metrics['accuracy']?.candidate.n).toBe(0);
    expect(rollbacks(monitor)).toEqual([]);
  });

  it.each(['a year ahead', 'in microseconds'])('one event time %s does not end it for want of values', (what) => {
    const monitor = promoted();
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.1.0' });
    const before = monitor.state.series['accuracy/']?.lastAt;
    const t0 = what === 'in microseconds' ? monitor.now * 1_000 : monitor.now + 365 * dayMs;
    monitor.observe('accuracy', around(0.85, 30), { t0 });
    expect(monitor.state.newestEventAt).toBe(before);
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.launches().at(-1)?.dataUntil).toBe(before);
    monitor.promoted('1.2.0');
    monitor.now += hourMs;
    monitor.observe('accuracy', around(0.7, 40));
    expect(rollbacks(monitor)).toHaveLength(1);
  });

  it('promotions that are rolled back in a row open the circuit breaker', () => {
    const monitor = promoted({}, 30, 2);
    for (const version of ['1.1.0', '1.2.0']) {
      monitor.observe('accuracy', around(0.6, 20), { version });
      monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: version });
      monitor.now += hourMs;
      monitor.observe('accuracy', around(0.85, 30), { version: '1.0.0' });
      if (version === '1.2.0') break;
      monitor.command({ name: 'retrain', severity: 'soft' });
      monitor.promoted('1.2.0');
      monitor.now += hourMs;
    }
    expect(monitor.state.incident).toMatchObject({ failures: 2, breakerOpenedAt: expect.any(Number) });
  });

  it('a rollback that fails leaves the version where it is, and does not try for ever', () => {
    const monitor = promoted();
    monitor.observe('accuracy', around(0.6, 20), { version: '1.1.0' });
    monitor.apply({ type: 'command-failed', command: 'roll-back', message: 'another version serves' });
    monitor.pass(10 * dayMs);
    expect(rollbacks(monitor)).toHaveLength(1);
    expect(monitor.state).toMatchObject({ probation: null, champion: '1.1.0' });
    expect(codes(monitor)).toContain('rollback-failed');
  });
});
