import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, hourMs, noon, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { reportOf } from '../../../src/core/candidate/challenger-report.ts';
import { soundOutcome } from '../../support/messages.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { GateReport } from '../../../src/core/state/lineage.ts';

const policy = policyOf([accuracyBelow(0.9)]);
const gate = soundOutcome(1).gate!;
const better: GateReport = {
  ...gate,
  champion: { metrics: { accuracy: 0.81 }, samples: 300 },
  challenger: { metrics: { accuracy: 0.92, auc: 0.97 }, samples: 300 },
};
const report = {
  samples: 300,
  metrics: [
    { metric: 'accuracy', champion: 0.81, challenger: 0.92 },
    { metric: 'auc', champion: null, challenger: 0.97 },
  ],
  gate: [{ rule: 'floor', passed: true, text: 'fine' }],
};

function waiting(promotion: 'challenger' | 'shadow' = 'challenger'): TestMonitor {
  const monitor = new TestMonitor(stateOf(policy, { config: configOf({ retrain: retrainSpecOf({ promotion }) }) }));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  monitor.finished({ status: 'awaiting-approval', version: '1.1.0', gate: better });
  return monitor;
}

describe('what a challenger has shown', () => {
  it('stands beside it while it waits, also after a later retrain was rejected', () => {
    const monitor = waiting();
    expect(monitor.state.approval?.report).toEqual(report);
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.started();
    const [check] = gate.checks;
    monitor.finished({
      status: 'rejected',
      gate: { ...gate, passed: false, checks: [{ ...check!, passed: false, text: 'worse' }] },
    });
    expect(viewOf(monitor.state, monitor.now).approval).toMatchObject({ version: '1.1.0', report });
    expect(explain(monitor.state, monitor.now)).toMatchObject({
      challenger: { version: '1.1.0', against: '1.0.0', report },
      gate: [{ text: 'worse' }],
    });
  });

  it('is told by the registry when its monitor is started anew', () => {
    const monitor = new TestMonitor(stateOf(policy, { recalled: false }));
    const challenger = { generation: 1, version: '1.1.0', against: '1.0.0', report: reportOf(better) };
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 1, challenger });
    expect(explain(monitor.state, monitor.now).challenger).toEqual({ version: '1.1.0', against: '1.0.0', report });
  });

  it('stands beside one in shadow, too', () => {
    expect(explain(waiting('shadow').state, noon).challenger).toMatchObject({ version: '1.1.0', report });
  });

  it('is left out where it cannot be read, and the challenger waits all the same', () => {
    const monitor = new TestMonitor(stateOf(policy, { recalled: false }));
    const challenger = { generation: 1, version: '1.1.0', against: '1.0.0', report: { metrics: 'many' } as never };
    monitor.apply({ type: 'recalled', champion: '1.0.0', generation: 1, challenger });
    expect(monitor.state.approval).toMatchObject({ version: '1.1.0' });
    expect(monitor.state.approval?.report).toBeUndefined();
  });

  it('keeps the failed rules first, a dozen at most, of whatever report there is', () => {
    const [check] = gate.checks;
    const many = Array.from({ length: 30 }, (_, i) => ({ ...check!, passed: i !== 29, text: `rule ${i}` }));
    const short = reportOf({ ...gate, checks: many });
    expect(short.gate).toHaveLength(12);
    expect(short.gate[0]).toMatchObject({ passed: false, text: 'rule 29' });
    expect(reportOf({ passed: true } as GateReport)).toEqual({ samples: null, metrics: [], gate: [] });
  });
});

describe('what the registry could not do', () => {
  it('is explained while it is news, and until the registry has done something', () => {
    const monitor = new TestMonitor(stateOf(policy));
    monitor.command({ name: 'rollback' });
    const failed = { type: 'command-failed', command: 'roll-back', message: 'HTTP 500' } as const;
    monitor.apply(failed);
    expect(monitor.state.commandFailed).toMatchObject({ message: 'HTTP 500' });
    expect(explain(monitor.state, monitor.now).registry).toEqual([
      expect.stringContaining('could not roll back: HTTP 500'),
    ]);
    expect(explain(monitor.state, monitor.now + hourMs).registry).toBeUndefined();
    monitor.apply({ type: 'rolled-back', version: '0.9.0', previous: '1.0.0' });
    expect(monitor.state.commandFailed).toBeNull();
  });
});
