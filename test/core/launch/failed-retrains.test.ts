import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  holdsOf,
  hourMs,
  liveSpecOf,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { monitorInFlight, TestMonitor } from '../../support/monitor.ts';

const policy = policyOf([accuracyBelow(0.9)], { holds: holdsOf({ cooldownMs: hourMs }) });

const inFlight = (): TestMonitor => monitorInFlight(policy);

describe('cool-down', () => {
  it('counts from the start of the child, not from the wish', () => {
    const monitor = inFlight();
    monitor.pass(10_000);
    monitor.started();
    expect(monitor.state.cooldownUntil).toBe(monitor.now + hourMs);
    monitor.pass(600_000);
    monitor.started();
    expect(monitor.state.cooldownUntil).toBe(monitor.now - 600_000 + hourMs);
  });

  it('counts from the launch when the child ended before its start was told', () => {
    const monitor = inFlight();
    const launchedAt = monitor.now;
    monitor.pass(10_000);
    monitor.finished({ status: 'failed' });
    expect(monitor.state.cooldownUntil).toBe(launchedAt + hourMs);
  });

  it('outlasts the promotion: it belongs to the model, not to a version', () => {
    const monitor = inFlight();
    monitor.promoted('1.0.1');
    monitor.observe('accuracy', [0.5]);
    expect(monitor.launches()).toHaveLength(1);
    expect(monitor.decisions().at(-1)).toBe('held(cooldown)');
  });
});

describe('escalation and circuit breaker', () => {
  it('a failed soft retrain makes the next one full', () => {
    const monitor = inFlight();
    expect(monitor.launches()[0]?.kind).toBe('soft');
    monitor.started();
    monitor.finished({ status: 'rejected' });
    monitor.pass(hourMs);
    expect(monitor.launches()[1]?.kind).toBe('full');
  });

  it('a cancelled retrain is nobody’s failure', () => {
    const monitor = inFlight();
    monitor.finished({ status: 'cancelled' });
    expect(monitor.state.incident).toEqual({ failures: 0, escalated: false, breakerOpenedAt: null });
  });

  it('opens after three candidates that did not make it, and then waits for a person', () => {
    const monitor = inFlight();
    for (let i = 0; i < 3; i++) {
      monitor.started();
      monitor.finished({ status: i === 1 ? 'failed' : 'rejected' });
      monitor.pass(2 * hourMs);
    }
    expect(monitor.launches()).toHaveLength(3);
    expect(monitor.notices('breaker-opened')).toHaveLength(1);
    monitor.pass(100 * 24 * hourMs);
    expect(monitor.launches()).toHaveLength(3);
    monitor.command({ name: 'release' });
    expect(monitor.launches()).toHaveLength(4);
    expect(monitor.launches()[3]?.kind).toBe('full');
    expect(monitor.launches()[3]?.reasons).toHaveLength(1);
  });

  it('a promotion ends the incident', () => {
    const monitor = inFlight();
    monitor.started();
    monitor.finished({ status: 'failed' });
    monitor.pass(hourMs);
    monitor.promoted('1.0.1');
    expect(monitor.state.incident).toEqual({ failures: 0, escalated: false, breakerOpenedAt: null });
    monitor.pass(hourMs);
    monitor.observe('accuracy', [0.8]);
    expect(monitor.launches().at(-1)?.kind).toBe('soft');
  });

  it('a rollback, a promotion or a passed probation leaves the open breaker to a person', () => {
    const open = { failures: 3, escalated: true, breakerOpenedAt: 1 };
    const config = configOf({ retrain: retrainSpecOf({ probation: liveSpecOf({ samples: 20 }) }) });
    const monitor = new TestMonitor(stateOf(policy, { config, incident: open }));
    monitor.apply({ type: 'rolled-back', version: '0.9.0', previous: '1.0.0' });
    expect(monitor.state.incident).toEqual({ failures: 4, escalated: true, breakerOpenedAt: 1 });
    monitor.observe(
      'accuracy',
      Array.from({ length: 20 }, () => 0.95)
    );
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.promoted('1.1.0');
    monitor.now += hourMs;
    monitor.observe(
      'accuracy',
      Array.from({ length: 20 }, () => 0.95)
    );
    expect(monitor.notices('probation-passed')).toHaveLength(1);
    expect(monitor.state.incident).toEqual({ failures: 0, escalated: false, breakerOpenedAt: 1 });
    const launched = monitor.launches().length;
    monitor.pass(10 * hourMs);
    monitor.observe('accuracy', [0.5]);
    expect(monitor.launches()).toHaveLength(launched);
    monitor.command({ name: 'release' });
    expect(monitor.notices('breaker-released')).toHaveLength(1);
    expect(monitor.launches()).toHaveLength(launched + 1);
  });

  it('a person may still ask for a retrain while the breaker is open', () => {
    const open = { failures: 3, escalated: true, breakerOpenedAt: 1 };
    const monitor = new TestMonitor(stateOf(policy, { incident: open }));
    monitor.observe('accuracy', [0.8]);
    expect(monitor.decisions()).toEqual(['held(circuit-breaker)']);
    monitor.command({ name: 'retrain', severity: 'soft' });
    expect(monitor.launches()).toHaveLength(1);
  });
});

describe('overdue retrains', () => {
  it('are looked up once their time is over, and again at steady intervals', () => {
    const monitor = inFlight();
    monitor.started();
    const timeout = configOf().retrain.timeoutMs;
    monitor.pass(timeout - 1);
    expect(monitor.effects.filter(({ type }) => type === 'look-up-retrain')).toHaveLength(0);
    monitor.pass(1);
    expect(monitor.effects.filter(({ type }) => type === 'look-up-retrain')).toEqual([
      { type: 'look-up-retrain', retrainId: 'monitor/shop:ranker/retrain/1', generation: 1 },
    ]);
    monitor.pass(timeout / 10);
    expect(monitor.effects.filter(({ type }) => type === 'look-up-retrain')).toHaveLength(2);
  });
});
