import { describe, expect, it } from 'vitest';
import { accuracyBelow, noon, policyOf, stateOf } from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { endOfRetrain } from '../../../src/cli/print/version/end-of-retrain.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { safeOutput, wrapLines } from '../../../src/cli/terminal/table.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';

const options = { style: createStyle(false), width: 80, now: noon };

function failed(): TestMonitor {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  monitor.command({ name: 'retrain', severity: 'full' });
  const message = 'it exited with 1, its last lines:\nTraceback:\n  File "t.py"\nboom: no \u001b[31mdb';
  monitor.finished({ status: 'failed', error: { type: 'TrainingError', message } });
  return monitor;
}

describe('an error of several lines', () => {
  it('is read in its lines in show, indented, with other control characters shown', () => {
    const text = safeOutput(formatView(viewOf(failed().state, noon), options));
    expect(text).toContain('\n          Traceback:\n            File "t.py"\n          boom: no \\x1b[31mdb');
    expect(text).not.toContain('\\n');
  });

  it('is read in its lines in explain', () => {
    const text = formatExplanation(explain(failed().state, noon), options, 5);
    expect(text).toContain('last lines:\n      Traceback:\n        File "t.py"\n      boom: no \\x1b[31mdb');
    expect(text).not.toContain('\\n');
  });

  it('is read in its lines after --wait', () => {
    const view = viewOf(failed().state, noon);
    const text = endOfRetrain(view, view.lastRetrain, options);
    expect(text).toContain('last lines:\n  Traceback:\n    File "t.py"\n  boom: no \\x1b[31mdb');
    expect(text).not.toContain('\\n');
  });

  it('keeps within the width', () => {
    const text = wrapLines(`${'word '.repeat(20)}\r\n\n\tdeep ${'word '.repeat(20)}`, 40, '    ');
    const [, ...later] = text.split('\n');
    expect(later.map((line) => line.length <= 44 && line.startsWith('    '))).not.toContain(false);
    expect(text).toContain('\n      deep word');
  });
});
