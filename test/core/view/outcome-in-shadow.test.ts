import { describe, expect, it } from 'vitest';
import {
  accuracyBelow,
  configOf,
  dayMs,
  hourMs,
  liveSpecOf,
  policyOf,
  retrainSpecOf,
  stateOf,
} from '../../support/policies.ts';
import { createStyle } from '../../../src/cli/terminal/style.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { formatExplanation } from '../../../src/cli/print/explanation.ts';
import { formatView } from '../../../src/cli/print/view.ts';
import { decisionText } from '../../../src/core/view/words.ts';
import { refusalAtDoor } from '../../../src/core/command/refusal-at-door.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';

const style = createStyle(false);

/** Challenger 1.1.0 is scored beside champion 1.0.0, and has been seen seven times. */
function inShadow(changes: Partial<MonitorState> = {}): TestMonitor {
  const retrain = retrainSpecOf({ promotion: 'shadow', shadow: liveSpecOf({ samples: 20 }) });
  const config = configOf({ retrain });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config, champion: '1.0.0', ...changes }));
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.started();
  monitor.finished({ status: 'awaiting-approval', version: '1.1.0' });
  monitor.now += hourMs;
  seen(monitor, 0.9, 7);
  return monitor;
}

function seen(monitor: TestMonitor, accuracy: number, n: number): void {
  const values = Array.from({ length: n }, (_, i) => (i % 2) / 100);
  monitor.observe(
    'accuracy',
    values.map((x) => 0.9 + x),
    { version: '1.0.0' }
  );
  monitor.observe(
    'accuracy',
    values.map((x) => accuracy + x),
    { version: '1.1.0' }
  );
}

const outcomeOf = ({ state, now }: TestMonitor): string | undefined => viewOf(state, now).lastRetrain?.outcome;
const shown = ({ state, now }: TestMonitor): string => formatView(viewOf(state, now), { style, width: 200, now });

describe('a retrain whose version is in shadow', () => {
  it('waits for nobody, and says how far it is', () => {
    const monitor = inShadow();
    expect(outcomeOf(monitor)).toBe('in-shadow');
    const view = shown(monitor);
    expect(view).toContain('retrain 1 (soft), version 1.1.0: in shadow (7 of 20 samples)');
    expect(view).toContain('is scored in shadow beside 1.0.0 (7 of 20 samples)');
    expect(view).not.toContain('waits for approval');
  });

  it('has ended in shadow, in the ledger and for people', () => {
    const monitor = inShadow();
    const settled = monitor.state.ledger.find(({ decision }) => decision === 'settled');
    expect(settled).toMatchObject({
      reasonCodes: ['awaiting-approval', 'shadow'],
      note: 'in shadow: version 1.1.0',
    });
    expect(settled && decisionText(settled)).toBe('retrain 1 ended: in shadow');
    expect(monitor.notices('retrain-finished')[0]?.text).toBe('soft retrain 1 in shadow: version 1.1.0');
    const text = formatExplanation(explain(monitor.state, monitor.now), { style, width: 200, now: monitor.now }, 10);
    expect(text).toContain('retrain 1 ended: in shadow');
    expect(text).not.toContain('waits for approval');
  });

  it('waits in the ledger of runs of before, as it did there', () => {
    const settled = inShadow({ edition: 2 }).state.ledger.find(({ decision }) => decision === 'settled');
    expect(settled).toMatchObject({ reasonCodes: ['awaiting-approval'], note: 'waits for approval: version 1.1.0' });
  });

  it.each<[string, (monitor: TestMonitor) => void, string]>([
    ['a person has rejected it', (monitor) => void monitor.command({ name: 'reject' }), 'rejected'],
    ['it did worse', (monitor) => seen(monitor, 0.1, 20), 'shadow-failed'],
    ['it was not seen often enough', (monitor) => void monitor.pass(dayMs * 30), 'shadow-timed-out'],
    [
      'it has passed',
      (monitor) => {
        seen(monitor, 0.95, 20);
        monitor.apply({ type: 'promoted', generation: 1, version: '1.1.0', previous: '1.0.0' });
      },
      'promoted',
    ],
  ])('has become what it is once %s', (_, happens, outcome) => {
    const monitor = inShadow();
    happens(monitor);
    expect(monitor.state.shadow).toBeNull();
    expect(outcomeOf(monitor)).toBe(outcome);
    expect(shown(monitor)).not.toContain('waits for approval');
  });

  it('waits for a person once the registry could not promote it', () => {
    const monitor = inShadow();
    seen(monitor, 0.95, 20);
    monitor.apply({ type: 'command-failed', command: 'promote', message: 'no' });
    expect(outcomeOf(monitor)).toBe('awaiting-approval');
  });
});

describe('a second rejection', () => {
  const asked = { name: 'reject', actor: 'ada', comment: '' } as const;

  it('is refused with what has become of it', () => {
    const monitor = inShadow();
    monitor.command({ name: 'reject' });
    const text = 'No challenger is waiting for approval: the last one, retrain 1, was rejected';
    expect(refusalAtDoor(monitor.state, asked, monitor.now)).toBe(text);
    monitor.command(asked);
    expect(monitor.state.ledger.at(-1)?.note).toBe(`reject by ada refused: ${text}`);
  });

  it('stands in the ledger of runs of before as it did there', () => {
    const monitor = inShadow({ edition: 2 });
    monitor.command({ name: 'reject' });
    monitor.command(asked);
    expect(monitor.state.ledger.at(-1)?.note).toBe(
      'reject by ada refused: No challenger is waiting for approval: the last retrain (generation 1) waits for approval'
    );
  });
});
