import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, detectorFor, hourMs, holdsOf, metricOf, policyOf, stateOf } from '../support/policies.ts';
import { foresee, foresight } from '../../src/core/foresight.ts';
import { TestMonitor } from '../support/monitor.ts';
import type { MonitorState } from '../../src/core/state/state.ts';
import type { Foresight } from '../../src/core/wire/answers.ts';

function monitorOf(cooldownMs = 0): TestMonitor {
  const metrics = [metricOf('accuracy', { detectors: [detectorFor('limit', { below: 0.8 })] })];
  return new TestMonitor(stateOf(policyOf(metrics, { holds: holdsOf({ cooldownMs, breakerAfter: 3 }) })));
}

function of(monitor: TestMonitor, command: Foresight['command']): Foresight {
  return foresight(monitor.state, monitor.now).find((one) => one.command === command)!;
}

describe('what a command would do', () => {
  it('is told without doing it', () => {
    const monitor = monitorOf();
    const before = JSON.stringify(monitor.state);
    expect(of(monitor, 'retrain')).toEqual({
      command: 'retrain',
      isAllowed: true,
      text: 'Retrain 1 (soft) starts at once',
    });
    expect(of(monitor, 'rebuild').text).toBe('Retrain 1 (full) starts at once');
    expect(JSON.stringify(monitor.state)).toBe(before);
  });

  it('is the sentence of the refusal where it would be refused', () => {
    const monitor = monitorOf();
    expect(of(monitor, 'resume')).toEqual({ command: 'resume', isAllowed: false, text: 'The monitor is not paused' });
    expect(of(monitor, 'approve').isAllowed).toBe(false);
    monitor.command({ name: 'pause' });
    expect(of(monitor, 'retrain').text).toBe('The monitor is paused; resume it before you ask for a retrain');
  });

  it('names what a resumed monitor launches at once, and why', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'pause' });
    monitor.observe('accuracy', [0.7]);
    const { text } = of(monitor, 'resume');
    expect(text).toMatch(/what was held is considered at once; a soft retrain starts at once: accuracy .*0\.7/);
    monitor.command({ name: 'resume' });
    expect(monitor.launches()).toHaveLength(1);
  });

  it('foretells the first retrain as what it is: a full one', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.8)]), { champion: null }));
    monitor.command({ name: 'pause' });
    monitor.observe('accuracy', [0.7]);
    expect(of(monitor, 'resume').text).toContain('a full retrain starts at once');
    monitor.command({ name: 'resume' });
    expect(monitor.state.inFlight?.kind).toBe('full');
  });

  it('names what holds what is wanted', () => {
    const monitor = monitorOf(hourMs);
    monitor.observe('accuracy', [0.7]);
    expect(of(monitor, 'retrain').text).toMatch(
      /is asked for and waits; what is wanted is held by the retrain under way/
    );
    expect(of(monitor, 'cancel').text).toMatch(
      /^Retrain 1 ends when its job has stopped or, without heartbeats, is given up, and/
    );
    expect(of(monitor, 'pause').text).toContain('retrain 1 goes on');
  });

  it('counts a rejection towards the circuit breaker', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.4.0' });
    expect(of(monitor, 'approve').text).toMatch(/^Version 1\.4\.0 becomes the champion/);
    expect(of(monitor, 'reject').text).toContain('failed candidate 1 of 3 that open the circuit breaker');
  });

  it('tells of an approval what the ledger tells once the version serves: no hold by what has waited', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.4.0' });
    monitor.observe('accuracy', [0.7]);
    expect(monitor.decisions().at(-1)).toBe('held(approval)');
    const adoption: Foresight = foresee(monitor.state, { name: 'adopt', version: '1.4.0' }, monitor.now);
    expect(of(monitor, 'approve').text).toBe(
      'Version 1.4.0 becomes the champion in place of 1.0.0, and its detectors start over; what drift has asked for is no longer wanted, as another version serves'
    );
    expect(adoption.text).not.toContain('held by');
    monitor.command({ name: 'approve' });
    monitor.apply({ type: 'promoted', generation: 1, version: '1.4.0', previous: '1.0.0' });
    expect(monitor.state.ledger.find(({ decision }) => decision === 'expired')?.reasonCodes).toEqual(['new-version']);
    expect(monitor.state.triggers).toEqual([]);
  });

  it('says of a stop what becomes of a version that waits', () => {
    const monitor = monitorOf();
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.started();
    expect(of(monitor, 'stop').text).not.toContain('version');
    monitor.finished({ status: 'awaiting-approval', version: '1.4.0' });
    expect(of(monitor, 'stop').text).toContain(
      '; nobody can approve version 1.4.0 until the monitor is started again, when it waits again'
    );
    monitor.command({ name: 'approve' });
    expect(of(monitor, 'stop').text).toMatch(
      /; 1\.0\.0 keeps serving until version 1\.4\.0, which is being promoted, does$/
    );
  });

  it('is told of a retrain with all that is said with it', () => {
    const monitor = monitorOf(hourMs);
    const told = (said: unknown): Foresight => foresee(monitor.state, said, monitor.now);
    const retrain = { name: 'retrain' };
    expect(told(retrain)).toEqual(of(monitor, 'retrain'));
    expect(told({ ...retrain, severity: 'full' })).toEqual(of(monitor, 'rebuild'));
    expect(told({ ...retrain, withoutChampion: true })).toEqual(of(monitor, 'rebuild'));
    monitor.command({ name: 'pause' });
    expect(told(retrain)).toEqual(of(monitor, 'retrain'));
    expect(told({ ...retrain, respectHolds: true })).toEqual({
      command: 'retrain',
      isAllowed: true,
      text: 'A soft retrain is asked for and waits; what is wanted is held by the pause',
    });
    for (const said of [undefined, null, 7, { name: 'stop' }, { name: 'retrain', severity: 'hard' }])
      expect(told(said)).toMatchObject({ command: 'retrain', isAllowed: false });
  });

  it('is told of an adoption: what it takes the place of, what starts over, and what goes on', () => {
    const monitor = monitorOf();
    const told = (version: unknown): Foresight => foresee(monitor.state, { name: 'adopt', version }, monitor.now);
    const becomes =
      'Version 1.4.0 becomes the champion in place of 1.0.0 once the registry has made it so, and its detectors start over';
    expect(told('1.4.0')).toEqual({ command: 'adopt', isAllowed: true, text: becomes });
    expect(told('1.0.0').text).toBe('Version 1.0.0 stays the champion, and its detectors go on as they are');
    monitor.command({ name: 'retrain', severity: 'full' });
    expect(told('1.4.0').text).toBe(`${becomes}; retrain 1 goes on`);
    monitor.finished({ status: 'awaiting-approval', version: '1.4.0' });
    expect(told('1.4.0').text).toBe(becomes);
    expect(told('1.3.0').text).toContain('; version 1.4.0 goes on waiting for approval');
    const shadow = {
      version: '1.5.0',
      metrics: {},
      spec: { samples: 100, significance: 0.05 },
      startedAt: monitor.now,
      deadline: monitor.now + 1e9,
    } as unknown as MonitorState['shadow'];
    const both = { ...monitor.state, shadow } as MonitorState;
    expect(foresee(both, { name: 'adopt', version: '1.3.0' }, monitor.now).text).toContain(
      '; version 1.4.0 goes on waiting for approval; version 1.5.0 goes on in shadow'
    );
    expect(told(7)).toMatchObject({ isAllowed: false, text: expect.stringContaining('one of the registry') as string });
    monitor.command({ name: 'adopt', version: '1.4.0' });
    expect(told('1.3.0').isAllowed).toBe(false);
  });

  it('is allowed exactly when the command is obeyed, whatever has happened before', () => {
    const acts = [
      'pause',
      'resume',
      'retrain',
      'drift',
      'well',
      'started',
      'waits',
      'failed',
      'reject',
      'approve',
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 12 }), (history) => {
        const monitor = monitorOf();
        for (const act of history) {
          monitor.now += 1_000;
          const { inFlight } = monitor.state;
          if (act === 'drift') monitor.observe('accuracy', [0.7]);
          else if (act === 'well') monitor.observe('accuracy', [0.95]);
          else if (act === 'started' || act === 'waits' || act === 'failed') {
            if (!inFlight) continue;
            if (act === 'started') monitor.started();
            else
              monitor.finished(act === 'waits' ? { status: 'awaiting-approval', version: '2.0.0' } : { status: act });
          } else if (act === 'retrain') monitor.command({ name: 'retrain', severity: 'soft' });
          else monitor.command({ name: act });
        }
        const told = foresight(monitor.state, monitor.now);
        expect(told).toHaveLength(10);
        for (const { text, isAllowed, command } of told) {
          expect(text.length).toBeGreaterThan(10);
          if (command !== 'pause' && command !== 'resume') continue;
          const after = new TestMonitor(monitor.state, monitor.now);
          after.command({ name: command });
          expect(isAllowed).toBe(after.state.phase !== monitor.state.phase);
        }
      }),
      { numRuns: 200 }
    );
  });
});
