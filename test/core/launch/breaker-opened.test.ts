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
import { decisionText } from '../../../src/core/view/words.ts';
import { TestMonitor } from '../../support/monitor.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const text =
  'circuit breaker opened after 1 failed candidate: drift and schedules launch no retrain until a person closes it';

/** The first candidate that fails opens the breaker. */
function start(changes: Partial<MonitorState> = {}): TestMonitor {
  const holds = holdsOf({ cooldownMs: hourMs, breakerAfter: 1 });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)], { holds }), changes));
  monitor.observe('accuracy', [0.8]);
  monitor.started();
  return monitor;
}

const codes = (monitor: TestMonitor): string[] => monitor.state.ledger.map(({ reasonCodes }) => reasonCodes[0] ?? '');

describe('the opening of the circuit breaker', () => {
  it('stands in the ledger, behind what opened it and once', () => {
    const monitor = start();
    monitor.finished({ status: 'failed' });
    monitor.pass(10 * hourMs);
    expect(codes(monitor)).toEqual(['drift', 'failed', 'breaker-opened']);
    const entry = monitor.state.ledger[2];
    expect(entry).toMatchObject({ decision: 'none', note: text });
    expect(entry && decisionText(entry)).toBe('circuit breaker opened');
    expect(monitor.notices('breaker-opened').map((notice) => notice.text)).toEqual([text]);
  });

  it('stands there behind a verdict in shadow, too, and behind the end of a retrain of a monitor that was stopped', () => {
    const config = configOf({ retrain: retrainSpecOf({ promotion: 'shadow', shadow: liveSpecOf() }) });
    const shadowed = start({ config, champion: '1.0.0' });
    shadowed.finished({ status: 'awaiting-approval', version: '1.1.0' });
    shadowed.pass(40 * 24 * hourMs);
    expect(codes(shadowed).slice(1, 4)).toEqual(['awaiting-approval', 'shadow-timed-out', 'breaker-opened']);
    const stopped = start();
    stopped.command({ name: 'stop' });
    stopped.finished({ status: 'failed' });
    expect(codes(stopped).slice(-2)).toEqual(['failed', 'breaker-opened']);
  });

  it('is told to people alone in runs of before', () => {
    const monitor = start({ edition: 2 });
    monitor.finished({ status: 'failed' });
    expect(codes(monitor)).not.toContain('breaker-opened');
    expect(monitor.notices('breaker-opened').map((notice) => notice.text)).toEqual([
      'circuit breaker opened after 1 candidates that came to nothing: drift and timetables launch no retrain until a person releases it',
    ]);
  });
});
