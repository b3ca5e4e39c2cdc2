import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, dayMs, noon, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';
import type { MonitorState } from '../../src/core/state/state.ts';
import { editionOf, inEdition, newestEdition, renewPolicy, upcast, type OlderState } from '../../src/core/upcast.ts';

/** As the first release wrote it, with a challenger that waits. */
function firstRelease(): OlderState {
  const state = structuredClone(stateOf(policyOf([accuracyBelow(0.9)]))) as unknown as Record<string, unknown>;
  for (const field of [
    'dropped',
    'repeatAt',
    'foundServing',
    'judged',
    'killSwitch',
    'shadow',
    'probation',
    'rolledBack',
    'undone',
  ])
    delete state[field];
  const config = structuredClone(configOf());
  const retrain: Partial<typeof config.retrain> = config.retrain;
  for (const field of ['approval', 'shadow', 'probation'] as const) delete retrain[field];
  delete (state['counts'] as Record<string, number>)['challenger'];
  return { ...state, config, approval: { generation: 1, version: '1.0.1', since: noon } } as unknown as OlderState;
}

describe('upcast', () => {
  it('gives a state of the first release everything that was added since, and its challenger waits on', () => {
    const monitor = new TestMonitor(upcast(firstRelease()));
    monitor.pass(100 * dayMs);
    expect(monitor.effects).toEqual([]);
    expect(monitor.state.approval).toMatchObject({ version: '1.0.1', timeoutAt: null });
    monitor.command({ name: 'approve' });
    expect(monitor.effects.map(({ type }) => type)).toEqual(['promote']);
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
    expect(monitor.state).toMatchObject({ champion: '1.0.1', probation: null, shadow: null });
  });

  it("leaves today's state as it is", () => {
    const today = stateOf(policyOf([accuracyBelow(0.9)]));
    expect(upcast(today)).toEqual(today);
  });

  it('counts from 0 what older versions did not count, and keeps what they did', () => {
    const today = stateOf(policyOf([accuracyBelow(0.9)]));
    const {
      excluded: _e,
      rejudged: _r,
      tooLate: _t,
      closedEarly: _c,
      ...counts
    } = { ...today.counts, observations: 7 };
    const older = { ...today, counts } as unknown as OlderState;
    expect(upcast(older).counts).toEqual({ ...today.counts, observations: 7 });
  });

  it('leaves the policy of a run as it is, and renews it for the next one', () => {
    const { repeatAlertsMs: _, ...older } = policyOf([accuracyBelow(0.9)]);
    expect(renewPolicy(older)).toEqual({ ...older, repeatAlertsMs: 900_000 });
    expect(renewPolicy({ ...older, repeatAlertsMs: null }).repeatAlertsMs).toBeNull();
  });
});

describe('a run that begins', () => {
  const afterwards = (isLaunched: boolean): MonitorState => {
    const monitor = new TestMonitor(
      stateOf(policyOf([accuracyBelow(0.9)]), { edition: 0, lastReason: 'conceptDrift' })
    );
    if (isLaunched) monitor.command({ name: 'retrain', severity: 'soft' });
    return monitor.state;
  };

  it('goes by the newest edition that its history is marked with', () => {
    const marked = (...patches: string[]): number => editionOf((patch) => patches.includes(patch));
    expect([marked(), marked('edition-1'), marked('edition-2'), marked('learnt-again')]).toEqual([0, 1, 2, 0]);
    expect(marked('edition-3')).toBe(newestEdition);
  });

  it('tells the reason of the newest launch, also where a run of edition 0 in between has not kept it', () => {
    expect(afterwards(true).lastReason).toBe('conceptDrift');
    expect(inEdition(afterwards(true), 2)).toMatchObject({ edition: 2, lastReason: 'manual' });
  });

  it('goes on with what was kept where the ledger has no launch any more', () => {
    expect(inEdition(afterwards(false), 2).lastReason).toBe('conceptDrift');
  });

  it('goes on as it went where it began by edition 1', () => {
    expect(inEdition(afterwards(true), 1).lastReason).toBe('conceptDrift');
    expect(inEdition({ ...afterwards(true), lastReason: null }, 1).lastReason).toBe('manual');
  });
});
