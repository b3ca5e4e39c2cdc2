import { describe, expect, it } from 'vitest';
import { meanwhileText } from '../../../src/cli/commands/monitor/policy.ts';
import { operatorCommandTexts } from '../../../src/cli/commands/monitor/operator-command-texts.ts';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { watchLine } from '../../../src/cli/print/watch-line.ts';
import { doing, formatView } from '../../../src/cli/print/view.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

describe('what a monitor does now', () => {
  const told = (monitor: TestMonitor): string => doing(viewOf(monitor.state, monitor.now), monitor.now);

  it('names a retrain that waits behind the one under way', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(told(monitor)).not.toContain('one more');
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(told(monitor)).toMatch(/under way, launched \S+; one more has been asked for, and starts after it\./);
  });

  it('and what a new policy means for what goes on', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const meanwhile = (): string[] => meanwhileText(viewOf(monitor.state, monitor.now));
    expect(meanwhile()).toEqual([]);
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(meanwhile()).toEqual([
      'Retrain 1, under way, trains as it was launched. Its version must pass the new gate, and serves without approval only if both policies let it.',
    ]);
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.1.0' });
    expect(meanwhile()).toEqual(['Version 1.1.0 goes on waiting for approval.']);
  });

  it('names a notifier that does not answer, since when, and what it says', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const notifiers = [{ name: 'pager', since: 0, error: 'HTTP 500', waiting: 3, missed: 0 }];
    const view = { ...viewOf(monitor.state, monitor.now), notifiers };
    const options = { style: createStyle(false), width: 120, now: monitor.now };
    const line = 'pager, since 1970-01-01 00:00:00Z: HTTP 500 (3 waiting)';
    expect(formatView(view, options)).toContain(`does not answer: ${line}`);
    const explanation = { ...explain(monitor.state, monitor.now), notifiers: [line] };
    expect(formatExplanation(explanation, options, 1)).toContain(`Notifiers that do not answer\n  ${line}`);
  });

  it('says of what was withdrawn behind a retrain that this one goes on, before and after', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const { cancel } = operatorCommandTexts;
    const done = (named?: string): string => {
      const view = viewOf(monitor.state, monitor.now);
      return cancel.done('shop:ranker', { answered: view, settled: view }, named);
    };
    expect(done()).toBe('Withdrew what was asked for.');
    expect(done('0')).toBe('Withdrew what was asked for.');
    monitor.observe('accuracy', [0.8]);
    expect(done('0')).toBe('Withdrew what was asked for; retrain 1 goes on.');
    expect(cancel.foretells(viewOf(monitor.state, monitor.now), '0')).toBe(
      'What people have asked for and waits is withdrawn; retrain 1 goes on'
    );
    expect(cancel.foretells(viewOf(monitor.state, monitor.now), '1')).toBeUndefined();
    expect(done()).toBe('Withdrew what was asked for; retrain 1 goes on.');
    monitor.command({ name: 'cancel' });
    expect(done('0')).toBe('Withdrew what was asked for.');
    for (const named of [undefined, '1'])
      expect(done(named)).toBe(
        'Cancelled: retrain 1 ends when its job has stopped, or has sent no heartbeat for its time-out.'
      );
  });

  it('says that a retrain is being cancelled, and no more when it began', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.command({ name: 'cancel' });
    expect(told(monitor)).toBe('Retrain 1 is being cancelled, by ada.');
    const view = viewOf(monitor.state, monitor.now);
    expect(watchLine(view)).toContain(' · retrain 1 is being cancelled, by ada · ');
    const progress = { retrainId: 'r', stage: 'training' as const, trials: [], version: null, jobs: [] };
    const options = { style: createStyle(false), width: 100, now: monitor.now };
    const slow = 'Nobody polls for its job';
    expect(formatView(view, options, { progress, slow })).toContain(
      'Retrain 1: training, until its job has stopped or is given up.\nNobody polls for its job.\n'
    );
    const explanation = explain(monitor.state, monitor.now);
    expect(formatExplanation(explanation, { ...options, slow }, 1)).toContain(
      'Not yet cancelled\n  Nobody polls for its job\n'
    );
  });

  it('names the command that answers a challenger also while the monitor is paused, and none once it is approved', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.command({ name: 'pause' });
    expect(told(monitor)).toContain('`temporal-retrain monitor approve shop:ranker`');
    monitor.command({ name: 'approve' });
    expect(told(monitor)).not.toContain('monitor approve');
  });

  const open = { failures: 3, escalated: true, breakerOpenedAt: 1 };
  const underWay = (monitor: TestMonitor): void => void monitor.command({ name: 'retrain', severity: 'soft' });
  const busy: [string, (monitor: TestMonitor) => void][] = [
    ['a retrain is under way', underWay],
    [
      'a version waits for approval',
      (monitor) => {
        underWay(monitor);
        monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
      },
    ],
    [
      'a rollback is on its way',
      (monitor) => {
        underWay(monitor);
        monitor.promoted('1.0.1');
        monitor.command({ name: 'rollback' });
      },
    ],
    ['an adoption is on its way', (monitor) => void monitor.command({ name: 'adopt', version: '1.0.1' })],
    [
      'the registry is in trouble',
      (monitor) => {
        const trouble = { kind: 'champion-lost', text: 'the champion 1.0.0 is lost', since: 1 } as const;
        monitor.state = { ...monitor.state, registry: { ...monitor.state.registry, trouble } };
      },
    ],
  ];

  it.each(busy)('says why to release the circuit breaker while %s', (_, makeBusy) => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    makeBusy(monitor);
    expect(told(monitor)).not.toContain('circuit breaker');
    monitor.state = { ...monitor.state, incident: open };
    expect(told(monitor)).toContain('; the circuit breaker is open: a person has to release it');
  });

  it.each(busy)('says why to resume while %s', (_, makeBusy) => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    makeBusy(monitor);
    monitor.command({ name: 'pause', comment: 'an outage' });
    expect(told(monitor)).toContain('; the monitor is paused by ada: an outage');
  });

  it('says why to resume while a kill switch is on', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'pause' });
    const killSwitch = { scope: { all: true }, since: 1, checkAt: 2, actor: 'bob', comment: 'an outage' } as const;
    monitor.state = { ...monitor.state, killSwitch };
    expect(told(monitor)).toMatch(/^Nothing is launched: .*; the monitor is paused by ada\. .*monitor resume/);
  });

  it('of one that is stopped names no command that a stopped monitor refuses, but how what waited waits again', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    expect(told(monitor)).toContain('monitor approve');
    monitor.command({ name: 'stop' });
    expect(told(monitor)).toBe(
      'The monitor has been stopped; nobody can approve version 1.0.1 until the monitor is started again, when it waits again. `temporal-retrain monitor start <file>`'
    );
  });

  it('of one that is stopped while its version is being promoted names nothing to do', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    monitor.command({ name: 'approve' });
    monitor.command({ name: 'stop' });
    expect(told(monitor)).toBe('The monitor has been stopped.');
  });
});

describe('what to do', () => {
  const options = { style: createStyle(false), width: Number.POSITIVE_INFINITY };
  const again = 'Once what made the last retrain fail is mended: `temporal-retrain monitor retrain shop:ranker`';

  it.each<[string, string, (monitor: TestMonitor) => void]>([
    [
      'a version waits for approval',
      '`temporal-retrain monitor approve shop:ranker`',
      (monitor) => void monitor.finished({ status: 'awaiting-approval', version: '1.0.1' }),
    ],
    [
      'the circuit breaker is open',
      '`temporal-retrain monitor release shop:ranker`',
      (monitor) => {
        for (let failed = 1; failed < 3; failed++) {
          monitor.finished({ status: 'failed' });
          monitor.command({ name: 'retrain', severity: 'full' });
        }
        monitor.finished({ status: 'failed' });
      },
    ],
    ['the last retrain failed', again, (monitor) => void monitor.finished({ status: 'failed' })],
  ])('is told by `show` and by `explain` where %s', (_, next, end) => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'full' });
    end(monitor);
    const { state, now } = monitor;
    const view = viewOf(state, now);
    const [, shown] = formatView(view, { ...options, now }).split('\n');
    expect(shown).toBe(`${view.summary}. ${next}`);
    const [explained] = formatExplanation(explain(state, now), { ...options, now, view }, 1).split('\n');
    expect(explained).toBe(`shop:ranker · ${view.summary}. ${next}`);
  });

  it.each<[string, (monitor: TestMonitor) => void]>([
    ['another one is under way', (monitor) => void monitor.command({ name: 'retrain', severity: 'soft' })],
    [
      'the next one has been promoted',
      (monitor) => {
        monitor.command({ name: 'retrain', severity: 'soft' });
        monitor.promoted('1.0.1');
      },
    ],
  ])('is nothing after a retrain that failed where %s', (_, then) => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.finished({ status: 'failed' });
    then(monitor);
    const { state, now } = monitor;
    const view = viewOf(state, now);
    expect(formatView(view, { ...options, now })).not.toContain('`temporal-retrain');
    expect(formatExplanation(explain(state, now), { ...options, now, view }, 1)).not.toContain('`temporal-retrain');
  });
});

describe('the next retrain', () => {
  const shown = (monitor: TestMonitor): string =>
    formatView(viewOf(monitor.state, monitor.now), {
      style: createStyle(false),
      width: Number.POSITIVE_INFINITY,
      now: monitor.now,
    });
  const isFull = /^next {6}a full retrain, whoever asks for it, as an earlier candidate failed$/m;

  it.each<[string, (monitor: TestMonitor) => void]>([
    ['failed', (monitor) => void monitor.finished({ status: 'failed' })],
    ['was rejected', (monitor) => void monitor.finished({ status: 'rejected' })],
    [
      'was rolled back',
      (monitor) => {
        monitor.promoted('1.0.1');
        monitor.command({ name: 'rollback' });
        monitor.apply({ type: 'rolled-back', version: '1.0.0', previous: '1.0.1' });
      },
    ],
  ])('is told to be a full one where the candidate before %s, until that has begun', (_, end) => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(shown(monitor)).not.toMatch(isFull);
    end(monitor);
    expect(shown(monitor)).toMatch(isFull);
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.state.inFlight?.kind).toBe('full');
    expect(shown(monitor)).not.toMatch(isFull);
  });

  it('is not told beside a candidate that has passed since: what comes next depends on that one', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.finished({ status: 'failed' });
    expect(shown(monitor)).toMatch(isFull);
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    expect(monitor.state.approval).toMatchObject({ version: '1.0.1' });
    expect(shown(monitor)).not.toMatch(isFull);
    monitor.command({ name: 'reject' });
    expect(shown(monitor)).toMatch(isFull);
  });

  it('is as it is asked for where nothing has failed, or somebody has cancelled', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    expect(shown(monitor)).not.toMatch(isFull);
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.finished({ status: 'cancelled' });
    expect(shown(monitor)).not.toMatch(isFull);
  });
});
