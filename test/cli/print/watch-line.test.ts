import { beforeEach, describe, expect, it } from 'vitest';
import { accuracyBelow, hourMs, noon, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import { WatchLines } from '../../../src/cli/print/watch-line.ts';

describe('the lines of `monitor watch`', () => {
  let monitor: TestMonitor;
  let lines: WatchLines;

  beforeEach(() => {
    monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    lines = new WatchLines();
  });

  function look(): Promise<string[]> {
    const { state, now } = monitor;
    const decisions = () => Promise.resolve(explain(state, now).decisions);
    return lines.of(viewOf(state, now), { now, decisions });
  }

  function endOne(status: 'rejected' | 'failed'): void {
    monitor.command({ name: 'retrain', severity: 'full' });
    monitor.finished({ status });
  }

  it('tell when a change was seen, and not when the newest value was measured', async () => {
    monitor.observe('accuracy', [0.95]);
    expect(await look()).toEqual([expect.stringMatching(/^2026-03-02 12:00:00Z · stable · /)]);
    monitor.now = noon + hourMs;
    monitor.command({ name: 'pause' });
    expect(await look()).toEqual([expect.stringMatching(/^2026-03-02 13:00:00Z · paused · /)]);
    monitor.now = noon + 2 * hourMs;
    expect(await look()).toEqual([]);
    monitor.command({ name: 'resume' });
    expect(await look()).toEqual([expect.stringMatching(/^2026-03-02 14:00:00Z · stable · /)]);
  });

  it('tell how the retrain before ended beside the one under way', async () => {
    endOne('rejected');
    monitor.command({ name: 'retrain', severity: 'full' });
    expect(await look()).toEqual([expect.stringContaining(' · retrain 1: rejected · retrain 2 under way · ')]);
  });

  it('tell how retrains ended that began and ended between two looks, oldest first, with the time', async () => {
    endOne('failed');
    expect(await look()).toHaveLength(1);
    monitor.now = noon + hourMs;
    endOne('rejected');
    monitor.now = noon + 2 * hourMs;
    endOne('failed');
    monitor.command({ name: 'release' });
    endOne('rejected');
    monitor.now = noon + 3 * hourMs;
    expect(await look()).toEqual([
      '2026-03-02 13:00:00Z · retrain 2: rejected',
      '2026-03-02 14:00:00Z · retrain 3: failed',
      expect.stringMatching(/^2026-03-02 15:00:00Z · .* · retrain 4: rejected · /),
    ]);
    expect(await look()).toEqual([]);
  });

  it('tell nothing of what had ended before the first look', async () => {
    endOne('failed');
    endOne('failed');
    expect(await look()).toEqual([expect.stringContaining(' · retrain 2: failed · ')]);
  });
});
