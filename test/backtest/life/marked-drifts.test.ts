import { describe, expect, it } from 'vitest';
import { finish } from '../../../src/backtest/steps.ts';
import { markedDrifts, type MarkedDrifts } from '../../../src/backtest/life/marked-drifts.ts';
import { accuracyBelow, configOf, hourMs, minuteMs, noon, policyOf } from '../../support/policies.ts';
import type { Command } from '../../../src/core/state/events.ts';
import type { Happened, LifeTask } from '../../../src/backtest/life/life.ts';

/** The monitor works an hour behind its data. */
const lateMs = hourMs;
const eventTime = (minute: number): number => noon + minute * minuteMs;
const clock = (minute: number): number => eventTime(minute) + lateMs;

const task = (minute: number, ...messages: Happened[]): LifeTask => ({ at: clock(minute), answers: [], messages });

function value(minute: number, v: number): LifeTask {
  const batch = {
    source: 'a',
    seq: minute,
    series: [{ metric: 'accuracy', t0: eventTime(minute), dt: 1_000, v: [v] }],
  };
  return task(minute, { type: 'event', event: { type: 'batch', batch } });
}

function said(minute: number, command: object): LifeTask {
  return task(minute, { type: 'command', command: { actor: 'ana', comment: '', ...command } as Command });
}

const marked = (minute: number, target: string, isTrue: boolean): LifeTask =>
  said(minute, { name: 'mark', target, isTrue });

/** A limit of 0.7: calm, a drift from minute 4 to 6, calm, a drift from minute 9 on. */
function lived(...more: LifeTask[]): MarkedDrifts[] {
  const recalled: Happened = {
    type: 'event',
    event: { type: 'recalled', champion: '1', generation: 0, challenger: null },
  };
  const values = [0.9, 0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.9, 0.9, 0.5, 0.5].map((v, minute) => value(minute, v));
  const tasks = [task(-1, recalled), ...values, ...more];
  const input = { config: configOf(), policy: policyOf([accuracyBelow(0.7)]) };
  return finish(markedDrifts({ runs: [{ runId: 'one', input: input as never, patches: [], tasks }], isCut: false }));
}

const detector = accuracyBelow(0.7).detectors[0]!.id;

describe('what people have marked', () => {
  it('is the drift that the alarm was about, in the time of its events', () => {
    const target = `accuracy//${detector}@${clock(4)}`;
    const [mark, ...others] = lived(marked(11, target, true));
    expect(others).toEqual([]);
    expect(mark).toMatchObject({ target, isTrue: true, actor: 'ana' });
    expect(mark!.drifts).toEqual([{ metric: 'accuracy', segment: '', detector, from: eventTime(4), to: eventTime(6) }]);
  });

  it('lasts until the newest value when the drift does', () => {
    const [mark] = lived(marked(11, `accuracy//${detector}@${clock(9)}`, false));
    expect(mark).toMatchObject({ isTrue: false, drifts: [{ from: eventTime(9), to: eventTime(10) }] });
  });

  it('is the drift behind a retrain', () => {
    const [mark] = lived(marked(11, 'retrain/1', true));
    expect(mark!.drifts).toMatchObject([{ metric: 'accuracy', from: eventTime(4), to: eventTime(6) }]);
  });

  it('is nothing where no drift stood behind it', () => {
    const marks = lived(
      marked(11, `accuracy//${detector}@${clock(2)}`, true),
      marked(12, `accuracy/eu/${detector}@${clock(4)}`, true)
    );
    expect(marks.map(({ drifts }) => drifts)).toEqual([[], []]);
  });

  it('has the last word of a person, and ends with a life that has none', () => {
    const target = `accuracy//${detector}@${clock(4)}`;
    expect(lived(marked(11, target, true), marked(12, target, false)).map(({ isTrue }) => isTrue)).toEqual([false]);
    expect(lived()).toEqual([]);
  });
});
