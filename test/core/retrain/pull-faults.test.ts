import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, stateOf } from '../../support/policies.ts';
import { explain } from '../../../src/core/view/explain.ts';
import { TestMonitor } from '../../support/monitor.ts';
import { viewOf } from '../../../src/core/view/view.ts';
import type { PullSpec } from '../../../src/core/state-parts/pull.ts';

const queryOf = (query: string) => ({ query, segment: null });
const pull: PullSpec = {
  source: 'prometheus',
  everyMs: 60_000,
  delayMs: 0,
  catchUpMs: 86_400_000,
  queries: { accuracy: queryOf('bad(accuracy)'), latencyMs: queryOf('latency') },
};
const refused = { metric: 'accuracy', text: 'Source `prometheus` refused the query `bad(accuracy)`: parse error' };
const unanswered = { metric: 'latencyMs', text: 'Source `prometheus` did not answer: ECONNREFUSED' };

function monitorOf(): TestMonitor {
  return new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config: configOf({ pull }) }));
}

describe('queries that fail', () => {
  it('are told once when it begins and once when it is over, each on its own', () => {
    const monitor = monitorOf();
    const told = (...failed: object[]): void => void monitor.apply({ type: 'pulled', report: { failed } });
    const notices = (): string[] =>
      [...monitor.notices('pull-trouble'), ...monitor.notices('pull-well')].map(({ text }) => text);
    told();
    expect(notices()).toEqual([]);
    told(refused);
    told({ ...refused, text: 'the same in other words' });
    expect(monitor.notices('pull-trouble')).toMatchObject([
      { severity: 'none', text: `the query for accuracy fails: ${refused.text}`, subjects: ['accuracy/'] },
    ]);
    told(refused, unanswered);
    expect(monitor.notices('pull-trouble')[1]).toMatchObject({
      text: `the query for latencyMs fails: ${unanswered.text}`,
      subjects: ['latencyMs/'],
    });
    told(unanswered);
    expect(monitor.notices('pull-well')).toMatchObject([
      { text: 'the query for accuracy is answered again', subjects: ['accuracy/'] },
    ]);
    told();
    expect(monitor.notices('pull-well')).toHaveLength(2);
    expect(monitor.state.ledger.map(({ reasonCodes }) => reasonCodes[0])).toEqual([
      'pull-failed',
      'pull-failed',
      'pull-well',
      'pull-well',
    ]);
  });

  it('go on where a pull has not come as far as to ask them', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'pulled', report: { failed: [refused], asked: ['accuracy', 'latencyMs'] } });
    monitor.apply({ type: 'pulled', report: { failed: [], asked: ['latencyMs'] } });
    expect(monitor.notices('pull-well')).toEqual([]);
    expect(monitor.state.pullFaults).toMatchObject([{ metric: 'accuracy' }]);
    monitor.apply({ type: 'pulled', report: { failed: [], asked: ['accuracy'] } });
    expect(monitor.notices('pull-well')).toHaveLength(1);
    expect(monitor.state.pullFaults).toEqual([]);
  });

  it('name together what fails for the same reason', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'pulled', report: { failed: [unanswered, { ...unanswered, metric: 'accuracy' }] } });
    expect(monitor.notices('pull-trouble')).toMatchObject([
      { text: `the queries for accuracy, latencyMs fail: ${unanswered.text}`, subjects: ['accuracy/', 'latencyMs/'] },
    ]);
  });

  it('stand in the view, in its summary and in what explains it', () => {
    const monitor = monitorOf();
    monitor.observe('accuracy', [0.95]);
    expect(viewOf(monitor.state, monitor.now).summary).toBe('Nothing asks for a retrain');
    expect(explain(monitor.state, monitor.now)).not.toHaveProperty('pull');
    monitor.apply({ type: 'pulled', report: { failed: [refused] } });
    const since = monitor.now;
    monitor.pass(60_000);
    monitor.apply({ type: 'pulled', report: { failed: [refused] } });
    const view = viewOf(monitor.state, monitor.now);
    expect(view.pullFaults).toEqual([{ ...refused, since }]);
    expect(view.summary).toBe('Nothing asks for a retrain; the query for accuracy fails');
    expect(explain(monitor.state, monitor.now).pull?.[0]).toMatch(
      /^accuracy, since 2026.*: Source `prometheus` refused/
    );
  });

  it('are over when the policy asks for them no longer, or the monitor stops', () => {
    const monitor = monitorOf();
    monitor.apply({ type: 'pulled', report: { failed: [refused, unanswered] } });
    const { policy } = monitor.state;
    const config = configOf({ pull: { ...pull, queries: { latencyMs: queryOf('latency') } } });
    monitor.command({ name: 'policy', policy, config });
    expect(monitor.notices('pull-well')).toMatchObject([
      { text: 'the query for accuracy is no longer asked', subjects: ['accuracy/'] },
    ]);
    monitor.command({ name: 'stop' });
    expect(monitor.notices('pull-well')[1]).toMatchObject({ subjects: ['latencyMs/'] });
    expect(monitor.state.pullFaults).toEqual([]);
  });

  it('are none that nobody asks for, and stay few and short', () => {
    const monitor = monitorOf();
    const many = Array.from({ length: 500 }, (_, n) => ({ metric: `m${n}`, text: 'x' }));
    monitor.apply({ type: 'pulled', report: { failed: many } });
    expect(monitor.state.pullFaults).toEqual([]);
    const queries = Object.fromEntries(many.map(({ metric }) => [metric, queryOf('q')]));
    monitor.state = { ...monitor.state, config: configOf({ pull: { ...pull, queries } }) };
    const long = many.map(({ metric }) => ({ metric, text: metric.repeat(5_000) }));
    monitor.apply({ type: 'pulled', report: { failed: long } });
    expect(JSON.stringify(monitor.state.pullFaults).length).toBeLessThan(20_000);
    expect(monitor.notices('pull-trouble')[0]?.text.length).toBeLessThanOrEqual(1_000);
  });

  it.each([null, {}, { failed: 'x' }, { failed: [{ metric: 3 }] }])('refuse a report that is none: %j', (report) => {
    const monitor = monitorOf();
    monitor.apply({ type: 'pulled', report });
    expect(monitor.state.counts.refusedBatches).toBe(1);
    expect(monitor.state.pullFaults).toEqual([]);
  });
});
