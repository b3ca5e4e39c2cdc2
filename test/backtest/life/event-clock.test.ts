import { describe, expect, it } from 'vitest';
import { accuracyBelow, configOf, dayMs, hourMs, minuteMs, noon, policyOf } from '../../support/policies.ts';
import { finish } from '../../../src/backtest/steps.ts';
import { playMonitor } from '../../../src/backtest/life/play-monitor.ts';
import type { Command, MonitorEvent } from '../../../src/core/state/events.ts';
import type { Happened, LifeTask } from '../../../src/backtest/life/life.ts';
import type { Played } from '../../../src/backtest/life/played.ts';

const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, points: 1_000 };
const event = (one: MonitorEvent): Happened => ({ type: 'event', event: one });
const at = (clock: number, ...messages: Happened[]): LifeTask => ({ at: clock, answers: [], messages });

let seq = 0;
function values(t0: number, v: number[], metric = 'accuracy'): Happened {
  const series = [{ metric, t0, dt: hourMs, v }];
  seq += 1;
  return event({ type: 'batch', batch: { source: 'a', seq, series } });
}

const recalled = event({ type: 'recalled', champion: '1.0.0', generation: 0, challenger: null });

function said(name: 'pause' | 'resume'): Happened {
  return { type: 'command', command: { name, actor: 'ana', comment: '' } as Command };
}

function play(tasks: LifeTask[], query: Partial<typeof everything> = {}): Played {
  const policy = policyOf([accuracyBelow(0.7), { ...accuracyBelow(0.7), name: 'recall' }]);
  const input = { config: configOf(), policy } as never;
  const life = { runs: [{ runId: 'one', input, patches: [], tasks }], isCut: false };
  return finish(playMonitor('shop:ranker', life, { ...everything, ...query }));
}

const pauses = ({ spans }: Played): [from: number, until: number | null][] =>
  spans.filter(({ kind }) => kind === 'pause').map(({ eventFrom, eventUntil }) => [eventFrom, eventUntil]);

describe('where in event time something stands that a monitor did by its clock', () => {
  it('is its own time while values come as they are measured', () => {
    const played = play([
      at(noon - minuteMs, recalled),
      at(noon, values(noon, [0.9])),
      at(noon + 10 * minuteMs, said('pause')),
      at(noon + 20 * minuteMs, said('resume')),
      at(noon + hourMs, values(noon + hourMs, [0.9])),
    ]);
    expect(pauses(played)).toEqual([[noon + 10 * minuteMs, noon + 20 * minuteMs]]);
    expect(played.champions).toMatchObject([{ eventFrom: noon - minuteMs }, { eventFrom: noon - minuteMs }]);
  });

  it('is behind the value that it followed, and before the next, where a past is sent later', () => {
    const past = noon - 60 * dayMs;
    const played = play([
      at(noon, recalled, values(past, [0.9, 0.9, 0.9])),
      at(noon + 1_000, said('pause')),
      at(noon + 5 * hourMs, said('resume')),
      at(noon + 6 * hourMs, values(past + 3 * hourMs, [0.9, 0.9])),
      at(noon + 7 * hourMs, said('pause')),
    ]);
    expect(pauses(played)).toEqual([
      [past + 2 * hourMs + 1_000, past + 3 * hourMs],
      [past + 5 * hourMs, null],
    ]);
    expect(played.champions.map(({ eventFrom }) => eventFrom)).toEqual([past, past]);
    const commands = played.marks.filter(({ kind }) => kind === 'command');
    expect(commands.map(({ eventAt }) => eventAt)).toEqual([
      past + 2 * hourMs + 1_000,
      past + 3 * hourMs,
      past + 5 * hourMs,
    ]);
    expect(commands.map((one) => one.at)).toEqual([noon + 1_000, noon + 5 * hourMs, noon + 7 * hourMs]);
  });

  it('stays behind what was heard in the same task before it, and before what was heard after it', () => {
    const past = noon - dayMs;
    const played = play([
      at(noon, recalled, values(past, [0.9]), said('pause'), values(past + hourMs, [0.9, 0.9]), said('resume')),
    ]);
    expect(pauses(played)).toEqual([[past, past + 2 * hourMs]]);
  });

  it('does not go back with a value that comes late, and is ahead of the clock where the values are', () => {
    const late = play([
      at(noon, recalled, values(noon, [0.9])),
      at(noon + minuteMs, values(noon - 3 * dayMs, [0.9])),
      at(noon + 2 * minuteMs, said('pause')),
    ]);
    expect(pauses(late)).toEqual([[noon + 2 * minuteMs, null]]);
    const ahead = play([
      at(noon, recalled, values(noon + 2 * hourMs, [0.9])),
      at(noon + minuteMs, said('pause')),
      at(noon + hourMs, values(noon + 3 * hourMs, [0.9])),
    ]);
    expect(pauses(ahead)).toEqual([[noon + 2 * hourMs + minuteMs, null]]);
  });

  it('of an alarm is the value that fired, wherever in its batch; of a drift it reaches to the value that ended it', () => {
    const past = noon - 30 * dayMs;
    const played = play([
      at(noon, recalled, values(past, [0.9, 0.9, 0.5, 0.5])),
      at(noon + minuteMs, values(past + 4 * hourMs, [0.5, 0.9, 0.9])),
    ]);
    const [fired] = played.marks.filter(({ kind }) => kind === 'drift');
    expect(fired).toMatchObject({ at: noon, eventAt: past + 2 * hourMs });
    expect(played.spans.find(({ kind }) => kind === 'drift')).toMatchObject({
      from: noon,
      eventFrom: past + 2 * hourMs,
      until: noon + minuteMs,
      eventUntil: past + 5 * hourMs,
    });
  });

  it('of an alarm is in the time of its own stream, whose labels may come a week after all else', () => {
    const week = 7 * dayMs;
    const played = play([
      at(noon, recalled, values(noon, [0.9], 'recall'), values(noon - week, [0.9])),
      at(noon + hourMs, values(noon + hourMs, [0.9], 'recall'), values(noon - week + hourMs, [0.5])),
    ]);
    const [fired] = played.marks.filter(({ kind }) => kind === 'drift');
    expect(fired).toMatchObject({ metric: 'accuracy', eventAt: noon - week + hourMs });
    const launched = played.marks.find(({ kind }) => kind === 'retrain-launched');
    expect(launched?.eventAt).toBe(noon + hourMs);
  });

  it('decides what is within a part that is asked for, as the values do', () => {
    const past = noon - 60 * dayMs;
    const tasks = [
      at(noon, recalled, values(past, [0.9, 0.9, 0.5])),
      at(noon + 1_000, said('pause')),
      at(noon + 2_000, values(past + 3 * hourMs, [0.5])),
      at(noon + 3_000, said('resume')),
      at(noon + 4_000, values(past + 4 * hourMs, [0.9])),
    ];
    const part = play(tasks, { from: past + hourMs, to: past + 2.5 * hourMs });
    expect(part.spans.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['drift', 'pause', 'retrain']));
    expect(part.decisions.length).toBeGreaterThan(0);
    const ofClock = play(tasks, { from: noon - hourMs, to: noon + hourMs });
    expect(ofClock.spans.filter(({ eventUntil }) => eventUntil !== null)).toEqual([]);
    expect(ofClock.marks).toEqual([]);
    expect(ofClock.decisions).toEqual([]);
  });

  it('is of no other series than those that are drawn alone', () => {
    const tasks = [at(noon, recalled, values(noon, [0.9], 'recall')), at(noon + minuteMs, said('pause'))];
    const input = { metric: 'accuracy' };
    expect(pauses(play(tasks, input as never))).toEqual(pauses(play(tasks)));
  });
});
