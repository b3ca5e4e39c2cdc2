import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/core/view/explain.ts';
import { markedBy, targetOf } from '../../../src/core/state-parts/marking.ts';
import { accuracyBelow, metricOf, noon, policyOf, stateOf } from '../../support/policies.ts';
import { refusalAtDoor } from '../../../src/core/command/refusal-at-door.ts';
import { refusalOf } from '../../../src/core/command/commands.ts';
import { newSeries } from '../../../src/core/state/series.ts';
import type { SeriesState } from '../../../src/core/state/state.ts';
import { TestMonitor } from '../../support/monitor.ts';

const alarm = 'accuracy/eu/west/limit@1772450000000';

function trained(): TestMonitor {
  const monitor = new TestMonitor(stateOf(policyOf([metricOf('accuracy')])));
  monitor.command({ name: 'retrain', severity: 'full' });
  monitor.promoted('1.0.0');
  return monitor;
}

describe('a mark', () => {
  it('is kept with who said so, shown, and noted in the ledger', () => {
    const monitor = trained();
    monitor.command({ name: 'mark', target: 'retrain/1', isTrue: false, comment: 'labels were late' });
    const { marks, decisions } = explain(monitor.state, monitor.now);
    expect(marks).toEqual([
      { target: 'retrain/1', isTrue: false, actor: 'ada', comment: 'labels were late', at: monitor.now },
    ]);
    expect(decisions[0]).toMatchObject({
      reasonCodes: ['marked', 'false'],
      generation: 1,
      note: 'retrain 1 marked false by ada: labels were late',
    });
  });

  it('takes the place of what was said before of the same, and of many the newest 50 stay', () => {
    const monitor = trained();
    monitor.command({ name: 'mark', target: '1', isTrue: false });
    monitor.command({ name: 'mark', target: 'retrain/1', isTrue: true });
    expect(monitor.state.marks).toMatchObject([{ target: 'retrain/1', isTrue: true }]);
    for (let i = 0; i < 60; i++) monitor.command({ name: 'mark', target: `accuracy//limit@${i}`, isTrue: true });
    expect(monitor.state.marks).toHaveLength(50);
  });

  it('names an alarm by metric, segment, detector and time, whatever the segment is called', () => {
    const monitor = trained();
    monitor.command({ name: 'mark', target: alarm, isTrue: true });
    expect(markedBy(alarm)).toEqual({ metric: 'accuracy', segment: 'eu/west', detector: 'limit', at: 1772450000000 });
    expect(targetOf(markedBy(alarm)!)).toBe(alarm);
    expect(monitor.state.ledger.at(-1)?.note).toMatch(
      /^the alarm of accuracy of eu\/west at 2026-03-02 .* marked true/
    );
  });

  it('of an alarm that cannot have been is refused at the door, with what is known', () => {
    const policy = policyOf([accuracyBelow(0.9)]);
    const seen = (segment: string): SeriesState => newSeries(accuracyBelow(0.9), segment, noon, noon);
    const series = { 'accuracy/': seen(''), 'accuracy/eu': seen('eu') };
    const watching = stateOf(policy, { generation: 1, series });
    const told = (target: string, state = watching): string | undefined =>
      refusalAtDoor(state, { name: 'mark', target, isTrue: true, actor: 'ada', comment: '' }, noon + 60_000);
    expect(told(`accuracy//limit@${noon + 30_000}`)).toBeUndefined();
    expect(told(`accuracy/eu/limit@${noon + 30_000}`)).toBeUndefined();
    expect(told('retrain/1')).toBeUndefined();
    const life = 'between 2026-03-02 12:00:00Z, when the monitor was started, and now, 2026-03-02 12:01:00Z';
    expect(told('accuracy//limit@1')).toBe(
      `Expected the alarm to be ${life}, got 1970-01-01 00:00:00Z (\`@1\`: epoch milliseconds)`
    );
    expect(told(`accuracy//limit@${noon + 61_000}`)).toContain('got 2026-03-02 12:01:01Z');
    expect(told(`accuracy//nosuch@${noon + 30_000}`)).toBe(
      'Expected the alarm to be of a detector of accuracy: it has `limit`, got `nosuch`'
    );
    expect(told(`accuracy/NOPE/limit@${noon + 30_000}`)).toBe(
      'Expected the alarm to be of a stream of accuracy that was seen: `accuracy//…`, `accuracy/eu/…`, got `accuracy/NOPE/…`'
    );
    expect(told(`accuracy//limit@${noon + 30_000}`, stateOf(policy))).toBe(
      'Expected the alarm to be of a stream of accuracy that was seen: it has had no value, got `accuracy//…`'
    );
    const changed = { ...watching, policyChanges: [{ revision: 2, at: noon + 40_000, actor: 'ada', comment: '' }] };
    expect(told(`accuracy/NOPE/limit@${noon + 30_000}`, changed)).toBeUndefined();
    const forgetful = new TestMonitor(watching);
    forgetful.command({ name: 'forget-segment', segment: 'eu' });
    expect(told(`accuracy/eu/limit@${noon + 30_000}`, forgetful.state)).toBeUndefined();
    const unwatched = stateOf(policyOf([{ ...metricOf('accuracy'), detectors: [] }]));
    expect(told(`accuracy//limit@${noon + 30_000}`, unwatched)).toContain('it has none');
  });

  it('may be of a detector that the policy had before it was changed, and a recorded one goes on as it went', () => {
    const monitor = trained();
    const target = `accuracy//gone@${noon + 30_000}`;
    const change = { revision: 2, at: noon + 40_000, actor: 'ada', comment: '' };
    const changed = { ...monitor.state, policyChanges: [change] };
    const command = { name: 'mark', target, isTrue: true, actor: 'ada', comment: '' } as const;
    expect(refusalAtDoor(changed, command, noon + 60_000)).toBeUndefined();
    expect(refusalAtDoor(monitor.state, command, noon + 60_000)).toContain('got `gone`');
    expect(refusalOf(monitor.state, command)).toBeUndefined();
  });

  it.each([
    ['retrain/2', 'Expected a retrain from 1 to 1, which is the newest, got 2'],
    ['f2//limit@5', 'Expected the alarm to be of a metric that is watched, got `f2`'],
    ['nonsense', 'Expected a retrain such as `retrain/3`, or an alarm such as'],
    ['', 'Expected a retrain such as'],
  ])('of %s is refused in words, and changes nothing', (target, text) => {
    const monitor = trained();
    const command = { name: 'mark', target, isTrue: true, actor: 'ada', comment: '' } as const;
    expect(refusalOf(monitor.state, command)).toContain(text);
    monitor.command({ name: 'mark', target, isTrue: true });
    expect(monitor.state.marks).toEqual([]);
  });
});
