import { expect, it } from 'vitest';
import { accuracyBelow, hourMs, holdsOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { describeHold } from '../../../src/core/launch/hold-words.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

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

it('a retrain is told when the drift behind it began, a scheduled one that there is none', () => {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  monitor.observe('accuracy', [0.95, 0.95, 0.8, 0.7]);
  expect(monitor.launches()[0]?.driftFrom).toBe(noon + 2_000);
  const calm = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  calm.observe('accuracy', [0.95]);
  calm.command({ name: 'retrain', severity: 'full' });
  expect(calm.launches()[0]).not.toHaveProperty('driftFrom');
});
