import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

describe('refused batches', () => {
  const style = createStyle(false);

  it('are told by the newest, and where the others are', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const shown = (): string => formatView(viewOf(monitor.state, monitor.now), { style, width: 200, now: monitor.now });
    monitor.send([], { seq: -1 });
    expect(shown()).toMatch(/refused +now: .*/);
    expect(shown()).not.toContain('has the newest');
    monitor.send([], { seq: -1 });
    expect(shown()).toContain('; `temporal-retrain monitor explain shop:ranker` has the newest 2');
  });

  it('are listed, newest first, the first of many, and none that obeys the terminal', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    const told = (shown: number): string =>
      formatExplanation({ ...explain(monitor.state, monitor.now) }, { style, width: 200, now: monitor.now }, shown);
    expect(told(10)).not.toContain('Refused');
    monitor.observe('recall', [0.5]);
    monitor.now += 60_000;
    monitor.state.refused.push({ at: monitor.now, reason: 'a\u001b[2Jname' });
    expect(told(10)).toMatch(
      /Refused, newest first\n {2}2026-03-02 12:01:00Z: a\\x1b\[2Jname\n {2}2026-03-02 12:00:00Z: The policy does not name metric `recall`\n\n/
    );
    expect(told(1)).toContain('2Jname\n  and 1 older (--all shows them)\n');
  });
});
