import { describe, expect, it } from 'vitest';
import { Tasks, type Activation, type Command } from '../../workflows/tasks.ts';

const timeoutMs = 60_000;
const timer: Command[] = [{ startTimer: { seq: 1 } }];
const cancel: Command = { cancelTimer: { seq: 1 } };
const accepted: Command = { updateResponse: { accepted: {} } };

/** What a run takes in, at its task; the worker's clock is that of the server. */
function run(...story: (Partial<Activation> & { commands?: Command[]; later?: number })[]): () => void {
  const tasks = new Tasks(timeoutMs);
  let now = 0;
  const whole = { isQuestion: false, isLoneQuestion: false, isReplaying: false, events: 0, brought: 0 };
  return () => {
    for (const { commands = [], later = 0, at = now, bytes = at + 1, ...rest } of story) {
      now = Math.max(now, at) + later;
      tasks.begin({ ...whole, at, bytes, ...rest }, now);
      tasks.end(commands, now);
    }
  };
}

const replayed = { events: 10, isReplaying: true, at: 1_000 };
const asked = { isQuestion: true, isLoneQuestion: true };
const lostTask = /was lost with another worker/;

describe('what a run takes in', () => {
  it('may be one task after the other, replayed or not, and questions between them', () => {
    const next = { events: 24, brought: 1, at: 3_000, commands: [] };
    expect(run(replayed, { events: 14, at: 2_000, commands: timer }, asked, next, asked)).not.toThrow();
  });

  it('may come in two parts of one task, with what was cancelled on the spot', () => {
    expect(run(replayed, { events: 14, at: 2_000 }, { events: 14, at: 2_000 })).not.toThrow();
  });

  it('may have the time of the task before where the clocks of two servers disagree', () => {
    expect(run(replayed, { events: 14, at: 1_000, bytes: 2_000 })).not.toThrow();
  });

  it('has to have a task of its own', () => {
    expect(run(replayed, { events: 12, at: 1_000 })).toThrow(/asked between an event and its task/);
    expect(run(replayed, { events: 14, at: 2_000 }, { events: 16, at: 2_000 })).toThrow(/ask again/);
  });

  it('is refused by servers that say no size only where its commands tell', () => {
    expect(run({ ...replayed, bytes: 0 }, { events: 12, at: 1_000, bytes: 0 })).not.toThrow();
  });

  it('has to come after the traces of what was issued before', () => {
    const first = { events: 14, at: 2_000, commands: timer };
    expect(run(replayed, first, { events: 18, brought: 1, at: 3_000 })).toThrow(lostTask);
    expect(run(replayed, first, { events: 19, brought: 1, at: 3_000 })).not.toThrow();
  });

  it.each([
    ['a timer', 1, timer],
    ['the end of a timer of before', 1, [cancel]],
    ['a timer that is put off', 2, [cancel, { startTimer: { seq: 2 } }]],
    ['a timer that is cancelled before it was sent', 0, [...timer, cancel]],
    ['an activity', 1, [{ scheduleActivity: {} }]],
    ['a retrain', 1, [{ startChildWorkflowExecution: {} }]],
    ['a message to another workflow', 1, [{ signalExternalWorkflowExecution: {} }]],
    ['the end of another workflow', 1, [{ requestCancelExternalWorkflowExecution: {} }]],
    ['search attributes', 1, [{ upsertWorkflowSearchAttributes: {} }]],
    ['a command of somebody, and its answer', 2, [accepted, { updateResponse: { completed: {} } }]],
    ['a command that is refused', 0, [{ updateResponse: {} }]],
    ['what nobody knows', 0, [{}]],
  ])('counts the traces of %s: %i', (_, traces, commands: Command[]) => {
    const first = { events: 14, at: 2_000, commands };
    const next = { brought: 1, at: 3_000 };
    expect(run(replayed, first, { ...next, events: 18 + traces })).not.toThrow();
    if (traces > 0) expect(run(replayed, first, { ...next, events: 17 + traces })).toThrow(lostTask);
  });

  it('counts the traces of both parts of one task', () => {
    const parts = [
      { events: 14, at: 2_000, commands: [...timer, accepted] },
      { events: 14, at: 2_000, commands: [cancel] },
    ];
    expect(run(replayed, ...parts, { events: 18, at: 3_000 })).not.toThrow();
    expect(run(replayed, ...parts, { events: 17, at: 3_000 })).toThrow(lostTask);
  });

  it('has to come after them also where an activity has ended meanwhile, whose start and end are events too', () => {
    // Task 49 of a worker that died, its time-out, start and end of an activity, the next task.
    const first = { events: 49, at: 2_000, commands: timer };
    expect(run(replayed, first, { events: 54, brought: 2, at: 62_000 })).toThrow(lostTask);
    expect(run(replayed, first, { events: 55, brought: 2, at: 62_000 })).not.toThrow();
  });

  it('is not held against a task that an update was refused in: its numbers are given anew', () => {
    expect(run(replayed, { events: 14, at: 2_000 }, { events: 14, brought: 1, at: 3_000 })).not.toThrow();
    expect(run(replayed, { events: 14, at: 2_000 }, { events: 13, brought: 1, at: 3_000 })).not.toThrow();
  });

  describe('after a first task without commands, and a question right then,', () => {
    const quiet = { events: 14, at: 2_000 };
    const later = { events: 18, brought: 1, at: 2_000 + timeoutMs };

    it('is refused when a dead worker would have been given up by now', () => {
      expect(run(replayed, quiet, asked, later)).toThrow(lostTask);
    });

    it.each([
      ['it comes sooner', [replayed, quiet, asked, { ...later, at: later.at - 1 }]],
      ['nobody asked', [replayed, quiet, later]],
      ['the question came with the task', [replayed, quiet, { isQuestion: true }, later]],
      ['the question came much later', [replayed, quiet, { ...asked, later: 10_000 }, later]],
      ['this worker began the run', [{ ...quiet, events: 3 }, asked, later]],
      ['this worker has had a task of it before', [replayed, quiet, { events: 18, at: 3_000 }, asked, later]],
    ])('is taken when %s', (_, story) => {
      expect(run(...story)).not.toThrow();
    });
  });
});
