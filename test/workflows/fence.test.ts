import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuietTasks } from '../../workflows/fence.ts';

/** A task of a run, as its first worker had it. */
interface Task {
  /** Whether the main loop sees it: a refused command and a signal that nobody listens to end before. */
  isSeen: boolean;
  /** Commands that what it brought asks for. */
  commands: number;
  /** Something that is no task comes right behind it, as a signal that arrived meanwhile. */
  isFollowed: boolean;
}

const tasks: fc.Arbitrary<Task[]> = fc.array(
  fc.oneof(
    fc.record({
      isSeen: fc.constant(true),
      commands: fc.oneof(fc.constant(0), fc.nat(2)),
      isFollowed: fc.boolean(),
    }),
    fc.record({ isSeen: fc.constant(false), commands: fc.constant(0), isFollowed: fc.boolean() })
  ),
  { maxLength: 12 }
);

/** How many commands each task issues, with what the fence adds. */
function issued(story: Task[], countsAll: boolean): number[] {
  const quiet = new QuietTasks(countsAll);
  return story.map(({ isSeen, commands }) => (isSeen ? commands + Number(quiet.needsEvent(commands === 0)) : 0));
}

/**
 * The tasks that a worker replays: sdk-core takes a task without a command together with the next one, when nothing lies
 * between them and no command came since the one before.
 */
function replayed(story: Task[], commands: number[]): { task: Task; last: number }[] {
  const merged: { task: Task; last: number }[] = [];
  let [sawCommand, open] = [false, [] as Task[]];
  for (const [i, task] of story.entries()) {
    open.push(task);
    const isMerged = !sawCommand && commands[i] === 0 && !task.isFollowed && i + 1 < story.length;
    if (isMerged) continue;
    const sum = open.reduce((all, { commands: own }) => all + own, 0);
    merged.push({ task: { ...task, isSeen: open.some(({ isSeen }) => isSeen), commands: sum }, last: i });
    [sawCommand, open] = [commands[i] !== 0, []];
  }
  return merged;
}

function isReplayedAlike(story: Task[], countsAll: boolean): boolean {
  const live = issued(story, countsAll);
  const again = replayed(story, live);
  const commands = issued(
    again.map(({ task }) => task),
    countsAll
  );
  return again.every(({ last }, i) => live[last] === commands[i]);
}

describe('the fence', () => {
  it('makes a replay issue what was issued, however its tasks are taken together', () => {
    fc.assert(
      fc.property(tasks, (story) => {
        expect(isReplayedAlike(story, true)).toBe(true);
      }),
      { numRuns: 5_000 }
    );
  });

  it('does not rely on the task before, between which and this one a refused command may have come', () => {
    const quiet = { isSeen: true, commands: 0, isFollowed: false };
    const refused = { isSeen: false, commands: 0, isFollowed: true };
    const story = [{ ...quiet, commands: 1 }, refused, quiet, quiet, quiet];
    expect(isReplayedAlike(story, true)).toBe(true);
    // As runs do that began before: they keep it, as their histories have it.
    expect(isReplayedAlike(story, false)).toBe(false);
  });
});
