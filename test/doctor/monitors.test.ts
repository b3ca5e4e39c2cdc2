import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';
import { NotifiersDown } from '../../src/doctor/checks/notifiers-down.ts';
import { countText, troubleIn } from '../../src/doctor/checks/monitors.ts';
import { viewOf } from '../../src/core/view/view.ts';

const fix = 'temporal-retrain monitor explain shop:ranker';
const troubleOf = (monitor: TestMonitor): unknown => troubleIn(viewOf(monitor.state, monitor.now));

describe('what doctor says of a running monitor', () => {
  it('is nothing while all is well, and while a retrain is under way', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    expect(troubleOf(monitor)).toBeUndefined();
    monitor.observe('accuracy', [0.5]);
    expect(troubleOf(monitor)).toBeUndefined();
  });

  it('is that its last retrain failed, and why', () => {
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.observe('accuracy', [0.5]);
    monitor.finished({ status: 'failed', error: { type: 'TrainerError', message: 'no rows' } });
    expect(troubleOf(monitor)).toMatchObject({
      // The monitor goes on, so that whoever asks before a deploy is not stopped until another one succeeds.
      status: 'warning',
      text: 'retrain 1 of `shop:ranker`, the last one, failed',
      cause: expect.stringContaining('no rows') as string,
      fix: `find out why (\`${fix}\`), then \`temporal-retrain monitor retrain shop:ranker\``,
    });
  });

  it('breaks off after a word and says so, where the monitor has kept no more of it', () => {
    const message = `${'The champion cannot be read. '.repeat(13)}Choose a version, or train one`;
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    monitor.observe('accuracy', [0.5]);
    monitor.finished({ status: 'failed', error: { type: 'TrainerError', message } });
    expect(troubleOf(monitor)).toMatchObject({
      cause: expect.stringMatching(/ Choose a version, or …$/) as string,
    });
    const silent = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)])));
    silent.apply({ type: 'registry-failed', message: 'no answer, '.repeat(60) });
    expect(troubleOf(silent)).toMatchObject({ cause: expect.stringMatching(/ no …$/) as string });
  });

  it('is that a query fails: of which metric, why, and what to do', () => {
    const pull = { source: 'prometheus', everyMs: 60_000, delayMs: 0, catchUpMs: 0 };
    const config = configOf({ pull: { ...pull, queries: { accuracy: { query: 'bad(a)', segment: null } } } });
    const monitor = new TestMonitor(stateOf(policyOf([accuracyBelow(0.9)]), { config }));
    monitor.apply({ type: 'pulled', report: { failed: [{ metric: 'accuracy', text: 'refused: parse error' }] } });
    expect(troubleOf(monitor)).toMatchObject({
      status: 'fault',
      text: 'monitor `shop:ranker` does not get all of its metrics',
      cause: 'the query for accuracy fails: refused: parse error',
      fix: expect.stringContaining('temporal-retrain monitor policy shop:ranker <file>') as string,
    });
  });

  it.each([
    ['', {}],
    [', also while it is paused', { phase: 'paused' as const }],
    [', also under a kill switch', { killSwitch: { actor: 'ada', comment: '', scope: null, since: 1, checkAt: 2 } }],
  ])('is that it launches nothing, where its circuit breaker is open%s', (_, changes) => {
    const state = stateOf(policyOf([accuracyBelow(0.9)]), changes);
    const monitor = new TestMonitor({ ...state, incident: { ...state.incident, breakerOpenedAt: 1 } });
    expect(troubleOf(monitor)).toMatchObject({
      status: 'fault',
      text: 'monitor `shop:ranker` launches nothing',
      fix: expect.stringContaining('temporal-retrain monitor release shop:ranker') as string,
    });
  });

  it('is that it launches nothing, where its registry is another one than before', () => {
    const state = stateOf(policyOf([accuracyBelow(0.9)]));
    const trouble = { since: 0, text: 'the registry is another one than before' };
    const monitor = new TestMonitor({ ...state, registry: { ...state.registry, trouble } as typeof state.registry });
    expect(troubleOf(monitor)).toEqual({
      status: 'fault',
      text: 'monitor `shop:ranker` launches nothing',
      cause: 'the registry is another one than before',
      fix,
    });
  });
});

describe('what doctor says of all running monitors', () => {
  it('counts none without a worker among those that can go on', () => {
    expect(countText(5, 1, 0)).toEqual([
      { status: 'ok', text: '5 of 6 running monitors can go on; 1 running monitor has no worker (see workers)' },
    ]);
    expect(countText(0, 2, 0)).toEqual([
      { status: 'unknown', text: '2 running monitors have no worker (see workers), and can tell nothing' },
    ]);
  });

  it('is that all can go on, and nothing where none can', () => {
    expect(countText(1, 0, 0)).toEqual([{ status: 'ok', text: '1 running monitor can go on' }]);
    expect(countText(3, 0, 2)).toEqual([{ status: 'ok', text: '3 of 5 running monitors can go on' }]);
    expect(countText(0, 0, 0)).toEqual([{ status: 'ok', text: '0 running monitors can go on' }]);
    expect(countText(0, 0, 1)).toEqual([]);
  });
});

describe('what doctor says of notifiers that do not answer', () => {
  const trouble = (name: string, since: number, changes = {}): Record<string, unknown> => {
    return { name, since, error: 'HTTP 500', waiting: 2, missed: 0, ...changes };
  };

  it('is nothing while all answer', () => {
    const down = new NotifiersDown();
    down.hear({ model: 'a' });
    expect(down.findings()).toEqual([]);
  });

  it('is which, since when, what they say, and how much waits, once for all monitors', () => {
    const down = new NotifiersDown();
    down.hear({ model: 'a', notifiers: [trouble('pager', 60_000)] } as never);
    down.hear({ model: 'b', notifiers: [trouble('pager', 0, { missed: 3 }), trouble('chat', 0)] } as never);
    expect(down.findings()).toEqual([
      {
        status: 'warning',
        text: 'notifier `pager` does not take what 2 monitors have to tell',
        cause: 'pager, since 1970-01-01 00:00:00Z: HTTP 500 (4 waiting, 3 missed)',
        fix: expect.stringContaining('`worker --notifiers`') as string,
      },
      expect.objectContaining({ text: 'notifier `chat` does not take what monitor `b` has to tell' }),
    ]);
  });

  it('is also that what goes to all reaches none', () => {
    const down = new NotifiersDown();
    down.hear({ model: 'a', notifiers: [trouble('*', 0, { error: 'timeout', waiting: 0, missed: 3 })] } as never);
    expect(down.findings()).toMatchObject([
      {
        text: 'no notifier gets what monitor `a` has to tell',
        cause: 'all notifiers, since 1970-01-01 00:00:00Z: timeout (3 missed)',
        fix: expect.stringContaining('`retrain.deliver`') as string,
      },
    ]);
  });
});
