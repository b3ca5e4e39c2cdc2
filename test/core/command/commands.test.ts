import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  approvalOf,
  configOf,
  dayMs,
  holdsOf,
  metricOf,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Command } from '../../../src/core/state/events.ts';

const freeze = { freezes: [{ from: 0, to: noon + dayMs, note: '' }] };
const frozen = { holds: holdsOf(freeze) };
const basic = policyOf([accuracyBelow(0.9)]);
const start = (policy = basic, changes = {}): TestMonitor => new TestMonitor(stateOf(policy, changes));
const who = { actor: 'ada', comment: '' };

describe('refusalOf', () => {
  const approval = approvalOf({ version: '1.1.0' });
  const open = { failures: 3, escalated: true, breakerOpenedAt: noon };
  it.each<[string, Command, object, RegExp | undefined]>([
    [
      'pausing twice',
      { name: 'pause', ...who },
      { phase: 'paused', pausedBy: { at: 0, actor: 'bob', comment: '' } },
      /already paused, by bob/,
    ],
    ['resuming what runs', { name: 'resume', ...who }, {}, /not paused/],
    ['a retrain while paused', { name: 'retrain', severity: 'soft', ...who }, { phase: 'paused' }, /resume it before/],
    ['approving a challenger', { name: 'approve', ...who }, { approval }, undefined],
    ['releasing a closed breaker', { name: 'release', ...who }, {}, /not open/],
    ['releasing an open breaker', { name: 'release', ...who }, { incident: open }, undefined],
    ['forgetting an unknown segment', { name: 'forget-segment', segment: 'DE', ...who }, {}, /`DE`/],
    ['forgetting the whole model', { name: 'forget-segment', segment: '', ...who }, {}, /Expected `segment`/],
    [
      'a policy of another model',
      { name: 'policy', policy: basic, config: configOf({ model: 'a:b' }), ...who },
      {},
      /`a:b`/,
    ],
    ['anything after the end', { name: 'rollback', ...who }, { phase: 'stopped' }, /has been stopped/],
    ['a rollback', { name: 'rollback', ...who }, {}, undefined],
  ])('%s', (_, command, changes, message) => {
    const state = stateOf(basic, changes);
    const refusal = refusalOf(state, command);
    if (message) expect(refusal).toMatch(message);
    else expect(refusal).toBeUndefined();
    if (refusal === undefined) return;
    const monitor = new TestMonitor(state);
    expect(monitor.apply({ type: 'command', command })).toEqual([]);
    expect({ ...monitor.state, counts: null }).toEqual({ ...state, counts: null });
  });
});

describe('pause and resume', () => {
  it('a paused monitor goes on listening, launches nothing, and launches what is wanted when it is resumed', () => {
    const monitor = start();
    monitor.command({ name: 'pause', comment: 'holiday' });
    monitor.observe('accuracy', [0.8]);
    monitor.pass(dayMs);
    expect(monitor.launches()).toEqual([]);
    expect(monitor.decisions()).toEqual(['none', 'held(paused)']);
    monitor.command({ name: 'resume' });
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.pausedBy).toBeNull();
  });

  it('who paused it and why is kept', () => {
    const monitor = start();
    monitor.command({ name: 'pause', comment: 'holiday' });
    expect(monitor.state.pausedBy).toEqual({ at: noon, actor: 'ada', comment: 'holiday' });
    expect(monitor.state.ledger[0]?.note).toBe('pause by ada: holiday');
  });
});

describe('stop', () => {
  it('nothing is launched any more, and a retrain under way still settles', () => {
    const monitor = start();
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'stop' });
    monitor.observe('accuracy', [0.95, 0.7]);
    expect(monitor.launches()).toHaveLength(1);
    monitor.finished({ status: 'promoted', version: '1.0.1' });
    expect(monitor.state).toMatchObject({ phase: 'stopped', champion: '1.0.1', inFlight: null });
  });
});

describe('retrain by hand', () => {
  it('goes past cool-down, quiet hours and budget', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], { holds: holdsOf({ ...freeze, cooldownMs: dayMs }) }));
    monitor.command({ name: 'retrain', severity: 'full', comment: 'new data' });
    expect(monitor.launches()[0]).toMatchObject({
      kind: 'full',
      reasons: [{ type: 'manual', text: 'new data', actor: 'ada' }],
    });
  });

  it('waits for the one in flight, and every person who asked is named', () => {
    const monitor = start();
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'retrain', severity: 'full', comment: 'first' });
    monitor.command({ name: 'retrain', severity: 'soft', comment: 'second' });
    expect(monitor.launches()).toHaveLength(1);
    monitor.promoted('1.0.1');
    expect(monitor.launches()[1]?.kind).toBe('full');
    expect(monitor.launches()[1]?.reasons.map(({ text }) => text)).toEqual(['first', 'second']);
  });

  it('takes along what the timetable holds back', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen));
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.launches()[0]?.reasons.map(({ type }) => type)).toEqual(['manual', 'conceptDrift']);
    expect(monitor.state.triggers).toEqual([]);
  });
});

describe('approval', () => {
  const waiting = (): TestMonitor => {
    const monitor = start(
      policyOf([accuracyBelow(0.9)], { schedules: [{ id: 'daily', everyMs: dayMs, severity: 'soft' }] })
    );
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    return monitor;
  };

  it('holds drift and schedules until a person has decided', () => {
    const monitor = waiting();
    monitor.pass(3 * dayMs);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.state.triggers.map(({ code }) => code)).toEqual(['schedule']);
    expect(monitor.state.schedules.daily).toMatchObject({ due: 3, coalesced: 2 });
  });

  it('approving promotes, and only what the registry reports counts', () => {
    const monitor = waiting();
    const effects = monitor.command({ name: 'approve', comment: 'looks good' });
    expect(effects).toEqual([
      {
        type: 'promote',
        model: 'shop:ranker',
        retrainId: 'monitor/shop:ranker/retrain/1',
        changeId: 'monitor/shop:ranker/retrain/1/promote',
        version: '1.0.1',
        generation: 1,
        tenant: null,
        actor: 'ada',
        reason: 'looks good',
      },
    ]);
    expect(monitor.state.champion).toBe('1.0.0');
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    expect(monitor.state).toMatchObject({ champion: '1.0.1', approval: null, retired: ['1.0.0'] });
  });

  it('that the registry reports a promotion twice changes nothing', () => {
    const monitor = waiting();
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    monitor.observe('accuracy', [0.95, 0.95]);
    const effects = monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.1' });
    expect(effects).toEqual([]);
    expect(monitor.state.series['accuracy/']?.n).toBe(2);
    expect(monitor.state.retired).toEqual(['1.0.0']);
  });

  it('a later challenger keeps waiting when an earlier one is promoted late', () => {
    const monitor = waiting();
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    expect(monitor.state.approval).toMatchObject({ generation: 2, version: '1.0.2' });
  });

  it('rejecting counts as a failed candidate', () => {
    const monitor = waiting();
    const effects = monitor.command({ name: 'reject', comment: 'biased' });
    expect(effects[0]).toMatchObject({ type: 'reject-challenger', version: '1.0.1', reason: 'biased' });
    expect(monitor.state.approval).toBeNull();
    expect(monitor.state.incident).toMatchObject({ failures: 1, escalated: true });
    expect(monitor.launches().at(-1)?.kind).toBe('full');
  });
});

describe('forget-segment', () => {
  const rules = [
    { id: 'r', atLeast: 1, of: [{ metric: 'accuracy', level: 'drift' as const }], severity: 'soft' as const },
  ];

  it.each([
    ['of a detector', policyOf([accuracyBelow(0.9)], frozen)],
    ['of a rule', policyOf([accuracyBelow(0.9)], { ...frozen, rules })],
  ])('what was wanted because %s there is wanted no more', (_, policy) => {
    const monitor = start(policy);
    monitor.observe('accuracy', [0.95]);
    monitor.observe('accuracy', [0.5], { segment: 'DE' });
    monitor.command({ name: 'forget-segment', segment: 'DE' });
    expect(Object.keys(monitor.state.series)).toEqual(['accuracy/']);
    expect(monitor.state.triggers).toEqual([]);
    expect(monitor.state.ledger.at(-1)).toMatchObject({ decision: 'expired', reasonCodes: ['segment-forgotten'] });
    monitor.pass(3 * dayMs);
    expect(monitor.launches()).toEqual([]);
  });

  it('of one that was never seen is refused with those that were', () => {
    const monitor = start(policyOf([accuracyBelow(0.9), metricOf('f1')], frozen));
    const refused = (): string | undefined =>
      refusalOf(monitor.state, { name: 'forget-segment', segment: 'uk', actor: 'ada', comment: '' });
    expect(refused()).toBe('Expected `segment` to be one that the monitor has seen, got `uk`; it has seen none');
    for (const segment of ['', 'eu', 'us']) monitor.observe('accuracy', [0.95], { segment });
    expect(refused()).toBe('Expected `segment` to be one that the monitor has seen, got `uk`; it has seen `eu`, `us`');
    for (let i = 0; i < 9; i++) monitor.observe('f1', [0.95], { segment: `s${i}` });
    expect(refused()).toMatch(/`s7` and 1 more$/);
  });

  it('what other segments want stays wanted', () => {
    const monitor = start(policyOf([accuracyBelow(0.9)], frozen));
    for (const segment of ['DE', 'FR']) monitor.observe('accuracy', [0.5], { segment });
    monitor.command({ name: 'forget-segment', segment: 'DE' });
    expect(monitor.state.triggers.map(({ key }) => key)).toEqual(['accuracy/FR/limit']);
  });

  it('makes room under the cap', () => {
    const monitor = start(policyOf([accuracyBelow(0.9, { maxSegments: 1 })]));
    monitor.observe('accuracy', [0.95], { segment: 'DE' });
    monitor.command({ name: 'forget-segment', segment: 'DE' });
    monitor.observe('accuracy', [0.95], { segment: 'FR' });
    expect(Object.keys(monitor.state.series)).toEqual(['accuracy/FR']);
  });
});

describe('a history that is sent while the monitor is paused', () => {
  const launched = (monitor: TestMonitor): number =>
    monitor.effects.filter(({ type }) => type === 'start-retrain').length;
  const at = noon - 49 * dayMs;
  const sent = (last: number): TestMonitor => {
    const monitor = start();
    monitor.command({ name: 'pause' });
    monitor.observe('accuracy', [0.95, 0.5, 0.5, 0.95, last], { t0: at });
    monitor.command({ name: 'resume' });
    return monitor;
  };

  it('teaches, and launches nothing for a drift that is over in it', () => {
    const monitor = sent(0.95);
    expect(monitor.state.series['accuracy/']?.n).toBe(5);
    expect(launched(monitor)).toBe(0);
    expect(monitor.state.triggers).toEqual([]);
    expect(monitor.state.cooldownUntil).toBeNull();
  });

  it('asks for one retrain where it ends in drift', () => {
    expect(launched(sent(0.5))).toBe(1);
  });
});
