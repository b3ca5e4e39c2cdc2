import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  approvalOf,
  configOf,
  dayMs,
  hourMs,
  holdsOf,
  minuteMs,
  noon,
  policyOf,
  stateOf,
} from '../../support/policies.ts';
import { activeHolds } from '../../../src/core/launch/holds.ts';
import { initialState } from '../../../src/core/initial-state.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { HoldPolicy } from '../../../src/core/state/policy.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const flight = {
  generation: 1,
  retrainId: 'r',
  kind: 'soft' as const,
  launchedAt: noon,
  startedAt: null,
  overdueAt: noon + dayMs,
  reasons: [],
};

function holding(holds: Partial<HoldPolicy>, changes: Partial<MonitorState> = {}): TestMonitor {
  return new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds: holdsOf(holds) }), changes));
}

const evening = { from: 11 * 60, to: 13 * 60, days: [], timeZone: 'UTC' };

describe('activeHolds', () => {
  it('nothing holds a monitor that is free', () => {
    expect(activeHolds(holding({}).state, noon)).toEqual([]);
  });

  it.each<[string, Partial<HoldPolicy>, Partial<MonitorState>, number | null]>([
    ['starting', {}, { recalled: false }, null],
    ['paused', {}, { phase: 'paused' }, null],
    ['circuit-breaker', {}, { incident: { failures: 3, escalated: true, breakerOpenedAt: noon } }, null],
    ['in-flight', {}, { inFlight: flight }, null],
    ['approval', {}, { approval: approvalOf() }, null],
    ['cooldown', {}, { cooldownUntil: noon + hourMs }, noon + hourMs],
    ['quiet-hours', { quietHours: [evening] }, {}, noon + hourMs],
    ['freeze', { freezes: [{ from: 0, to: noon + dayMs, note: '' }] }, {}, noon + dayMs],
    ['budget', { budget: { max: 1, perMs: dayMs } }, { launches: [noon - hourMs] }, noon + 23 * hourMs],
  ])('%s alone', (by, holds, changes, until) => {
    const monitor = holding(holds, changes);
    expect(activeHolds(monitor.state, noon)).toEqual([{ by, until }]);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toEqual([]);
    expect(monitor.decisions()).toEqual([`held(${by})`]);
    if (until === null) return;
    monitor.pass(until - noon - 1);
    expect(monitor.launches()).toEqual([]);
    monitor.pass(1);
    expect(monitor.launches()).toHaveLength(1);
  });
  it('a freeze says what it is for, and quiet hours that follow it are no new hold', () => {
    const freezes = [{ from: 0, to: noon + hourMs / 2, note: 'sale' }];
    const monitor = holding({ freezes, quietHours: [evening] }, {});
    monitor.observe('accuracy', [0.8]);
    expect(monitor.state.ledger.at(-1)?.heldBy).toEqual([{ by: 'freeze', until: noon + hourMs, note: 'sale' }]);
    monitor.pass(hourMs - 1);
    expect(activeHolds(monitor.state, monitor.now)).toEqual([{ by: 'quiet-hours', until: noon + hourMs }]);
    expect(monitor.decisions()).toEqual(['held(freeze)']);
  });

  it('a trigger that an older monitor held by quiet hours is not held anew by the freeze that it meant', () => {
    const freezes = [{ from: 0, to: noon + hourMs, note: '' }];
    const monitor = holding({ freezes }, {});
    monitor.observe('accuracy', [0.8]);
    const triggers = monitor.state.triggers.map((one) => ({ ...one, heldBy: ['quiet-hours' as const] }));
    monitor.state = { ...monitor.state, triggers };
    monitor.observe('accuracy', [0.8]);
    expect(monitor.decisions()).toEqual(['held(freeze)']);
  });

  it('several at once: all are named, and the last one decides', () => {
    const holds = { quietHours: [evening], budget: { max: 1, perMs: dayMs } };
    const monitor = holding(holds, { cooldownUntil: noon + 2 * hourMs, launches: [noon - 20 * hourMs] });
    monitor.observe('accuracy', [0.8]);
    expect(monitor.decisions()).toEqual(['held(cooldown,quiet-hours,budget)']);
    monitor.pass(4 * hourMs - 1);
    expect(monitor.launches()).toEqual([]);
    monitor.pass(1);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.decisions()).toEqual(['held(cooldown,quiet-hours,budget)', 'launched']);
  });

  it('a hold that begins while another ends is named in an entry of its own', () => {
    const monitor = holding(
      { freezes: [{ from: noon + hourMs, to: noon + dayMs, note: '' }] },
      { cooldownUntil: noon + 2 * hourMs }
    );
    monitor.observe('accuracy', [0.8]);
    monitor.pass(2 * hourMs);
    expect(monitor.decisions()).toEqual(['held(cooldown)', 'held(freeze)']);
    monitor.pass(dayMs);
    expect(monitor.decisions().at(-1)).toBe('launched');
  });
});

describe('what is held', () => {
  it('goes as one retrain with all its reasons when the hold ends', () => {
    const metrics = ['accuracy', 'recall', 'f1'].map((name) => accuracyBelow(0.9, { name }));
    const schedules = [{ id: 'daily', everyMs: hourMs, severity: 'full' as const }];
    const freezes = [{ from: 0, to: noon + 90 * minuteMs, note: '' }];
    const monitor = new TestMonitor(stateOf(policyOf(metrics, { schedules, holds: holdsOf({ freezes }) })));
    for (const name of ['recall', 'accuracy', 'f1']) {
      monitor.observe(name, [0.8]);
      monitor.pass(minuteMs);
    }
    monitor.pass(90 * minuteMs);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.launches()[0]).toMatchObject({ kind: 'full', generation: 1 });
    expect(monitor.launches()[0]?.reasons.map(({ text }) => text)).toEqual([
      'accuracy 0.8000 below threshold 0.9000',
      'recall 0.8000 below threshold 0.9000',
      'f1 0.8000 below threshold 0.9000',
      'scheduled at 2026-03-02 13:00:00Z by daily',
    ]);
    expect(monitor.launches()[0]?.evidence).toHaveLength(3);
    expect(monitor.state.triggers).toEqual([]);
  });

  it('expires when its metric has recovered by then', () => {
    const monitor = holding({ freezes: [{ from: 0, to: noon + hourMs, note: '' }] });
    monitor.observe('accuracy', [0.8]);
    monitor.observe('accuracy', [0.95]);
    monitor.pass(hourMs);
    expect(monitor.launches()).toEqual([]);
    expect(monitor.decisions()).toEqual(['held(freeze)', 'expired']);
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      reasonCodes: ['recovered'],
      evidence: [{ metric: 'accuracy' }],
    });
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('of two only the one that recovered expires', () => {
    const metrics = ['accuracy', 'recall'].map((name) => accuracyBelow(0.9, { name }));
    const freezes = [{ from: 0, to: noon + hourMs, note: '' }];
    const monitor = new TestMonitor(stateOf(policyOf(metrics, { holds: holdsOf({ freezes }) })));
    monitor.observe('accuracy', [0.8]);
    monitor.observe('recall', [0.8]);
    monitor.observe('accuracy', [0.95]);
    monitor.pass(hourMs);
    expect(monitor.launches()[0]?.reasons).toHaveLength(1);
    expect(monitor.decisions().slice(-2)).toEqual(['expired', 'launched']);
  });

  it('a drift that does not even last to the end of its batch, with nothing to hold it, is acted on', () => {
    const monitor = holding({});
    monitor.observe('accuracy', [0.95, 0.8, 0.95]);
    expect(monitor.launches()).toHaveLength(1);
  });

  it('a monitor that does not know its registry yet launches when it does, with the right generation', () => {
    const policy = policyOf([accuracyBelow(0.9)]);
    const monitor = new TestMonitor(initialState({ config: configOf(), policy, now: noon }));
    monitor.observe('accuracy', [0.8]);
    expect(monitor.decisions()).toEqual(['held(starting)']);
    monitor.apply({ type: 'recalled', champion: '2.0.0', generation: 17 });
    expect(monitor.launches()[0]).toMatchObject({ generation: 18, retrainId: 'monitor/shop:ranker/retrain/18' });
  });
});

describe('budget', () => {
  it('at most so many launches in any span, and the next when the oldest has left it', () => {
    const monitor = holding({ budget: { max: 2, perMs: dayMs }, breakerAfter: 100 });
    for (let i = 0; i < 60; i++) {
      monitor.observe('accuracy', [0.8]);
      monitor.started();
      monitor.finished({ status: 'cancelled' });
      monitor.pass(hourMs);
    }
    expect(monitor.launches()).toHaveLength(6);
    expect(monitor.state.launches).toHaveLength(2);
  });
});

describe('clocks that go back a little', () => {
  it('change nothing for the worse', () => {
    const monitor = holding({ cooldownMs: hourMs }, { cooldownUntil: noon + hourMs });
    monitor.observe('accuracy', [0.8]);
    monitor.now -= 5_000;
    monitor.apply({ type: 'tick' });
    expect(monitor.launches()).toEqual([]);
    monitor.pass(hourMs + 5_000);
    expect(monitor.launches()).toHaveLength(1);
  });
});
