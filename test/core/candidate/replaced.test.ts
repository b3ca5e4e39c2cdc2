import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, liveSpecOf, policyOf, retrainSpecOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { foresight } from '../../../src/core/foresight.ts';
import { refusalOfReview } from '../../../src/core/candidate/approval.ts';
import { refusalToTell } from '../../../src/core/candidate/refusal-to-tell.ts';
import { mayReplace } from '../../../src/core/candidate/may-replace.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { MonitorState } from '../../../src/core/state/state.ts';
import type { RetrainSpec } from '../../../src/core/state/retrain.ts';

/** A monitor whose version 1.0.1 waits for a person, while another retrain is under way. */
function waiting(changes: Partial<MonitorState> = {}): TestMonitor {
  const config = configOf({ retrain: retrainSpecOf({ promotion: 'challenger' }) });
  const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.5)]), { config, ...changes }));
  monitor.command({ name: 'retrain', severity: 'soft' });
  monitor.finished({ status: 'awaiting-approval', version: '1.0.1' });
  monitor.command({ name: 'retrain', severity: 'soft' });
  return monitor;
}

const replaced = (monitor: TestMonitor): unknown[] =>
  explain(monitor.state, monitor.now)
    .decisions.filter(({ reasonCodes }) => reasonCodes[0] === 'superseded')
    .map(({ generation, note }) => [generation, note]);

describe('a version that waits, and that another one replaces', () => {
  it.each<[string, (monitor: TestMonitor) => void]>([
    ['waits', (monitor) => void monitor.finished({ status: 'awaiting-approval', version: '1.0.2' })],
    ['serves at once', (monitor) => void monitor.promoted('1.0.2')],
    [
      'is scored in shadow',
      (monitor) => {
        const retrain: RetrainSpec = retrainSpecOf({ promotion: 'shadow', shadow: liveSpecOf() });
        monitor.state = { ...monitor.state, config: configOf({ retrain }) };
        monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
      },
    ],
  ])('is in the ledger with what has taken its place, where that one %s', (_, end) => {
    const monitor = waiting();
    end(monitor);
    expect(replaced(monitor)).toEqual([
      [1, 'version 1.0.1 no longer waits for approval: version 1.0.2 takes its place'],
    ]);
  });

  it('is not, in a run that began before this was noted', () => {
    const monitor = waiting({ notesReplaced: false });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    expect(replaced(monitor)).toEqual([]);
    expect(monitor.state.judged).toMatchObject({ version: '1.0.1', outcome: 'superseded' });
  });

  it('is told of beside the one that waits now, until that is decided', () => {
    const monitor = waiting();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    const summary = (): string => viewOf(monitor.state, monitor.now).summary;
    expect(summary()).toBe(
      'Version 1.0.2 has passed its gate and waits for approval; it has taken the place of 1.0.1, which waited before'
    );
    monitor.command({ name: 'approve' });
    expect(summary()).not.toContain('1.0.1');
  });

  it('can be adopted, as the refusal of its approval says; not so the refusal of its rejection', () => {
    const monitor = waiting();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    const refusal = (name: 'approve' | 'reject', version: string): string | undefined =>
      refusalOf(monitor.state, { name, actor: 'ada', comment: '', version });
    const first = 'Version 1.0.1 does not wait for approval: 1.0.2 does; look at that one first';
    expect(refusal('approve', '1.0.1')).toBe(
      `${first}; \`temporal-retrain monitor adopt shop:ranker 1.0.1\` makes 1.0.1 the champion all the same`
    );
    expect(refusal('reject', '1.0.1')).toBe(first);
    expect(refusal('approve', '1.0.0')).toMatch(/look at that one first$/);
  });

  it('is told apart from one that never was: then whoever asks is told what waits, and how that is approved', () => {
    const monitor = waiting();
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    const asked = (name: 'approve' | 'reject', version: string) =>
      ({ name, actor: 'ada', comment: '', version }) as const;
    expect(refusalToTell(monitor.state, asked('approve', '1.1.0'))).toEqual({
      code: 'another-version',
      text: 'Version 1.1.0 does not wait for approval, and is none that this monitor knows: 1.0.2 does; look at that one first; `temporal-retrain monitor approve shop:ranker 1.0.2` approves it',
    });
    for (const known of [asked('approve', '1.0.1'), asked('reject', '1.1.0')])
      expect(refusalToTell(monitor.state, known)).toEqual(refusalOfReview(monitor.state, known));
  });

  it.each([
    ['as whoever asked was told', 3, refusalToTell],
    ['as before in a run that began before', 2, refusalOfReview],
  ])('has its refusal in the ledger %s', (_, edition, refusal) => {
    const monitor = waiting({ edition });
    monitor.finished({ status: 'awaiting-approval', version: '1.0.2' });
    for (const version of ['1.0.1', '1.1.0']) {
      const asked = { name: 'approve', actor: 'ada', comment: '', version } as const;
      monitor.command(asked);
      expect(monitor.state.ledger.at(-1)?.note).toBe(`approve by ada refused: ${refusal(monitor.state, asked)!.text}`);
    }
  });
});

describe('who is about to ask for a retrain', () => {
  it('is told of the version that waits, and that another one takes its place', () => {
    const monitor = waiting();
    const text = 'Version 1.0.1 waits for approval: a version that passes its gate takes its place';
    expect(mayReplace(viewOf(monitor.state, monitor.now))).toBe(text);
    const told = foresight(monitor.state, monitor.now).find(({ command }) => command === 'rebuild');
    expect(told?.text).toContain(`. ${text}`);
    monitor.command({ name: 'approve' });
    expect(mayReplace(monitor.state)).toBeUndefined();
    expect(mayReplace({ approval: null, shadow: { version: '1.1.0' } })).toMatch(
      /^Version 1\.1\.0 is scored in shadow: /
    );
    expect(mayReplace({ approval: null, shadow: null })).toBeUndefined();
  });
});
