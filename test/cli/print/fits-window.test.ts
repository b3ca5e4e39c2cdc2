import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { heightOf } from '../../../src/cli/terminal/table.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const plain = { style: createStyle(false), width: 80 };

describe('formatView in a window that it does not fit in', () => {
  function monitorWith(segments: number, drifting: number[]): TestMonitor {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)])));
    for (let at = 0; at < segments; at++)
      monitor.observe('accuracy', [drifting.includes(at) ? 0.2 : 0.9], { segment: `seg${at}` });
    return monitor;
  }
  const shownOf = (monitor: TestMonitor, room?: { columns: number; rows: number }): string =>
    formatView(viewOf(monitor.state, monitor.now), { ...plain, now: monitor.now, ...(room ? { room } : {}) });

  it('shows what drifts first, says what is left out, and keeps the facts', () => {
    const monitor = monitorWith(10, [7]);
    const lines = shownOf(monitor, { columns: 80, rows: 14 }).split('\n');
    expect(lines).toHaveLength(14);
    expect(lines.filter((line) => line.startsWith('accuracy'))[0]).toMatch(/^accuracy +seg7 +drift/);
    const rows = lines.filter((line) => line.startsWith('accuracy')).length;
    expect(lines).toContain(`… and ${10 - rows} more, none in drift`);
    expect(lines.at(-1)).toBe(shownOf(monitor).split('\n').at(-1));
  });

  it('says how many of those drift that are left out', () => {
    const all = Array.from({ length: 10 }, (_, at) => at);
    const text = shownOf(monitorWith(10, all), { columns: 80, rows: 14 });
    expect(text).toMatch(/^… and (\d+) more, \1 in drift$/m);
  });

  it('counts lines as the window breaks them', () => {
    const room = { columns: 40, rows: 14 };
    expect(heightOf(shownOf(monitorWith(10, []), room), room.columns)).toBeLessThanOrEqual(room.rows);
  });

  it('leaves out nothing that fits', () => {
    const monitor = monitorWith(3, [1]);
    expect(shownOf(monitor, { columns: 80, rows: 14 })).toBe(shownOf(monitor));
  });
});
