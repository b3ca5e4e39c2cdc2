import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, hourMs, minuteMs, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { Effect } from '../../../src/core/state/events.ts';

const runId = 'the-run-that-was-started';

/** A monitor whose first retrain is at work. */
function atWork(): TestMonitor {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  monitor.observe('accuracy', [0.8]);
  monitor.apply({ type: 'retrain-started', generation: 1, at: monitor.now, runId });
  return monitor;
}

function report(changes: object = {}): object {
  return { generation: 1, status: 'promoted', version: '6.6.6', finishedAt: 1, ...changes };
}

const lookUps = (effects: readonly Effect[]): Effect[] => effects.filter(({ type }) => type === 'look-up-retrain');
const lookUp = { type: 'look-up-retrain', retrainId: 'monitor/shop:ranker/retrain/1', generation: 1, runId };

describe('a report that a retrain has ended', () => {
  it('changes nothing, and has the very workflow that was started looked up', () => {
    const monitor = atWork();
    const { champion, approval, retired } = monitor.state;
    expect(monitor.apply({ type: 'retrain-reported', outcome: report(), awaited: false })).toEqual([lookUp]);
    expect(monitor.state).toMatchObject({ champion, approval, retired, inFlight: { generation: 1 } });
  });

  it('has nothing looked up where the server tells by itself, or nothing of that generation is in flight', () => {
    const monitor = atWork();
    expect(monitor.apply({ type: 'retrain-reported', outcome: report(), awaited: true })).toEqual([]);
    expect(monitor.apply({ type: 'retrain-reported', outcome: report({ generation: 2 }), awaited: false })).toEqual([]);
  });

  it('is refused with its reason when it is none', () => {
    const monitor = atWork();
    expect(monitor.apply({ type: 'retrain-reported', outcome: { generation: 1 }, awaited: false })).toEqual([]);
    expect(monitor.state.counts.refusedBatches).toBe(1);
  });
});

describe('a retrain that will tell nobody how it ends', () => {
  it.each([
    ['another run goes on with it', { type: 'run-began' } as const],
    ['the server says that it was ended', { type: 'retrain-ended', generation: 1 } as const],
  ])('is looked up at once when %s, soon again, and then every 50 seconds', (_, event) => {
    const monitor = atWork();
    monitor.pass(minuteMs / 2);
    expect(lookUps(monitor.apply(event))).toEqual([lookUp]);
    expect(lookUps(monitor.pass(minuteMs))).toHaveLength(5);
    expect(lookUps(monitor.pass(hourMs))).toHaveLength(72);
  });

  it('is not looked for before it has been started', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.observe('accuracy', [0.8]);
    expect(lookUps(monitor.apply({ type: 'run-began' }))).toEqual([]);
  });
});

describe('a retrain whose id belongs to another workflow', () => {
  it('waits for the registry, and what it was for is launched by the next free id', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { generation: 0 }));
    monitor.observe('accuracy', [0.8]);
    const [first] = monitor.launches();
    const { model, tenant } = configOf();
    const effects = monitor.apply({ type: 'retrain-taken', request: first! });
    expect(effects.filter(({ type }) => type !== 'notify')).toMatchObject([{ type: 'recall', model, tenant }]);
    expect(monitor.state).toMatchObject({ inFlight: null, recalled: false });
    monitor.apply({ type: 'recalled', champion: monitor.state.champion, generation: 4 });
    const [, second] = monitor.launches();
    expect(second).toMatchObject({ generation: 5, kind: first!.kind, reasons: first!.reasons });
    expect(monitor.state.launches).toHaveLength(1);
  });

  it('counts for nothing when it is not the one in flight', () => {
    const monitor = atWork();
    const [request] = monitor.launches();
    expect(monitor.apply({ type: 'retrain-taken', request: { ...request!, generation: 9 } })).toEqual([]);
    expect(monitor.state.inFlight).not.toBeNull();
  });
});

describe('a monitor whose workflow was reset', () => {
  it('launches nothing before the registry has told what is true, and takes that in place of what it knew', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { champion: '1.0.0', generation: 1 }));
    monitor.apply({ type: 'reset' });
    monitor.observe('accuracy', [0.8], { version: '1.0.0' });
    expect(monitor.launches()).toEqual([]);
    monitor.apply({ type: 'recalled', champion: '1.0.2', generation: 3 });
    expect(monitor.state).toMatchObject({ champion: '1.0.2', retired: ['1.0.0'], generation: 3, recalled: true });
    // What the old version did says nothing of the new one.
    expect(monitor.launches()).toEqual([]);
    monitor.observe('accuracy', [0.8], { version: '1.0.2' });
    expect(monitor.launches()).toMatchObject([{ generation: 4, retrainId: 'monitor/shop:ranker/retrain/4' }]);
  });

  it('no longer lets a challenger wait that waits for nobody in the registry', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { champion: '1.0.0' }));
    monitor.observe('accuracy', [0.8]);
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    expect(monitor.state.approval).not.toBeNull();
    monitor.apply({ type: 'reset' });
    monitor.apply({ type: 'recalled', champion: '1.0.2', generation: 3 });
    expect(monitor.state).toMatchObject({ approval: null, judged: { outcome: 'superseded' }, champion: '1.0.2' });
  });
});
