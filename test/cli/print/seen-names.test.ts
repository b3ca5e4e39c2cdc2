import { expect, it } from 'vitest';
import { accuracyBelow, noon, policyOf, stateOf } from '../../support/policies.ts';
import { distancesTable } from '../../../src/cli/print/distances.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MonitorView } from '../../../src/core/wire/answers.ts';

const plain = { style: createStyle(false), width: 80 };

it('a segment of blanks is seen, and is not the model as a whole', () => {
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
  for (const segment of ['', ' ', '\u00a0', 'eu west']) monitor.observe('accuracy', [0.95], { segment });
  const texts = [
    formatView(viewOf(monitor.state, noon), { ...plain, now: noon }),
    distancesTable(explain(monitor.state, noon).distances, { ...plain, now: noon }).join('\n'),
  ];
  for (const text of texts) {
    expect(text).toContain('accuracy  " " ');
    expect(text).toContain('accuracy  "\\xa0" ');
    expect(text).toContain('accuracy  eu west ');
  }
});

it('values of a challenger are odd, but for a shadow trial, which asks for them', () => {
  const view = viewOf(stateOf(policyOf([accuracyBelow(0.9)])), noon);
  const counts = { ...view.counts, challenger: 50 };
  const text = (shadow: unknown): string =>
    formatView({ ...view, counts, shadow } as MonitorView, { ...plain, now: noon });
  expect(text(null)).toContain('50 values of a challenger, which does not serve');
  const trial = { version: '1.1.0', against: '1.0.0', since: noon, spec: { samples: 20 }, metrics: {}, decided: false };
  expect(text(trial)).not.toContain('which does not serve');
});
