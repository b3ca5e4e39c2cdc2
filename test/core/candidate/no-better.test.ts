import { describe, expect, it } from 'vitest';
import { accuracyBelow, holdsOf, hourMs, policyOf, stateOf } from '../../support/policies.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { GateCheck, GateReport } from '../../../src/core/state/lineage.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const well = { failures: 0, escalated: false, breakerOpenedAt: null };
const one = { failures: 1, escalated: true, breakerOpenedAt: null };

const policy = policyOf([accuracyBelow(0.9)], {
  holds: holdsOf({ cooldownMs: 0, breakerAfter: 2 }),
  schedules: [{ id: 'hourly', everyMs: hourMs, severity: 'soft' }],
});

const gain: GateCheck = {
  rule: 'minimum-gain',
  metric: 'accuracy',
  champion: 0.9,
  challenger: 0.9,
  limit: 0.001,
  passed: false,
  text: 'accuracy 0.9000 to 0.9000, a gain of 0.0000, at least 0.0010 needed',
};
const floor: GateCheck = { ...gain, rule: 'floor', limit: 0.95, text: 'accuracy 0.9000, must be at least 0.9500' };
const significance: GateCheck = { ...gain, rule: 'significance', metric: 'loss', champion: null, challenger: 0.4 };

function gateOf(...checks: GateCheck[]): GateReport {
  const evaluation = { metrics: { accuracy: 0.9 }, samples: 100 };
  const holdout = { from: 0, to: 1, samples: 100 };
  return { passed: false, checks, champion: evaluation, challenger: evaluation, holdout };
}

/** A healthy model, whose schedule comes round every hour. */
function start(changes: Partial<MonitorState> = {}): TestMonitor {
  const monitor = new TestMonitor(stateOf(policy, changes));
  monitor.observe('accuracy', [0.95]);
  return monitor;
}

function noBetter(monitor: TestMonitor, gate: GateReport | undefined = gateOf(gain)): void {
  monitor.started();
  monitor.finished({ status: 'rejected', version: `1.0.${monitor.state.generation}`, ...(gate ? { gate } : {}) });
}

describe('a scheduled candidate that is no better', () => {
  it('is no failed candidate: the model goes on by its schedule for ever, and softly', () => {
    const monitor = start();
    for (let hour = 1; hour <= 6; hour++) {
      monitor.pass(hourMs);
      noBetter(monitor);
    }
    expect(monitor.launches().map(({ kind }) => kind)).toEqual(Array.from({ length: 6 }, () => 'soft'));
    expect(monitor.state.incident).toEqual(well);
    expect(monitor.notices('breaker-opened')).toEqual([]);
  });

  it('is told as one that leaves the champion the best', () => {
    const monitor = start();
    monitor.pass(hourMs);
    noBetter(monitor);
    expect(monitor.state.ledger.at(-1)).toMatchObject({
      decision: 'settled',
      reasonCodes: ['rejected'],
      note: `rejected: ${gain.text}; the champion is still the best`,
    });
    expect(monitor.state.dropped).toEqual(['1.0.1']);
  });

  it('is none either if chance may have made its gain', () => {
    const monitor = start();
    monitor.pass(hourMs);
    noBetter(monitor, gateOf(gain, significance));
    expect(monitor.state.incident).toEqual(well);
  });

  it('ends an incident once nothing is in drift: failures that lie months apart open no breaker', () => {
    const monitor = start();
    for (let round = 0; round < 3; round++) {
      monitor.pass(hourMs);
      monitor.started();
      monitor.finished({ status: 'failed' });
      expect(monitor.state.incident).toEqual(one);
      monitor.pass(hourMs);
      monitor.observe('accuracy', [0.95]);
      expect(monitor.launches().at(-1)?.kind).toBe('full');
      noBetter(monitor);
      expect(monitor.state.incident).toEqual(well);
    }
  });

  it('leaves an incident as it is where nothing has been seen since the baseline started over', () => {
    const monitor = start({ incident: one });
    monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.0.1' });
    const { incident } = monitor.state;
    expect(incident.failures).toBeGreaterThan(0);
    monitor.pass(hourMs);
    noBetter(monitor);
    expect(monitor.state.incident).toEqual(incident);
  });

  it('leaves an incident as it is while a metric is in drift', () => {
    const monitor = start({ incident: one });
    monitor.pass(hourMs);
    monitor.observe('accuracy', [0.5]);
    noBetter(monitor);
    expect(monitor.state.incident).toEqual(one);
  });
});

describe('a failed candidate remains', () => {
  it.each<[string, GateReport | undefined]>([
    ['is below a floor', gateOf(gain, floor)],
    ['was not measured', gateOf({ ...gain, challenger: null })],
    ['has nothing to be compared with', gateOf({ ...gain, champion: null })],
    ['has no report', undefined],
    ['has a report without a reason', gateOf()],
  ])('a scheduled one that %s', (_, gate) => {
    const monitor = start();
    monitor.pass(hourMs);
    monitor.started();
    monitor.finished({ status: 'rejected', ...(gate ? { gate } : {}) });
    expect(monitor.state.incident).toEqual(one);
  });

  it('one that failed, and in runs of before one that is no better', () => {
    const failed = start();
    failed.pass(hourMs);
    failed.started();
    failed.finished({ status: 'failed' });
    expect(failed.state.incident).toEqual(one);
    const before = start({ edition: 2 });
    before.pass(hourMs);
    noBetter(before);
    expect(before.state.incident).toEqual(one);
    expect(before.state.ledger.at(-1)?.note).toBe(`rejected: ${gain.text}`);
  });

  it('one that drift asked for, also together with a schedule', () => {
    const monitor = start();
    monitor.command({ name: 'pause' });
    monitor.observe('accuracy', [0.5]);
    monitor.pass(hourMs);
    monitor.command({ name: 'resume' });
    expect(
      monitor
        .launches()
        .at(-1)
        ?.reasons.map(({ type }) => type)
    ).toEqual(['conceptDrift', 'scheduled']);
    noBetter(monitor);
    expect(monitor.state.incident).toEqual(one);
  });
});

describe('one that a person asked for and that is no better', () => {
  const asked = (changes: Partial<MonitorState> = {}): TestMonitor => {
    const monitor = start(changes);
    monitor.command({ name: 'retrain', severity: 'soft' });
    return monitor;
  };

  it('is no failed candidate where all is well', () => {
    const monitor = asked();
    noBetter(monitor);
    expect(monitor.state.incident).toEqual(well);
  });

  it('is one in an incident, and while a metric is in drift', () => {
    const again = asked({ incident: one });
    noBetter(again);
    expect(again.state.incident.failures).toBe(2);
    const drifting = asked();
    drifting.observe('accuracy', [0.5]);
    noBetter(drifting);
    expect(drifting.state.incident).toEqual(one);
  });
});
