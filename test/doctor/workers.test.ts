import { describe, expect, it } from 'vitest';
import { queueFinding } from '../../src/doctor/checks/workers.ts';
import type { Poller } from '../../src/client/calls/pollers.ts';

const now = 1_800_000_000_000;
const polled = (...ago: number[]): Poller[] =>
  ago.map((seconds, i) => ({ identity: `worker-${i + 1}`, polledAt: now - 1_000 * seconds }));
const finding = (
  workflows: Poller[],
  activities: Poller[],
  use: { monitors: number; trains: number } = { monitors: 1, trains: 0 }
): unknown => queueFinding('ml', use, { workflows, activities }, now);

describe('what doctor says of the workers of a task queue', () => {
  it('is that all is well while they ask for work, also one that is idle and waits for as long as a poll lasts', () => {
    const well = { status: 'ok', text: 'task queue `ml`, of 1 monitor, is polled by worker-1' };
    expect(finding(polled(0), polled(3))).toEqual(well);
    expect(finding(polled(61), polled(75))).toEqual(well);
    // The clock of the server is a little ahead.
    expect(finding(polled(-2), polled(-2))).toEqual(well);
  });

  it('is not that all is well where nobody has asked for longer than a poll lasts: how long, who, and what to do', () => {
    expect(finding(polled(90), polled(88))).toEqual({
      status: 'unknown',
      text: 'task queue `ml`, of 1 monitor, was last asked for work 90 s ago (workflows and activities), by worker-1',
      cause: expect.stringContaining('asks again within a minute') as string,
      fix: expect.stringMatching(/worker-1 still runs; if not: `temporal-retrain worker --task-queue ml`$/) as string,
    });
    expect(finding(polled(3), polled(290, 280))).toMatchObject({
      status: 'unknown',
      text: 'task queue `ml`, of 1 monitor, was last asked for work 280 s ago (activities), by worker-1, worker-2',
    });
  });

  it('tells of a worker that is silent beside others that are not, and is well all the same', () => {
    expect(finding(polled(90, 5), polled(90, 5))).toEqual({
      status: 'ok',
      text: 'task queue `ml`, of 1 monitor, is polled by worker-2; worker-1 last asked for work 90 s ago',
    });
  });

  it('is a fault where nobody is known to ask, and asks no workflows of who trains alone', () => {
    expect(finding([], polled(3))).toMatchObject({ status: 'fault', text: expect.stringContaining('for workflows') });
    const trains = { monitors: 0, trains: 1 };
    expect(finding([], polled(3), trains)).toMatchObject({ status: 'ok' });
    expect(finding([], polled(100), trains)).toMatchObject({
      status: 'unknown',
      fix: expect.stringMatching(
        /worker-1 still runs and whether its log names jobs that hold its places; .*TASK_QUEUE=ml/
      ) as string,
    });
  });
});
