import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/backtest/backtest.ts';
import { monitorPast, type PastEvent } from '../../src/backtest/monitor-past.ts';
import { accuracyBelow, configOf, minuteMs, noon, policyOf, stateOf } from '../support/policies.ts';
import { TestMonitor } from '../support/monitor.ts';

const metrics = new Set(['accuracy']);
const started: PastEvent & { type: 'started' } = { at: noon, type: 'started', champion: null, generation: 0, seen: {} };

function batchOf(minute: number, seq: number, v: (number | null)[], changes: object = {}): PastEvent {
  const series = [{ metric: 'accuracy', t0: noon, dt: 1_000, v, ...changes }];
  return { at: noon + minute * minuteMs, type: 'batch', batch: { source: 'a', seq, series } };
}

describe('monitorPast', () => {
  it('keeps event times apart from arrivals, and leaves out repetitions and what was refused', () => {
    const { history } = monitorPast(
      [
        started,
        batchOf(1, 1, [0.9, null]),
        batchOf(2, 1, [0.5]),
        batchOf(3, 2, [0.8, 0.7], { dt: [5, 10], segment: 'north' }),
        { at: noon, type: 'batch', batch: 'nonsense' },
        batchOf(4, 3, [1], { metric: 'f1' }),
      ],
      metrics
    );
    expect([...history.arrivals]).toEqual([noon + minuteMs, noon + 3 * minuteMs]);
    expect([...history.at]).toEqual([noon, noon + 1_000, noon + 5, noon + 15]);
    expect([...history.value]).toEqual([0.9, Number.NaN, 0.8, 0.7]);
    expect(history.streams.map(({ segment }) => segment)).toEqual(['', 'north']);
  });

  it('takes a key once, as the monitor does, also of a metric that is not read and from before the first run', () => {
    const state = new TestMonitor(stateOf(policyOf([accuracyBelow(0.7)])));
    state.send([{ metric: 'accuracy', t0: noon, dt: 1, v: [0.1], k: ['before'] }]);
    const { history } = monitorPast(
      [
        { ...started, seen: { keys: state.state.keys } },
        batchOf(1, 1, [0.1, 0.9], { k: ['before', 'a'] }),
        batchOf(2, 2, [0.1, 0.8], { k: ['a', 'b'], dt: [10, 20] }),
        batchOf(3, 3, [0.1], { k: ['b'] }),
      ],
      metrics
    );
    expect([...history.value]).toEqual([0.9, 0.8]);
    expect([...history.at]).toEqual([noon + 1_000, noon + 30]);
    expect([...history.arrivals]).toEqual([noon + minuteMs, noon + 2 * minuteMs]);
  });

  it('knows what the first run that is left was started with, or what the registry then said', () => {
    const seen = { sources: { '@a': { seq: 5, at: noon } } };
    const carried = { ...started, champion: '1.4.0', generation: 7, seen } as PastEvent;
    const cut = monitorPast([carried, batchOf(1, 5, [0.9]), batchOf(2, 6, [0.8])], metrics);
    expect(cut.start).toEqual({ at: noon, champion: '1.4.0', generation: 7 });
    expect([...cut.history.value]).toEqual([0.8]);
    const recalled: PastEvent = { at: noon + 5, type: 'recalled', champion: '2.0.0', generation: 3 };
    expect(monitorPast([started, recalled], metrics).start).toMatchObject({ champion: '2.0.0', generation: 3 });
  });

  it('has retrains end as they did, whatever the rule for others is', () => {
    const past = monitorPast(
      [
        started,
        batchOf(1, 1, [0.5]),
        { at: noon + 2 * minuteMs, type: 'retrain-started', generation: 1 },
        {
          at: noon + 9 * minuteMs,
          type: 'retrain-finished',
          outcome: { generation: 1, status: 'failed', error: { type: 'TrainingError', message: 'disk full' } },
        },
        { at: noon + 10 * minuteMs, type: 'command' },
        batchOf(30, 2, [0.9]),
      ],
      metrics
    );
    expect(past.commands).toBe(1);
    const { retrains, ledger } = backtest({
      config: configOf(),
      policy: policyOf([accuracyBelow(0.7)]),
      history: past.history,
      start: past.start,
      retrains: { takesMs: 60 * minuteMs, outcome: 'promoted', recorded: past.recorded },
    });
    expect(retrains[0]).toMatchObject({ at: noon + minuteMs, status: 'failed', finishedAt: noon + 9 * minuteMs });
    expect(ledger.find(({ decision }) => decision === 'settled')?.note).toContain('disk full');
  });

  it('goes on beyond the newest batch, as far as the monitor has come', () => {
    const outcome = { generation: 1, status: 'failed', error: { type: 'TrainingError', message: 'disk full' } };
    const past = monitorPast(
      [
        started,
        batchOf(1, 1, [0.5]),
        { at: noon + minuteMs, type: 'retrain-started', generation: 1 },
        { at: noon + 9 * minuteMs, type: 'retrain-finished', outcome },
      ],
      metrics
    );
    const { history, start, recorded } = past;
    const rule = { takesMs: 60 * minuteMs, outcome: 'promoted', recorded } as const;
    const task = { config: configOf(), policy: policyOf([accuracyBelow(0.7)]), history, start, retrains: rule };
    expect(backtest(task)).toMatchObject({ to: noon + minuteMs, retrains: [{ status: null }] });
    const whole = backtest({ ...task, until: noon + 10 * minuteMs });
    expect(whole.to).toBe(noon + 10 * minuteMs);
    expect(whole.retrains[0]).toMatchObject({ status: 'failed', finishedAt: noon + 9 * minuteMs });
    expect(whole.ledger.find(({ decision }) => decision === 'settled')?.at).toBe(noon + 9 * minuteMs);
  });
});
