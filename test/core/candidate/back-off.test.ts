import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  holdsOf,
  hourMs,
  liveSpecOf,
  noon,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { describeHold } from '../../../src/core/launch/hold-words.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

/** Launches of a drift whose candidates are all rejected: hours after the first, and kinds. */
function launches(backoff: number | undefined, hours: number): [number, string][] {
  const holds = holdsOf({ cooldownMs: hourMs, breakerAfter: 4, ...(backoff === undefined ? {} : { backoff }) });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds })));
  const seen: [number, string][] = [];
  monitor.observe('accuracy', [0.8]);
  for (let hour = 0; hour <= hours; hour++) {
    for (const { kind, generation } of monitor.launches().slice(seen.length)) {
      seen.push([hour, kind]);
      monitor.started();
      monitor.finished({ status: 'rejected', generation });
    }
    monitor.pass(hourMs);
  }
  return seen;
}

it('a rejected soft retrain is followed by full ones, each after a longer cool-down', () => {
  expect(launches(2, 12)).toEqual([
    [0, 'soft'],
    [1, 'full'],
    [3, 'full'],
    [7, 'full'],
  ]);
});

it('without a factor the cool-down stays as it is', () => {
  expect(launches(undefined, 12).map(([hour]) => hour)).toEqual([0, 1, 2, 3]);
  expect(launches(1, 12)).toEqual(launches(undefined, 12));
});

it('a cool-down that has grown says why, and one as long as the policy says does not', () => {
  const holds = holdsOf({ cooldownMs: hourMs, backoff: 2, breakerAfter: 9 });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds })));
  const held = (): string[] =>
    viewOf(monitor.state, monitor.now)
      .holds.filter(({ by }) => by === 'cooldown')
      .map(describeHold);
  const reject = (): void => {
    monitor.started();
    monitor.finished({ status: 'rejected', generation: monitor.state.generation });
  };
  monitor.observe('accuracy', [0.8]);
  reject();
  expect(held()).toEqual([expect.stringMatching(/^the cool-down until /)]);
  monitor.pass(hourMs);
  reject();
  expect(held()).toEqual([
    expect.stringMatching(/^the cool-down, longer after 2 failed candidates in a row, until 2026-/),
  ]);
});

it('a promotion ends the incident, and with it the longer cool-down', () => {
  const holds = holdsOf({ cooldownMs: hourMs, backoff: 4, breakerAfter: 9 });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds })));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  monitor.finished({ status: 'rejected' });
  monitor.pass(2 * hourMs);
  monitor.promoted('2.0.0');
  expect(monitor.state.incident.failures).toBe(0);
  expect(monitor.state.cooldownUntil).toBeLessThanOrEqual(monitor.now + hourMs);
});

describe('a cool-down that has grown', () => {
  const holds = holdsOf({ cooldownMs: hourMs, backoff: 4, breakerAfter: 3 });

  /** A monitor whose first candidate waits for a person, and whose next ones have all failed, the last at its start. */
  function grown(failures: number, changes: Partial<MonitorState> = {}): TestMonitor {
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)], { holds }), { config, ...changes }));
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.started();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
    for (let i = 0; i < failures; i++) {
      monitor.command({ name: 'retrain', severity: 'soft' });
      monitor.started();
      monitor.finished({ status: 'rejected' });
    }
    expect(monitor.state.cooldownUntil).toBe(monitor.now + 4 ** (failures - 1) * hourMs);
    return monitor;
  }

  function approve(monitor: TestMonitor): void {
    monitor.command({ name: 'approve' });
    monitor.apply({ type: 'promoted', generation: 1, version: '1.0.1', previous: '1.0.0' });
  }

  it('is as long as the policy says once a person has approved a version, as that ends the incident', () => {
    const monitor = grown(2);
    approve(monitor);
    expect(monitor.state).toMatchObject({ champion: '1.0.1', cooldownUntil: monitor.now + hourMs });
    monitor.observe('accuracy', [0.4]);
    expect(monitor.launches()).toHaveLength(3);
    monitor.pass(hourMs);
    expect(monitor.launches()).toHaveLength(4);
  });

  it('is as long as the policy says once a person has released the circuit breaker', () => {
    const monitor = grown(3);
    expect(monitor.state.incident.breakerOpenedAt).not.toBeNull();
    monitor.pass(2 * hourMs);
    const held = (): string[] => viewOf(monitor.state, monitor.now).holds.map(({ by }) => by);
    expect(held()).toEqual(['circuit-breaker', 'approval', 'cooldown']);
    monitor.command({ name: 'release' });
    expect(held()).toEqual(['approval']);
  });

  it('stays as it is while the version that was approved is on probation, and says why', () => {
    const monitor = grown(2);
    const { config } = monitor.state;
    const retrain = { ...config.retrain, probation: liveSpecOf() };
    monitor.observe(
      'accuracy',
      Array.from({ length: 40 }, (_, i) => 0.9 + (i % 2) / 100)
    );
    monitor.state = { ...monitor.state, config: { ...config, retrain } };
    approve(monitor);
    expect(monitor.state.probation).not.toBeNull();
    expect(viewOf(monitor.state, monitor.now).holds).toContainEqual({
      by: 'cooldown',
      until: monitor.now + 4 * hourMs,
      note: 'longer after 2 failed candidates in a row',
    });
  });

  it('never becomes shorter than that of a retrain which has begun meanwhile', () => {
    const monitor = grown(2);
    monitor.pass(hourMs / 2);
    monitor.command({ name: 'retrain', severity: 'soft' });
    monitor.started();
    approve(monitor);
    expect(monitor.state.cooldownUntil).toBe(monitor.now + hourMs);
  });

  it('stays as it is in runs that began before', () => {
    for (const end of [approve, (monitor: TestMonitor) => void monitor.command({ name: 'release' })]) {
      const monitor = grown(3, { edition: 0 });
      const { cooldownUntil } = monitor.state;
      end(monitor);
      expect(monitor.state).toMatchObject({ incident: { failures: 0 }, cooldownUntil });
    }
  });
});

it('a retrain is told when the drift behind it began, a scheduled one that there is none', () => {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  monitor.observe('accuracy', [0.95, 0.95, 0.8, 0.7]);
  expect(monitor.launches()[0]?.driftFrom).toBe(noon + 2_000);
  const calm = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  calm.observe('accuracy', [0.95]);
  calm.command({ name: 'retrain', severity: 'full' });
  expect(calm.launches()[0]).not.toHaveProperty('driftFrom');
});
