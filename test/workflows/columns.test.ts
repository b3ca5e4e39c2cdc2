import { describe, expect, it } from 'vitest';
import { columns, currentDetails } from '../../workflows/details.ts';
import { accuracyBelow, noon, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';

describe('columns', () => {
  it('stand under each other in a block of code, as the UI draws no space between the cells of a table', () => {
    expect(
      columns([
        ['metric', 'level'],
        ['accuracy', 'stable'],
        ['p', 'drift'],
      ])
    ).toBe('```text\nmetric    level\naccuracy  stable\np         drift\n```');
  });

  it('hold whatever a name holds, which cannot end the block or begin a line', () => {
    const text = columns([
      ['```', 'a\n```\nb'],
      ['````x', 'y'.repeat(1_000)],
    ]);
    const [fence = ''] = text.split('text\n');
    expect(fence).toBe('`````');
    expect(text.split('\n').filter((line) => line.startsWith(fence))).toHaveLength(2);
    expect(text.split('\n')).toHaveLength(4);
    expect(text.length).toBeLessThan(400);
  });

  it('are an empty block without rows', () => {
    expect(columns([])).toBe('```text\n\n```');
  });
});

describe('the details of a monitor in the Temporal UI', () => {
  it('have words, and none of the codes of programs', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    expect(currentDetails(monitor.state, noon)).toContain('champion 1.0.0, no retrain yet');
    monitor.command({ name: 'pause' });
    monitor.command({ name: 'retrain', severity: 'soft', comment: 'new labels', respectHolds: true });
    monitor.observe('accuracy', [0.8]);
    monitor.command({ name: 'resume' });
    const text = currentDetails(monitor.state, monitor.now);
    expect(text).toContain('is **in drift**, champion 1.0.0, newest retrain 1');
    expect(text).toMatch(/ {2}retrain 1 launched +asked for by ada: new labels/);
    expect(text).toMatch(/ {2}retrain held \(by the pause\)/);
    expect(text).not.toMatch(/manual|generation|\(by paused/);
  });
});
